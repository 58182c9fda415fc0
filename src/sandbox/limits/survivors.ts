import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { finding } from "../findings.ts";
import type { SandboxFinding } from "../sandbox.ts";
import { beginningOf, signalAll } from "./process-tree.ts";

/** Milliseconds that the kernel may take to bury what ended with its namespace. */
const burial = 250;

/** Looks for what is left of a command that has ended, and kills it; `members` are its processes as they are now. */
export async function endSurvivors(members: () => readonly number[]): Promise<readonly SandboxFinding[]> {
  const end = performance.now() + burial;
  let left = living(members);
  for (let pause = 1; left.length > 0 && performance.now() < end; pause *= 2) {
    await sleep(pause);
    left = living(members);
  }
  if (left.length === 0) return [];
  const names = left.slice(0, 8).map(nameOf).join(", ");
  signalAll(left, "SIGKILL");
  return [
    finding("sandbox.survivor", "processes outlived their command and were killed", { count: left.length, names }),
  ];
}

function living(members: () => readonly number[]): readonly number[] {
  return members().filter((pid) => beginningOf(pid) !== undefined);
}

function nameOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, "utf8").trim();
  } catch {
    return "gone";
  }
}
