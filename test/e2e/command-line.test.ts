import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { AuditLog } from "../../src/audit/index.ts";
import { version } from "../../src/cli/version.ts";
import { homePaths } from "../../src/config/index.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const started: ChildProcess[] = [];

afterEach(() => {
  for (const child of started.splice(0)) child.kill("SIGKILL");
});

/** Starts the command line from source in a home of its own, as a shell would. */
function start(home: string, argv: readonly string[], file = "src/cli/main.ts") {
  const child = spawn(process.execPath, [join(root, file), ...argv], {
    env: { PATH: process.env["PATH"], SALLYPORT_HOME: home },
  });
  started.push(child);
  const exited = once(child, "close").then(([code]) => code as number);
  return { child, exited, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator]() };
}

const newHome = () => mkdtempSync(join(tmpdir(), "sallyport-"));

async function openLog(home: string): Promise<AuditLog> {
  const { audit, auditKey } = homePaths(home);
  return AuditLog.open(audit, { keyFile: auditKey });
}

const note = (n: number) => ({ kind: "lifecycle", body: { event: "note", n } }) as const;

describe("the command line as a process", () => {
  it("starts from the entry of the package", async () => {
    const { exited, lines } = start(newHome(), ["--version"], "bin/sallyport.js");
    expect((await lines.next()).value).toBe(version);
    expect(await exited).toBe(0);
  });

  it("follows a log while another process writes it, shows each record once, and ends at an interrupt", async () => {
    const home = newHome();
    const log = await openLog(home);
    await log.append(note(0));
    const { child, exited, lines } = start(home, ["audit", "tail", "--follow", "--json"]);
    const next = async () => JSON.parse(String((await lines.next()).value)).body.n;
    expect(await next()).toBe(0);
    // The first few may fall before the directory is watched; each later one brings them along.
    let n = 1;
    const writing = setInterval(() => void log.append(note(n++)), 50);
    expect([await next(), await next(), await next()]).toEqual([1, 2, 3]);
    clearInterval(writing);
    child.kill("SIGINT");
    expect(await exited).toBe(0);
    await log.close();
  });

  it("takes a reader that stops reading for no failure", async () => {
    const home = newHome();
    const log = await openLog(home);
    const long = "x".repeat(2_000);
    for (let n = 0; n < 200; n++) await log.append({ kind: "lifecycle", body: { event: long, n } });
    await log.close();
    const { child, exited } = start(home, ["audit", "query", "--json"]);
    let said = "";
    child.stderr?.on("data", (chunk) => {
      said += chunk;
    });
    child.stdout?.once("data", () => child.stdout?.destroy());
    expect(await exited).toBe(0);
    expect(said).toBe("");
  });
});
