import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { AuditLog, verifyLog } from "../../src/audit/index.ts";
import { leafHash } from "../../src/audit/tree.ts";

const home = mkdtempSync(join(tmpdir(), "sallyport-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));
const rounds = 60;

/** A writer in a process of its own; `acknowledged` is what it has said. */
function startWriter(directory: string, keyFile: string) {
  const script = fileURLToPath(new URL("audit-writer.ts", import.meta.url));
  const child = spawn(process.execPath, ["--no-warnings", script, directory, keyFile], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  let errors = "";
  child.stdout.on("data", (chunk: Buffer) => {
    said += chunk;
  });
  child.stderr.on("data", (chunk: Buffer) => {
    errors += chunk;
  });
  const closed = once(child, "close");
  return {
    child,
    isOpen: () => said.startsWith("open\n"),
    errors: () => errors,
    closed,
    acknowledged: (): [number, string][] =>
      said
        .slice(0, said.lastIndexOf("\n") + 1)
        .split("\n")
        .flatMap((line) =>
          /^\d+ [0-9a-f]{64}$/.test(line) ? [[Number.parseInt(line, 10), line.split(" ")[1] ?? ""]] : [],
        ),
  };
}

async function killed(child: ChildProcess, closed: Promise<unknown>): Promise<void> {
  child.kill("SIGKILL");
  await closed;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe("a log whose writer is killed", () => {
  it(`[AU-2] loses no acknowledged record in ${rounds} rounds of kill -9 at random moments`, async () => {
    const [directory, keyFile] = [join(home, "kill", "audit"), join(home, "kill", "audit.pem")];
    const acknowledged = new Map<number, string>();
    let checked = 0;
    for (let round = 0; round < rounds; round++) {
      const writer = startWriter(directory, keyFile);
      if (round % 4 !== 3) {
        while (!writer.isOpen() && writer.child.exitCode === null) await pause(2);
        await pause(Math.random() * 100);
      } else {
        // Some rounds end while the log is being opened.
        await pause(Math.random() * 300);
      }
      await killed(writer.child, writer.closed);
      expect(writer.errors()).toBe("");
      for (const [index, hash] of writer.acknowledged()) {
        expect(acknowledged.has(index), `index ${index} was given twice`).toBe(false);
        acknowledged.set(index, hash);
      }
      if (acknowledged.size === 0) continue;
      expect((await verifyLog(directory)).problem).toBeUndefined();
      const lines = readFileSync(join(directory, "records.jsonl"), "utf8").split("\n");
      for (const [index, hash] of [...acknowledged].slice(checked)) {
        expect(leafHash(Buffer.from(lines[index] ?? "")).toString("hex"), `record ${index}`).toBe(hash);
      }
      checked = acknowledged.size;
    }
    await (await AuditLog.open(directory, { keyFile })).close();
    const { ok, records, signed } = await verifyLog(directory);
    expect({ ok, signed }).toEqual({ ok: true, signed: records });
    expect(acknowledged.size).toBeGreaterThan(rounds);
  });

  it("[AU-1] has one writer among processes, also after a second try in the first one, and a new one once it is killed", async () => {
    const [directory, keyFile] = [join(home, "lock", "audit"), join(home, "lock", "audit.pem")];
    const log = await AuditLog.open(directory, { keyFile });
    await expect(AuditLog.open(directory, { keyFile })).rejects.toMatchObject({ code: "ERR_AUDIT_LOCKED" });
    const second = startWriter(directory, keyFile);
    await second.closed;
    expect(second.isOpen()).toBe(false);
    expect(second.errors()).toContain("ERR_AUDIT_LOCKED");
    await log.close();

    const third = startWriter(directory, keyFile);
    while (!third.isOpen() && third.child.exitCode === null) await pause(5);
    await expect(AuditLog.open(directory, { keyFile })).rejects.toMatchObject({ code: "ERR_AUDIT_LOCKED" });
    await killed(third.child, third.closed);
    await (await AuditLog.open(directory, { keyFile })).close();
    expect((await verifyLog(directory)).ok).toBe(true);
  });
});
