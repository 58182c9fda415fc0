import { mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { bubblewrap } from "../src/sandbox/bubblewrap/bubblewrap.ts";
import { descendants } from "../src/sandbox/limits/process-tree.ts";
import { workspaceSpec } from "../src/sandbox/spec.ts";
import { runWatched } from "../src/sandbox/watched.ts";
import type { Measurement } from "./report.ts";

const crowd = 200;

/** Many sandboxes at one time, each of which must say its number; the memory of all their processes and of this one. */
export async function benchCrowd(): Promise<Measurement[]> {
  const workspace = realpathSync(mkdtempSync(join(tmpdir(), "sallyport-bench-")));
  const spec = workspaceSpec(workspace);
  const run = async (i: number) => {
    const argv = ["/bin/sh", "-c", `sleep 5; echo ${i}`];
    const { stdout } = await runWatched(bubblewrap, { argv, cwd: workspace }, spec);
    return stdout === `${i}\n`;
  };
  const started = performance.now();
  let done = false;
  let peak = { processes: 0, bytes: 0 };
  try {
    const all = Promise.allSettled(Array.from({ length: crowd }, (_, i) => run(i))).finally(() => {
      done = true;
    });
    while (!done) {
      await sleep(250);
      const pids = [process.pid, ...descendants(process.pid)];
      if (pids.length >= peak.processes) peak = { processes: pids.length, bytes: memoryOf(pids) };
    }
    const right = (await all).filter((ended) => ended.status === "fulfilled" && ended.value).length;
    return [
      { name: `sandboxes at one time, of ${crowd}`, value: right, unit: "", atLeast: crowd },
      { name: "their processes, and this one", value: peak.processes, unit: "" },
      { name: "memory of these", value: peak.bytes / (1 << 20), unit: "MiB", atMost: 1024 },
      { name: "until all had ended, having slept 5 s", value: (performance.now() - started) / 1000, unit: "s" },
    ];
  } finally {
    rmSync(workspace, { recursive: true });
  }
}

/** Bytes of memory, of which each process counts its share of what it shares. */
function memoryOf(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => {
    try {
      const [, kibibytes] = /^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8")) ?? [];
      return sum + Number(kibibytes) * 1024;
    } catch {
      return sum;
    }
  }, 0);
}
