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
    // Numbers below 1 stand for a group of processes, or for all there are.
    if (pid < 1) continue;
    try {
      process.kill(pid, signal);
    } catch {
      // Gone by itself: what was wanted.
    }
  }
}

/** What descends from a process, also when it has lost its parents since: whatever a look has found is remembered. */
export class Lineage {
  readonly #root: number;
  /** When each began, by pid: a number that was given to another process is not mistaken for the first. */
  readonly #begun = new Map<number, string>();

  constructor(root: number) {
    this.#root = root;
  }

  /** Pids of those that live now. */
  look(): readonly number[] {
    for (const parent of [this.#root, ...this.#begun.keys()]) {
      for (const pid of descendants(parent)) {
        const begun = beginningOf(pid);
        if (begun !== undefined) this.#begun.set(pid, begun);
      }
    }
    for (const [pid, begun] of this.#begun) if (beginningOf(pid) !== begun) this.#begun.delete(pid);
    return [...this.#begun.keys()];
  }
}

/** When a process began, in ticks since the machine did; `undefined` once it is gone, or dead and not yet buried. */
export function beginningOf(pid: number): string | undefined {
  try {
    // The name in parentheses may hold anything, also parentheses.
    const fields = readFileSync(`/proc/${pid}/stat`, "latin1")
      .replace(/^.*\) /s, "")
      .split(" ");
    return fields[0] === "Z" || fields[0] === "X" ? undefined : fields[19];
  } catch {
    return undefined;
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
