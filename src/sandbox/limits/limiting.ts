import { existsSync, readFileSync } from "node:fs";
import type { SandboxLimits } from "../spec.ts";
import type { Cgroup } from "./cgroup.ts";

/** What goes before a launcher and before the command it launches, so that limits hold from the first instruction on. */
export interface Limiting {
  readonly before: readonly string[];
  readonly inside: readonly string[];
}

const prlimit = "/usr/bin/prlimit";

/** Whether limits can be set without control groups. */
export function canLimitProcesses(): boolean {
  return existsSync(prlimit);
}

/**
 * Joins each control group that is named before `--`, and becomes what is named after it. A plain shell does it in a
 * millisecond, and from within: no moment passes outside the group.
 */
const joinAndBecome = `
ulimit -c 0 && ulimit -n "$1" && ulimit -f "$2" && ulimit -t "$3" && ulimit -S -t "$4" || exit 125
shift 4
while [ "$1" != -- ]; do echo 0 >"$1" || exit 125; shift; done
shift
exec "$@"`;

/** A soft limit, of which a process is told, and a hard one. */
type Bounds = readonly [soft: number, hard: number];

/** What the kernel bounds for each process, by the names that `prlimit` has for it. */
export type ProcessLimits = Readonly<Record<"core" | "nofile" | "fsize" | "cpu", Bounds> & { data?: Bounds }>;

/** The limits of each process; what control groups do not bound for all of them is bounded there. */
export function processLimits(limits: SandboxLimits, cgroup: Cgroup | undefined): ProcessLimits {
  const [cpu, data] = [Math.ceil(limits.cpuSeconds), withinHard("data size", limits.memoryBytes)];
  const [files, bytes] = [withinHard("open files", limits.openFiles), withinHard("file size", limits.fileBytes)];
  // SIGXCPU tells what happened; SIGKILL follows a second later.
  const cpuHard = withinHard("cpu time", cpu + 1);
  return {
    ...{ core: [0, 0], nofile: [files, files], fsize: [bytes, bytes], cpu: [Math.min(cpu, cpuHard), cpuHard] },
    ...(cgroup === undefined && { data: [data, data] }),
  };
}

/** Limits by control groups where there are some, by each process's own where there are none. */
export function limitBy(limits: SandboxLimits, cgroup: Cgroup | undefined): Limiting {
  const own = processLimits(limits, cgroup);
  if (cgroup !== undefined) {
    const { nofile, fsize, cpu } = own;
    // POSIX counts `ulimit -f` in blocks of 512 bytes.
    const numbers = [nofile[0], Math.max(1, Math.floor(fsize[0] / 512)), cpu[1], cpu[0]].map(String);
    return { before: ["/bin/sh", "-c", joinAndBecome, "sh", ...numbers, ...cgroup.joins, "--"], inside: [] };
  }
  return {
    before: [prlimit, ...Object.entries(own).map(([name, [soft, hard]]) => `--${name}=${soft}:${hard}`), "--"],
    // Counted by user namespace, so that only the sandbox's own processes count.
    inside: [prlimit, `--nproc=${limits.pids}`, "--"],
  };
}

let hardLimits: string | undefined;

/** The wanted value, or this process's own hard limit where that is lower, since nobody may raise it. */
export function withinHard(name: string, wanted: number): number {
  hardLimits ??= readFileSync("/proc/self/limits", "utf8");
  const hard = Number(
    new RegExp(`^Max ${name}\\s+\\S+\\s+(\\d+)`, "m").exec(hardLimits)?.[1] ?? Number.POSITIVE_INFINITY,
  );
  return Math.min(Math.floor(wanted), hard);
}
