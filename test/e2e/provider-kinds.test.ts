import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, it, onTestFinished } from "vitest";
import { homePaths } from "../../src/config/index.ts";
import { entryText, installPackage } from "../fixtures/package.ts";
import { examplePath, pidsWith } from "../fixtures/process-provider.ts";
import { tempDir } from "../fixtures/temp.ts";

const main = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));

/** A home with one agent and this security section. */
function homeWith(security: object): string {
  const home = realpathSync(tempDir());
  const models = { default: { type: "demo" } };
  writeFileSync(
    homePaths(home).config,
    JSON.stringify({ agents: [{ id: "main", profile: "minimal" }], models, security }),
    {
      mode: 0o600,
    },
  );
  return home;
}

function sallyport(home: string, ...words: readonly string[]) {
  const env = { PATH: process.env["PATH"], SALLYPORT_HOME: home };
  return spawnSync(process.execPath, ["--no-warnings", main, ...words], { encoding: "utf8", env });
}

/** A home whose security is the process of the guide; its argument tells its processes from others. */
function homeWithProcess(mark: string): string {
  const command = ["python3", "process-provider.py", mark];
  const own = { kind: "process", command, directory: "providers/own" };
  const home = homeWith({ provider: "own", providers: { own } });
  mkdirSync(join(home, "providers", "own"), { recursive: true });
  cpSync(examplePath, join(home, "providers", "own", "process-provider.py"));
  return home;
}

async function untilGone(mark: string): Promise<readonly number[]> {
  for (let i = 0; i < 100 && pidsWith(mark).length > 0; i++) await sleep(50);
  return pidsWith(mark);
}

it.each(["SIGTERM", "SIGKILL"] as const)(
  "[SP-12] nothing of a provider's process outlives a gateway that gets %s",
  async (signal) => {
    const mark = `mark-${process.pid}-${signal}`;
    const home = homeWithProcess(mark);
    const env = { PATH: process.env["PATH"], SALLYPORT_HOME: home };
    const gateway = spawn(process.execPath, ["--no-warnings", main, "serve", "--port", "0"], { env, stdio: "pipe" });
    onTestFinished(() => void gateway.kill("SIGKILL"));
    for (let i = 0; i < 400 && pidsWith(mark).length === 0; i++) await sleep(50);
    for (let i = 0; i < 200 && !logOf(home).includes("provider process started"); i++) await sleep(50);
    expect(pidsWith(mark).length).toBeGreaterThan(0);
    const exited = once(gateway, "exit");
    gateway.kill(signal);
    await exited;
    expect(await untilGone(mark)).toEqual([]);
  },
);

it("[SP-1] the command line checks a process that the configuration names", () => {
  const { status, stdout, stderr } = sallyport(homeWithProcess("mark-check"), "providers", "check", "own");
  expect(stdout + stderr).not.toContain("FAILED");
  expect(status).toBe(0);
});

it("[SP-1] what the command line pins is taken, and nothing else", () => {
  const home = homeWith({});
  installPackage(home, "@acme/provider", { "index.js": entryText() });
  const { stdout, status } = sallyport(home, "providers", "pin", "@acme/provider");
  expect(status).toBe(0);
  const own = { kind: "module", ...JSON.parse(stdout) };
  const config = JSON.parse(readFileSync(homePaths(home).config, "utf8"));
  writeFileSync(
    homePaths(home).config,
    JSON.stringify({ ...config, security: { provider: "own", providers: { own } } }),
  );
  expect(sallyport(home, "providers", "check", "own").status).toBe(0);
  installPackage(home, "@acme/provider", { "index.js": `${entryText()}//` });
  const changed = sallyport(home, "providers", "check", "own");
  expect(changed.status).toBe(2);
  expect(changed.stderr).toContain("ERR_PROVIDER_NOT_PINNED");
  expect(sallyport(home, "providers", "pin", "../../etc").status).toBe(2);
});

/** What the log of a home holds; empty before there is one. */
function logOf(home: string): string {
  return spawnSync("grep", ["-rhaF", "provider process", homePaths(home).audit], { encoding: "utf8" }).stdout;
}
