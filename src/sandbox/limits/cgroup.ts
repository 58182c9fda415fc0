import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, rmdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { LimitName } from "../sandbox.ts";
import type { SandboxLimits } from "../spec.ts";
import { signalAll } from "./process-tree.ts";

/** What the kernel counts of everything in a control group. */
export interface CgroupCounts {
  /** Limits that the kernel counted as hit: exact, and out of the command's reach. */
  hits(): readonly LimitName[];
  /** Processor seconds used so far; `undefined` where nobody counts them. */
  cpuSeconds(): number | undefined;
  /** Pids of what is in it now. */
  members(): readonly number[];
}

/** A control group that holds one command and all it starts. */
export interface Cgroup extends CgroupCounts {
  /** Files into which a process writes 0 to join. */
  readonly joins: readonly string[];
  /** Ends what is still in it and removes it; false when it would not go. */
  remove(): Promise<boolean>;
}

/** Makes control groups, in the way this machine has them. */
export interface CgroupMaker {
  readonly version: 1 | 2;
  create(limits: GroupLimits): Cgroup;
}

type GroupLimits = Pick<SandboxLimits, "memoryBytes" | "pids" | "cpus">;

/** Microseconds over which the share of the processors is measured. */
const period = 100_000;
/** The least microseconds that the kernel takes for a share. */
const leastQuota = 1_000;

function quotaOf({ cpus }: GroupLimits): number {
  return Math.max(leastQuota, Math.round(cpus * period));
}

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
      const group = maker.create({ memoryBytes: 1 << 26, pids: 16, cpus: 1 });
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

function createUnified(parent: string, limits: GroupLimits, rmdir: CgroupPlace["rmdir"]): Cgroup {
  const controllers = delegate(parent);
  const prepare = (group: string) => {
    writeFileSync(join(group, "memory.max"), String(limits.memoryBytes));
    writeIfThere(join(group, "memory.swap.max"), "0");
    writeFileSync(join(group, "pids.max"), String(limits.pids));
    if (controllers.includes("cpu")) writeFileSync(join(group, "cpu.max"), `${quotaOf(limits)} ${period}`);
  };
  const group = makeGroups([parent], rmdir, (beneath) => prepare(beneath(parent)))(parent);
  return {
    ...unifiedCounts(group),
    joins: [join(group, "cgroup.procs")],
    remove: () => removeGroups([group], rmdir),
  };
}

function unifiedCounts(group: string): CgroupCounts {
  return {
    hits: () => [
      ...counted("memory", join(group, "memory.events"), "oom_kill"),
      ...counted("pids", join(group, "pids.events"), "max"),
    ],
    cpuSeconds: () => {
      const used = counter(join(group, "cpu.stat"), "usage_usec");
      return used === undefined ? undefined : used / 1e6;
    },
    members: () => membersOf(group),
  };
}

/** Hands memory, pids and, where it is controlled, the share of the processors on to the groups beneath; tells which. */
function delegate(parent: string): readonly string[] {
  const words = (file: string) => readIfThere(join(parent, file)).trim().split(/\s+/);
  const wanted = ["memory", "pids", ...words("cgroup.controllers").filter((name) => name === "cpu")];
  const handed = words("cgroup.subtree_control");
  const missing = wanted.filter((name) => !handed.includes(name));
  if (missing.length > 0)
    writeFileSync(join(parent, "cgroup.subtree_control"), missing.map((name) => `+${name}`).join(" "));
  return wanted;
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
  const [memory, pids, used, share] = ["memory", "pids", "cpuacct", "cpu"].map(parent);
  if (memory === undefined || pids === undefined) return [];
  return [{ version: 1, create: (limits) => createSeparate({ memory, pids, used, share }, limits, rmdir) }];
}

/** The hierarchies of memory, of pids and, where there are such, of processor time used and of shares of it. */
interface Hierarchies {
  readonly memory: string;
  readonly pids: string;
  readonly used: string | undefined;
  readonly share: string | undefined;
}

function createSeparate(hierarchies: Hierarchies, limits: GroupLimits, rmdir: CgroupPlace["rmdir"]): Cgroup {
  const { memory, pids, used, share } = hierarchies;
  // Controllers that are mounted together are one hierarchy.
  const parents = [...new Set([memory, pids, used, share])].filter((parent) => parent !== undefined);
  const group = makeGroups(parents, rmdir, (beneath) => {
    writeFileSync(join(beneath(memory), "memory.limit_in_bytes"), String(limits.memoryBytes));
    writeIfThere(join(beneath(memory), "memory.memsw.limit_in_bytes"), String(limits.memoryBytes));
    writeFileSync(join(beneath(pids), "pids.max"), String(limits.pids));
    if (share === undefined) return;
    writeIfThere(join(beneath(share), "cpu.cfs_period_us"), String(period));
    writeIfThere(join(beneath(share), "cpu.cfs_quota_us"), String(quotaOf(limits)));
  });
  const groups = parents.map(group);
  return {
    ...separateCounts({ memory: group(memory), pids: group(pids), used: used && group(used) }),
    joins: groups.map((path) => join(path, "cgroup.procs")),
    remove: () => removeGroups(groups, rmdir),
  };
}

