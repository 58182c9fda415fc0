import { readdirSync, readlinkSync, statSync } from "node:fs";
import { countsOf } from "../limits/cgroup.ts";
import type { LimitName } from "../sandbox.ts";

/** A container as it looks from the host: what runs in it, beside what keeps it alive, and what that has used. */
export interface ContainerView {
  readonly boundsTree: boolean;
  members(): readonly number[];
  /** Since the view was made. */
  cpuSeconds(): number | undefined;
  hits(): readonly LimitName[];
}

/** Looks at the container of a first process; `undefined` where that is out of sight, as in a virtual machine. */
export function viewOf(init: number): ContainerView | undefined {
  const keeper = ownerOf(init);
  if (keeper === undefined) return undefined;
  const counts = countsOf(init);
  const all = counts?.members ?? (() => sharersOf(init));
  if (!all().includes(init)) return undefined;
  const before = counts?.cpuSeconds();
  return {
    boundsTree: counts !== undefined,
    // INVARIANT: what keeps the container has an account of its own, which no command can take on.
    members: () => all().filter((pid) => ![keeper, undefined].includes(ownerOf(pid))),
    cpuSeconds: () => {
      const now = counts?.cpuSeconds();
      return now === undefined || before === undefined ? undefined : now - before;
    },
    hits: () => counts?.hits() ?? [],
  };
}

/** Every process in the pid namespace of another. */
function sharersOf(pid: number): readonly number[] {
  const namespace = namespaceOf(pid);
  if (namespace === undefined) return [];
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && namespaceOf(Number(name)) === namespace)
    .map(Number);
}

function namespaceOf(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/ns/pid`);
  } catch {
    return undefined;
  }
}

function ownerOf(pid: number): number | undefined {
  return statSync(`/proc/${pid}`, { throwIfNoEntry: false })?.uid;
}
