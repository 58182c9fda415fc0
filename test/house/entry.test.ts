import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));
const bin = readFileSync(`${root}bin/sallyport.js`, "utf8");
const manifest = JSON.parse(readFileSync(`${root}package.json`, "utf8"));

/** Runs the part of the entry before the import under a Node of another version. */
function enterWith(version: string): { code?: number; said: string } {
  const outcome: { code?: number; said: string } = { said: "" };
  const process = {
    version: `v${version}`,
    versions: { node: version },
    stderr: {
      write: (text: string) => {
        outcome.said += text;
      },
    },
    exit: (code: number) => {
      outcome.code = code;
    },
  };
  runInNewContext(bin.slice(0, bin.indexOf("import(")).replace(/^#!.*/, ""), { process });
  return outcome;
}

describe("the entry of the package", () => {
  it.each(["24.16.0", "24.21.0", "26.1.0", "27.0.0"])("goes on under Node %s", (version) => {
    expect(enterWith(version)).toEqual({ said: "" });
  });

  it.each(["18.20.0", "20.20.2", "24.15.9", "25.3.0", "26.0.0"])("says what it needs under Node %s", (version) => {
    const { code, said } = enterWith(version);
    expect(code).toBe(2);
    expect(said).toMatch(/needs Node\.js 24\.16.*this is v.*\nfix: /s);
  });

  it("asks for the range that package.json declares", () => {
    expect(manifest.engines.node).toBe(">=24.16.0 <25 || >=26.1.0");
  });
});

describe("./dev", () => {
  it("is a script that a POSIX shell can read", () => {
    expect(spawnSync("sh", ["-n", `${root}dev`], { encoding: "utf8" })).toMatchObject({ status: 0, stderr: "" });
  });

  it("explains itself, and refuses a command it does not know", () => {
    const help = spawnSync("sh", [`${root}dev`, "help"], { encoding: "utf8" });
    for (const command of ["up", "try", "run", "test", "check", "bench"])
      expect(help.stdout).toContain(`\n  ${command}`);
    const unknown = spawnSync("sh", [`${root}dev`, "frobnicate"], { encoding: "utf8" });
    expect(unknown.status).toBe(2);
    expect(unknown.stderr).toContain("unknown command: frobnicate");
  });
});

describe("the lockfiles", () => {
  it.each(["package-lock.json", ".toolchain/package-lock.json"])("%s names no registry", (file) => {
    const { packages } = JSON.parse(readFileSync(root + file, "utf8"));
    const resolved = Object.values<{ resolved?: string }>(packages).filter((entry) => entry.resolved !== undefined);
    expect(resolved).toEqual([]);
  });
});
