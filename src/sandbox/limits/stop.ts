import { statfsSync } from "node:fs";
import type { SandboxLimits } from "../spec.ts";
import type { CgroupCounts } from "./cgroup.ts";
import { descendants, Lineage, signalAll } from "./process-tree.ts";

/** Milliseconds between SIGTERM and SIGKILL. */
export const grace = 1_000;
/** Milliseconds that a timer of Node can wait; a longer one fires at once. */
const longest = 2 ** 31 - 1;
/** Milliseconds between two looks at what has been used. */
const interval = 100;

/** What a stop watches over. */
export interface Stoppable {
  readonly pid: number;
  /** The launcher turns into the command, and is asked to end like the rest of it. */
  readonly becomesCommand: boolean;
  /** Its death is the death of all of it; whoever sees to that is part of the tree. */
  readonly endsTree?: boolean;
  readonly limits: SandboxLimits;
  readonly cgroup: Pick<CgroupCounts, "members" | "cpuSeconds"> | undefined;
  readonly signal: AbortSignal | undefined;
  /** The first process of a container, where the launcher is but a client of what runs the command elsewhere. */
  readonly init?: number;
}

/** Ends a tree when its time is up or the caller gives up: SIGTERM to all of it, SIGKILL to what is left after the grace. */
export class Stop {
  reason: "time" | "cpu" | "cancelled" | undefined;
  /** True once its private /tmp was seen full. */
  tmpFull = false;
  readonly #of: Stoppable;
  readonly #lineage: Lineage;
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #cancel = () => this.#stop("cancelled");

  constructor(of: Stoppable) {
    this.#of = of;
    this.#lineage = new Lineage(of.pid);
    this.#timers.push(setTimeout(() => this.#stop("time"), Math.min(of.limits.wallMs, longest)));
    this.#timers.push(setInterval(() => this.#look(), interval));
    if (of.signal?.aborted) this.#cancel();
    else of.signal?.addEventListener("abort", this.#cancel, { once: true });
  }

  /** Pids of the tree beneath the launcher, also of those that have lost their parents. */
  members(): readonly number[] {
    const { pid, cgroup } = this.#of;
    // INVARIANT: nobody leaves a control group; without one, only what a look has met is remembered.
    const members = cgroup === undefined ? this.#lineage.look() : cgroup.members();
    return members.filter((member) => member !== pid);
  }

  disarm(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#of.signal?.removeEventListener("abort", this.#cancel);
  }

  #look(): void {
    const { cgroup, limits } = this.#of;
    if (cgroup === undefined) this.#lineage.look();
    else if ((cgroup.cpuSeconds() ?? 0) >= limits.cpuSeconds) this.#stop("cpu");
    // The innermost process is within, whatever launches it.
    this.tmpFull ||= isTmpFull(this.#of.init ?? descendants(this.#of.pid).at(-1));
  }

  #stop(reason: NonNullable<Stop["reason"]>): void {
    if (this.reason !== undefined) return;
    this.reason = reason;
    const { pid, becomesCommand, endsTree } = this.#of;
    // A launcher that stays the parent takes the tree along at once when it ends, and leaves it no time to clean up.
    const launching = this.#tree().length === 0;
    signalAll(becomesCommand || launching ? [...this.#tree(), pid] : this.#tree(), "SIGTERM");
    // INVARIANT: nothing outlives the launcher: its death takes the whole pid namespace along.
    this.#timers.push(setTimeout(() => signalAll(endsTree ? [pid] : [...this.#tree(), pid], "SIGKILL"), grace));
  }

  #tree(): readonly number[] {
    const { pid, init } = this.#of;
    return init === undefined ? [...new Set([...this.members(), ...descendants(pid)])] : this.members();
  }
}

/** Whether nothing more fits into the /tmp that a process sees. */
function isTmpFull(pid: number | undefined): boolean {
  try {
    return pid !== undefined && statfsSync(`/proc/${pid}/root/tmp`).bavail === 0;
  } catch {
    return false;
  }
}
