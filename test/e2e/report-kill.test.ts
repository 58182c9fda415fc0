import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";

const home = mkdtempSync(join(tmpdir(), "sallyport-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));

function startTaker(...argv: readonly string[]) {
  const script = fileURLToPath(new URL("report-taker.ts", import.meta.url));
  const child = spawn(process.execPath, ["--no-warnings", script, home, ...argv], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      said += chunk;
    });
  }
  return { child, closed: once(child, "close"), said: () => said };
}

describe("a provider whose process is killed", () => {
  it("[SP-9] takes every record at least once, in log order, over kill -9 at random moments", async () => {
    for (let round = 0; round < 12; round++) {
      const { child, closed, said } = startTaker();
      while (!said().startsWith("open\n") && child.exitCode === null) await sleep(2);
      await sleep(20 + Math.random() * 200);
      child.kill("SIGKILL");
      await closed;
      expect(said()).toBe("open\n");
    }
    const last = startTaker("drain");
    await last.closed;
    const size = Number(/^drained (\d+)$/m.exec(last.said())?.[1]);
    expect(size).toBeGreaterThan(500);
    // What a kill cut short within a line was not acknowledged.
    const runs = readFileSync(join(home, "taken"), "utf8")
      .split(/^start\n/m)
      .slice(1)
      .map((run) => run.split("\n").slice(0, -1).map(Number));
    let next = runs.find((run) => run.length > 0)?.[0] ?? Number.NaN;
    expect(next).toBeLessThan(10);
    for (const run of runs) {
      const [first = next] = run;
      expect(first).toBeLessThanOrEqual(next);
      expect(run).toEqual(run.map((_, offset) => first + offset));
      next = Math.max(next, first + run.length);
    }
    expect(next).toBe(size);
  });
});
