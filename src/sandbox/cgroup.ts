import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { LimitHit, SandboxLimits } from "./spec.ts";

/** A control group that holds one command and all it starts. */
export interface Cgroup {
  /** Files into which a process writes its pid to join. */
  readonly joinFiles: readonly string[];
  /** Limits that the kernel has counted as hit. */
  hits(): readonly LimitHit[];
  /** Ends whatever is still in the group and removes it. */
  remove(): void;
}

/** Makes control groups, in the way this machine has them. */
export interface CgroupDriver {
  readonly version: 1 | 2;
  create(name: string, limits: SandboxLimits): Cgroup;
}

const mount = "/sys/fs/cgroup";

/** The driver for this machine, or `undefined` where groups cannot be made; limits then rest on the process alone. */
export function findCgroups(root: string = mount): CgroupDriver | undefined {
  // A directory that is no cgroup mount takes any file without meaning anything by it.
  const isUnified = readIfThere(join(root, "cgroup.controllers")).includes("memory");
  const isSeparate =
    existsSync(join(root, "memory", "memory.limit_in_bytes")) && existsSync(join(root, "pids", "cgroup.procs"));
  const candidates = [...(isUnified ? [unified(root)] : []), ...(isSeparate ? [separate(root)] : [])];
  return candidates.find((driver) => {
    try {
      driver.create(`sallyport-check-${process.pid}`, { memoryBytes: 1 << 26, processes: 16 }).remove();
      return true;
    } catch {
      return false;
    }
  });
}

type GroupLimits = Pick<SandboxLimits, "memoryBytes" | "processes">;

function unified(root: string): CgroupDriver & { create(name: string, limits: GroupLimits): Cgroup } {
  return {
    version: 2,
    create(name, limits) {
      writeFileSync(join(root, "cgroup.subtree_control"), "+memory +pids");
      const group = join(root, name);
      mkdirSync(group);
      try {
        writeFileSync(join(group, "memory.max"), String(limits.memoryBytes));
        writeFileSync(join(group, "pids.max"), String(limits.processes));
        writeIfThere(join(group, "memory.swap.max"), "0");
      } catch (error) {
        rmdirSync(group);
        throw error;
      }
      return {
        joinFiles: [join(group, "cgroup.procs")],
        hits: () => [
          ...hit("memory", counter(join(group, "memory.events"), "oom_kill")),
          ...hit("processes", counter(join(group, "pids.events"), "max")),
        ],
        remove: () => removeGroups([group]),
      };
    },
  };
}

function separate(root: string): CgroupDriver & { create(name: string, limits: GroupLimits): Cgroup } {
  return {
    version: 1,
    create(name, limits) {
      const memory = join(root, "memory", name);
      const pids = join(root, "pids", name);
      mkdirSync(memory);
      try {
        mkdirSync(pids);
        writeFileSync(join(memory, "memory.limit_in_bytes"), String(limits.memoryBytes));
        writeIfThere(join(memory, "memory.memsw.limit_in_bytes"), String(limits.memoryBytes));
        writeFileSync(join(pids, "pids.max"), String(limits.processes));
      } catch (error) {
        removeGroups([memory, pids]);
        throw error;
      }
      return {
        joinFiles: [join(memory, "cgroup.procs"), join(pids, "cgroup.procs")],
        hits: () => [
          ...hit("memory", counter(join(memory, "memory.oom_control"), "oom_kill")),
          ...hit("processes", counter(join(pids, "pids.events"), "max")),
        ],
        remove: () => removeGroups([memory, pids]),
      };
    },
  };
}

function hit(limit: LimitHit, count: number): readonly LimitHit[] {
  return count > 0 ? [limit] : [];
}

function counter(path: string, key: string): number {
  return Number(new RegExp(`^${key} (\\d+)$`, "m").exec(readIfThere(path))?.[1] ?? 0);
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function writeIfThere(path: string, text: string): void {
  if (existsSync(path)) writeFileSync(path, text);
}

function removeGroups(groups: readonly string[]): void {
  for (const group of groups) {
    for (let attempt = 0; attempt < 50 && existsSync(group); attempt++) {
      try {
        for (const pid of readFileSync(join(group, "cgroup.procs"), "utf8").split("\n"))
          if (pid !== "") process.kill(Number(pid), "SIGKILL");
      } catch {
        // A process that has gone by itself is what was wanted.
      }
      try {
        rmdirSync(group);
      } catch {
        // Dead processes leave the group a moment after they are killed.
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
      }
    }
  }
}
