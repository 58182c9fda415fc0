import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import type { Row } from "../../scripts/regression/row.ts";

const directory = mkdtempSync(join(tmpdir(), "sallyport-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const script = fileURLToPath(new URL("../../scripts/regression.ts", import.meta.url));

interface Run {
  readonly code: number;
  readonly rows: readonly Row[];
  readonly junit: string;
  readonly stdout: string;
}

function regression(name: string, ...args: readonly string[]): Promise<Run> {
  const [json, junit] = [join(directory, `${name}.json`), join(directory, `${name}.xml`)];
  const all = [script, "--short", "--json", json, "--junit", junit, ...args];
  return new Promise((resolve) =>
    execFile(process.execPath, all, { maxBuffer: 64 << 20 }, (error, stdout) =>
      resolve({
        code: error === null ? 0 : Number(error.code),
        rows: JSON.parse(readFileSync(json, "utf8")),
        junit: readFileSync(junit, "utf8"),
        stdout,
      }),
    ),
  );
}

describe("[OC-15, PH-5] the gateway in a container", () => {
  it.concurrent.each(["docker", "podman"])("of %s lets no agent out, and is of use", async (engine) => {
    const { code, rows, junit, stdout } = await regression(engine, "--engine", engine);
    expect(rows.filter(({ ok }) => !ok)).toEqual([]);
    expect(code).toBe(0);
    for (const part of ["image", "container", "told by api", "asked by api", "escapes from landlock, nobody"])
      expect(rows.filter((row) => row.part === part).length).toBeGreaterThan(3);
    expect(rows.find(({ title }) => title === "reads an environment file of the host")).toBeDefined();
    expect(junit.match(/<testcase /g)).toHaveLength(rows.length);
    expect(junit).not.toContain("<failure>");
    expect(stdout).toMatch(/\n\d+ held, 0 failed\n$/);
  });

  it("fails where an engine is missing, rather than leave it out", async () => {
    const { code, rows, junit, stdout } = await regression("missing", "--engine", "kubernetes");
    expect(code).toBe(1);
    expect(rows).toMatchObject([{ ok: false, title: "the engine starts" }]);
    expect(junit).toContain("<failure>");
    expect(stdout).toMatch(/FAILED kubernetes: image: the engine starts/);
  });
});
