import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { isBeneath } from "../../decision/index.ts";
import { accountsAt } from "../accounts.ts";
import type { ProcessLimits } from "../limits/limiting.ts";
import { protectedNames } from "../protected-paths.ts";
import type { SandboxCommand } from "../sandbox.ts";
import { deniedPaths, ownEnvironment } from "../shown-paths.ts";
import type { SandboxSpec } from "../spec.ts";
import { systemPaths } from "../system-paths.ts";
import type { Scratch } from "./scratch.ts";

/** Rights to files (`linux/landlock.h`). */
const right = {
  execute: 1 << 0,
  writeFile: 1 << 1,
  readFile: 1 << 2,
  readDirectory: 1 << 3,
  removeDirectory: 1 << 4,
  removeFile: 1 << 5,
  makeDirectory: 1 << 7,
  makeFile: 1 << 8,
  makeFifo: 1 << 10,
  makeLink: 1 << 12,
  refer: 1 << 13,
  truncate: 1 << 14,
};
const reading = right.readFile | right.readDirectory;
const using = reading | right.execute;
/** All but sockets and devices, and what only devices do. */
const all = Object.values(right).reduce((sum, bit) => sum | bit, 0);
const ofFiles = right.execute | right.writeFile | right.readFile | right.truncate;

/** Numbers of `setrlimit` (`asm-generic/resource.h`). */
const resources: Readonly<Record<keyof ProcessLimits, number>> = { cpu: 0, fsize: 1, data: 2, core: 4, nofile: 7 };

/** Devices that every program may count on. */
const writableDevices = ["/dev/null", "/dev/zero", "/dev/full"];
const readableDevices = ["/dev/random", "/dev/urandom"];
/** What the kernel says of the machine, and of no process. */
const machine = ["cpuinfo", "meminfo", "stat", "loadavg", "uptime", "version", "filesystems", "sys"].map(
  (name) => `/proc/${name}`,
);

/** Whom the command runs as, and what is its own. */
export interface PlanTerms {
  readonly uid: number;
  readonly gid: number;
  readonly scratch: Scratch;
  /** How many processes it may have, and how many its user has already; undefined where control groups count. */
  readonly processes: { readonly most: number; readonly others: number } | undefined;
  readonly limits: ProcessLimits;
  /** Files of control groups that are joined. */
  readonly joins: readonly string[];
}

/** What the helper reads from its descriptor 4: words that each end with NUL. */
export function landlockPlan(command: SandboxCommand, spec: SandboxSpec, terms: PlanTerms): Buffer {
  const { uid, gid, scratch, processes, limits, joins } = terms;
  const environment = { ...ownEnvironment, HOME: scratch.home, TMPDIR: scratch.tmp, ...spec.environment };
  const words = [
    ...["identity", uid, gid, "directory", directoryOf(command, spec, scratch)],
    ...joins.flatMap((path) => ["join", path]),
    ...Object.entries(limits).flatMap(([name, [soft, hard]]) => [
      "limit",
      resources[name as keyof ProcessLimits],
      soft,
      hard,
    ]),
    ...(processes === undefined ? [] : ["processes", processes.most, processes.others]),
    ...Object.entries(environment).flatMap(([name, value]) => ["variable", `${name}=${value}`]),
    ...["alias", "/dev/shm", scratch.shm],
    ...Object.entries(settings(scratch)).flatMap(([name, content]) => ["file", `/etc/${name}`, content]),
    ...rules(spec, scratch),
    ...places(spec, scratch),
  ];
  return Buffer.from(words.map((word) => `${word}\0`).join(""));
}

/** Files of `/etc` that are not the host's; the last is one that git looks for first, and then reads. */
function settings({ home }: Scratch): Readonly<Record<string, string>> {
  return { ...accountsAt(home), gitconfig: "" };
}

function writableOf({ tmp, home, shm }: Scratch): readonly string[] {
  return [tmp, home, shm];
}

/** Its private /tmp has another name here. */
function directoryOf({ cwd }: SandboxCommand, { readOnly, readWrite }: SandboxSpec, { tmp }: Scratch): string {
  const isShown = [...readOnly, ...readWrite].some((root) => isBeneath(root, cwd));
  return isShown ? cwd : join(tmp, cwd.slice("/tmp".length));
}

function rules({ readOnly, readWrite }: SandboxSpec, scratch: Scratch): readonly (string | number)[] {
  const system = systemPaths().flatMap(({ path, link }) => (link === undefined ? [path] : []));
  const writable = [...readWrite, ...writableOf(scratch)];
  return [
    ...[...system, ...readOnly, ...writable].flatMap((path) => rule("rule", path, using)),
    ...writableDevices.flatMap((path) => rule("rule", path, right.readFile | right.writeFile)),
    ...readableDevices.flatMap((path) => rule("rule", path, right.readFile)),
    ...writable.flatMap((path) => rule("outer-rule", path, all)),
    ...rule("outer-rule", "/proc", reading),
  ];
}

function rule(kind: "rule" | "outer-rule", path: string, access: number): readonly (string | number)[] {
  if (!existsSync(path)) return [];
  return [kind, statSync(path).isDirectory() ? access : access & ofFiles, path];
}

/** Of one path, the last of these counts. */
function places(spec: SandboxSpec, scratch: Scratch): readonly string[] {
  return [
    ...[...spec.readWrite, ...writableOf(scratch)].flatMap((path) => ["place", "w", path]),
    ...[...spec.readOnly, ...machine].flatMap((path) => ["place", "r", path]),
    ...protectedPlaces(spec).flatMap((path) => ["place", "p", path]),
    ...deniedPaths(spec).flatMap((path) => ["place", "d", path]),
  ];
}

/** The protected names of each directory that can be written, whether or not they are there. */
export function protectedPlaces({ readWrite, unprotected = [] }: SandboxSpec): readonly string[] {
  return readWrite.flatMap((root) =>
    protectedNames.filter((name) => !unprotected.includes(name)).map((name) => join(root, name)),
  );
}
