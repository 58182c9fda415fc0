import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { signalAll } from "./process-tree.ts";
import type { LimitName } from "./sandbox.ts";
import type { SandboxLimits } from "./spec.ts";

/** A control group that holds one command and all it starts. */
export interface Cgroup {
  /** Files into which a process writes 0 to join. */
  readonly joins: readonly string[];
  /** Limits that the kernel counted as hit: exact, and out of the command's reach. */
  hits(): readonly LimitName[];
  /** Processor seconds used so far; `undefined` where nobody counts them. */
  cpuSeconds(): number | undefined;
  /** Ends what is still in it and removes it; false when it would not go. */
  remove(): Promise<boolean>;
}

/** Makes control groups, in the way this machine has them. */
export interface CgroupMaker {
  readonly version: 1 | 2;
  create(limits: GroupLimits): Cgroup;
}

type GroupLimits = Pick<SandboxLimits, "memoryBytes" | "pids">;

/** Where the hierarchies are mounted, and this process's place in them (`/proc/self/cgroup`). */
export interface CgroupPlace {
  readonly mount: string;
  readonly membership: string;
  readonly rmdir: (path: string) => void;
}

/** What makes control groups here, or `undefined`: limits then rest on each process alone. */
export function findCgroups(place: CgroupPlace = here()): CgroupMaker | undefined {
  return [...unifiedMakers(place), ...separateMakers(place)].find((maker) => {
    try {
      const group = maker.create({ memoryBytes: 1 << 26, pids: 16 });
      for (const file of group.joins) place.rmdir(dirname(file));
      return true;
    } catch {
      return false;
    }
  });
}

function here(): CgroupPlace {
  return { mount: "/sys/fs/cgroup", membership: readIfThere("/proc/self/cgroup"), rmdir: rmdirSync };
}

/** Version 2: beneath our own group, or beside it, since a group that has processes may not have limited children. */
function unifiedMakers({ mount, membership, rmdir }: CgroupPlace): readonly CgroupMaker[] {
  const path = /^0::(.*)$/m.exec(membership)?.[1];
  if (path === undefined) return [];
  const own = join(mount, path);
  return [own, dirname(own)]
    .filter((parent) => parent.startsWith(mount) && readIfThere(join(parent, "cgroup.controllers")).includes("memory"))
    .map((parent) => ({ version: 2, create: (limits) => createUnified(parent, limits, rmdir) }));
}

function createUnified(parent: string, { memoryBytes, pids }: GroupLimits, rmdir: CgroupPlace["rmdir"]): Cgroup {
  const enabled = readIfThere(join(parent, "cgroup.subtree_control")).split(/\s/);
  if (!enabled.includes("memory") || !enabled.includes("pids"))
    writeFileSync(join(parent, "cgroup.subtree_control"), "+memory +pids");
  const [group] = makeDirectories([parent], rmdir, ([group]) => {
    writeFileSync(join(group, "memory.max"), String(memoryBytes));
    writeIfThere(join(group, "memory.swap.max"), "0");
    writeFileSync(join(group, "pids.max"), String(pids));
  });
  return {
    joins: [join(group, "cgroup.procs")],
    hits: () => [
      ...counted("memory", join(group, "memory.events"), "oom_kill"),
      ...counted("pids", join(group, "pids.events"), "max"),
    ],
    cpuSeconds: () => {
      const used = counter(join(group, "cpu.stat"), "usage_usec");
      return used === undefined ? undefined : used / 1e6;
    },
    remove: () => removeGroups([group], rmdir),
  };
}

/** Version 1: a group in each controller's own hierarchy. */
function separateMakers({ mount, membership, rmdir }: CgroupPlace): readonly CgroupMaker[] {
  const parent = (controller: string): string | undefined => {
    const line = membership.split("\n").find((text) => text.split(":")[1]?.split(",").includes(controller));
    const [, controllers, path] = line?.split(":") ?? [];
    if (controllers === undefined || path === undefined) return undefined;
    const hierarchy = join(mount, controllers);
    // In a container the path may be the host's, which is not there.
    return [join(hierarchy, path), hierarchy].find((directory) => existsSync(join(directory, "cgroup.procs")));
  };
  const [memory, pids, cpu] = [parent("memory"), parent("pids"), parent("cpuacct")];
  if (memory === undefined || pids === undefined) return [];
  const parents: SeparateParents = cpu === undefined ? [memory, pids] : [memory, pids, cpu];
  return [{ version: 1, create: (limits) => createSeparate(parents, limits, rmdir) }];
}

