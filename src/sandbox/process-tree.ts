import { readdirSync, readFileSync } from "node:fs";

/** Pids of everything that descends from a process, nearest first; empty where /proc does not tell. */
export function descendants(pid: number): readonly number[] {
  const found = [pid];
  // The list grows while it is walked.
  for (const parent of found) found.push(...childrenOf(parent));
  return found.slice(1);
}

/** Sends a signal to processes, of which some may be gone already. */
export function signalAll(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch {
      // Gone by itself: what was wanted.
    }
  }
}

/** A child belongs to the thread that started it. */
function childrenOf(pid: number): readonly number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, "utf8").split(" ").filter(Boolean).map(Number),
    );
  } catch {
    return [];
  }
}
