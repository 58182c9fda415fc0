import { existsSync, readFileSync } from "node:fs";
import type { Cgroup } from "./cgroup.ts";
import type { SandboxLimits } from "./spec.ts";

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

/** Limits by control groups where there are some, by each process's own where there are none. */
export function limitBy(limits: SandboxLimits, cgroup: Cgroup | undefined): Limiting {
  const cpu = Math.ceil(limits.cpuSeconds);
  // SIGXCPU tells what happened; SIGKILL follows a second later.
  const [files, cpuHard] = [withinHard("open files", limits.openFiles), withinHard("cpu time", cpu + 1)];
  const bytes = withinHard("file size", limits.fileBytes);
  if (cgroup !== undefined) {
    // POSIX counts `ulimit -f` in blocks of 512 bytes.
    const numbers = [files, Math.max(1, Math.floor(bytes / 512)), cpuHard, Math.min(cpu, cpuHard)].map(String);
    return { before: ["/bin/sh", "-c", joinAndBecome, "sh", ...numbers, ...cgroup.joins, "--"], inside: [] };
  }
  const data = withinHard("data size", limits.memoryBytes);
  const own = [`--nofile=${files}`, `--fsize=${bytes}`, `--cpu=${Math.min(cpu, cpuHard)}:${cpuHard}`, `--data=${data}`];
  return {
    before: [prlimit, "--core=0", ...own, "--"],
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