/** The groups of memory, of pids and, where it is counted, of processor time. */
type SeparateParents = readonly [memory: string, pids: string, cpu?: string];

function createSeparate(parents: SeparateParents, limits: GroupLimits, rmdir: CgroupPlace["rmdir"]): Cgroup {
  const groups = makeDirectories(parents, rmdir, ([memory, pids]) => {
    writeFileSync(join(memory, "memory.limit_in_bytes"), String(limits.memoryBytes));
    writeIfThere(join(memory, "memory.memsw.limit_in_bytes"), String(limits.memoryBytes));
    writeFileSync(join(pids, "pids.max"), String(limits.pids));
  });
  const [memory, pids, cpu] = groups;
  const all = groups.filter((group) => group !== undefined);
  return {
    joins: all.map((group) => join(group, "cgroup.procs")),
    hits: () => [
      ...counted("memory", join(memory, "memory.oom_control"), "oom_kill"),
      ...counted("pids", join(pids, "pids.events"), "max"),
    ],
    cpuSeconds: () => (cpu === undefined ? undefined : Number(readIfThere(join(cpu, "cpuacct.usage"))) / 1e9),
    remove: () => removeGroups(all, rmdir),
  };
}

/** A group of one name beneath each parent, set up by `prepare`; all or none. */
function makeDirectories<T extends readonly (string | undefined)[]>(
  parents: T,
  rmdir: CgroupPlace["rmdir"],
  prepare: (groups: T) => void,
): T {
  const name = `sallyport-${process.pid}-${randomUUID()}`;
  const made: string[] = [];
  try {
    for (const parent of parents) {
      // A directory that is no control group would take any limit and mean nothing by it.
      if (!existsSync(join(parent as string, "cgroup.procs"))) throw new Error(`${parent} is no control group`);
      made.push(join(parent as string, name));
      mkdirSync(made.at(-1) as string);
    }
    const groups = made as readonly string[] as T;
    prepare(groups);
    return groups;
  } catch (error) {
    for (const group of made) if (existsSync(group)) rmdir(group);
    throw error;
  }
}

async function removeGroups(groups: readonly string[], rmdir: CgroupPlace["rmdir"]): Promise<boolean> {
  const left = new Set(groups);
  for (let attempt = 0; left.size > 0 && attempt < 200; attempt++) {
    // The dead leave their group a moment after they were killed.
    if (attempt > 0) await sleep(attempt < 20 ? 1 : 10);
    for (const group of left) {
      signalAll(readIfThere(join(group, "cgroup.procs")).split("\n").filter(Boolean).map(Number), "SIGKILL");
      try {
        rmdir(group);
        left.delete(group);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") left.delete(group);
      }
    }
  }
  return left.size === 0;
}

/** Removes the groups that processes of ours left when they were killed. */
export function sweepCgroups({ mount, membership, rmdir }: CgroupPlace = here()): void {
  const parents = membership.split("\n").flatMap((line) => {
    const [, controllers = "", path = ""] = line.split(":");
    const own = join(mount, controllers, path);
    return [own, dirname(own), join(mount, controllers)];
  });
  for (const parent of new Set(parents)) {
    for (const name of listIfThere(parent)) {
      const pid = /^sallyport-(\d+)-/.exec(name)?.[1];
      if (pid === undefined || existsSync(`/proc/${pid}`)) continue;
      try {
        rmdir(join(parent, name));
      } catch {
        // Somebody is still in it, or it is another's: it stays.
      }
    }
  }
}

function counted(limit: LimitName, path: string, key: string): readonly LimitName[] {
  return (counter(path, key) ?? 0) > 0 ? [limit] : [];
}

function counter(path: string, key: string): number | undefined {
  const value = new RegExp(`^${key} (\\d+)$`, "m").exec(readIfThere(path))?.[1];
  return value === undefined ? undefined : Number(value);
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function listIfThere(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

function writeIfThere(path: string, text: string): void {
  if (existsSync(path)) writeFileSync(path, text);
}