function separateCounts({ memory, pids, used }: Omit<Hierarchies, "share">): CgroupCounts {
  return {
    hits: () => [
      ...counted("memory", join(memory, "memory.oom_control"), "oom_kill"),
      ...counted("pids", join(pids, "pids.events"), "max"),
    ],
    cpuSeconds: () => (used === undefined ? undefined : Number(readIfThere(join(used, "cpuacct.usage"))) / 1e9),
    members: () => membersOf(memory),
  };
}

/** The counts of the control group that another process is in, where it is not our own as well. */
export function countsOf(pid: number, { mount, membership }: CgroupPlace = here()): CgroupCounts | undefined {
  const theirs = readIfThere(`/proc/${pid}/cgroup`);
  const group = (controller: string): string | undefined => {
    const line = (text: string) => text.split("\n").find((each) => each.split(":")[1]?.split(",").includes(controller));
    const [, controllers = "", path] = line(theirs)?.split(":") ?? [];
    if (path === undefined || line(theirs) === line(membership)) return undefined;
    const directory = join(mount, controllers, path);
    return membersOf(directory).includes(pid) ? directory : undefined;
  };
  const [memory, pids, used, unified] = ["memory", "pids", "cpuacct", ""].map(group);
  if (memory !== undefined && pids !== undefined) return separateCounts({ memory, pids, used });
  return unified !== undefined && existsSync(join(unified, "memory.max")) ? unifiedCounts(unified) : undefined;
}

/** Makes a group of one name beneath each parent, set up by `prepare`; all or none. Tells the group beneath a parent. */
function makeGroups(
  parents: readonly string[],
  rmdir: CgroupPlace["rmdir"],
  prepare: (beneath: (parent: string) => string) => void,
): (parent: string) => string {
  const name = `sallyport-${process.pid}-${numbering()}-${randomUUID()}`;
  const beneath = (parent: string) => join(parent, name);
  try {
    for (const parent of parents) {
      // A directory that is no control group would take any limit and mean nothing by it.
      if (!existsSync(join(parent, "cgroup.procs"))) throw new Error(`${parent} is no control group`);
      mkdirSync(beneath(parent));
    }
    prepare(beneath);
    return beneath;
  } catch (error) {
    for (const group of parents.map(beneath)) if (existsSync(group)) rmdir(group);
    throw error;
  }
}

async function removeGroups(groups: readonly string[], rmdir: CgroupPlace["rmdir"]): Promise<boolean> {
  const left = new Set(groups);
  for (let attempt = 0; left.size > 0 && attempt < 200; attempt++) {
    // The dead leave their group a moment after they were killed.
    if (attempt > 0) await sleep(attempt < 20 ? 1 : 10);
    for (const group of left) {
      signalAll(membersOf(group), "SIGKILL");
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

/** The namespace in which our process numbers mean what they mean; in another one they are those of others. */
function numbering(): string {
  try {
    return /\d+/.exec(readlinkSync("/proc/self/ns/pid"))?.[0] ?? "0";
  } catch {
    return "0";
  }
}

/**
 * Removes the groups that processes of ours left when they were killed, and ends what is in them: a launcher that has lost
 * its own parent before it asked to end with it waits for ever.
 */
export function sweepCgroups({ mount, membership, rmdir }: CgroupPlace = here()): void {
  const parents = membership.split("\n").flatMap((line) => {
    const [, controllers = "", path = ""] = line.split(":");
    const own = join(mount, controllers, path);
    return [own, dirname(own), join(mount, controllers)];
  });
  for (const parent of new Set(parents)) {
    for (const name of listIfThere(parent)) {
      const [, pid, namespace] = /^sallyport-(\d+)-(\d+)-/.exec(name) ?? [];
      if (namespace !== numbering() || existsSync(`/proc/${pid}`)) continue;
      // The dead leave a moment after they were killed; nobody waits for that.
      void removeGroups([join(parent, name)], rmdir);
    }
  }
}

function membersOf(group: string): readonly number[] {
  return readIfThere(join(group, "cgroup.procs")).split("\n").filter(Boolean).map(Number);
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
