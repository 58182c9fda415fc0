import { statSync } from "node:fs";
import { deniedPaths, pinnedPaths, shownPaths } from "../shown-paths.ts";
import type { SandboxSpec } from "../spec.ts";
import { systemPaths } from "../system-paths.ts";
import { wardenPath } from "../warden.ts";
import type { MountPoint } from "./engine.ts";
import type { Scratch } from "./scratch.ts";

/**
 * One mount of a container: a path of the host at its own place; something that nobody may read, or into which nobody may
 * look but the engine mounts; an empty file; a directory that is held where it is; or the native helper.
 */
export interface Mount extends MountPoint {
  readonly as: "readOnly" | "writable" | "covered" | "empty" | "sealed" | "held" | "helper";
}

/** Where the native helper is, in a container that leads somewhere. */
export const carrierPath = "/run/warden";

/** What a container sees; of one target, the later. `protectedPaths` lie beneath what may be written. */
export function containerMounts(
  spec: SandboxSpec,
  protectedPaths: readonly string[],
  showsSystem: boolean,
): readonly Mount[] {
  const denied = deniedPaths(spec);
  const system = showsSystem ? systemPaths().filter(({ link }) => link === undefined) : [];
  const shownToo = shownPaths(spec).map(({ path, writable }) => shown(path, writable ? "writable" : "readOnly"));
  const all: readonly Mount[] = [
    ...shownToo.flatMap(({ target }) => heldAbove(target)),
    ...system.map(({ path }) => shown(path, "readOnly")),
    // INVARIANT: no state of the host is told: its devices, its queues and where it asks for names.
    { target: "/sys", isDirectory: true, as: "sealed" },
    { target: "/dev/mqueue", isDirectory: true, as: "sealed" },
    { target: "/etc/resolv.conf", isDirectory: false, as: "empty" },
    ...(spec.network === "none" ? [] : [{ target: carrierPath, isDirectory: false, as: "helper" as const }]),
    ...shownToo,
    ...pinnedPaths(denied, spec).map((path) => shown(path, "writable")),
    ...protectedPaths.map((path) => shown(path, "readOnly")),
    ...denied.map((path) => shown(path, "covered")),
  ];
  const depth = ({ target }: Mount) => target.split("/").length;
  return [...new Map(all.map((mount) => [mount.target, mount])).values()].sort((a, b) => depth(a) - depth(b));
}

/**
 * The directories above a path that lies in the private /tmp, as mounts of their own: whoever could move them away could put
 * something else in the place of a workspace, and the next command would be run there.
 */
function heldAbove(target: string): readonly Mount[] {
  const [, temporary, rest] = /^((?:\/var)?\/tmp)\/(.*)$/.exec(target) ?? [];
  const parts = rest?.split("/").slice(0, -1) ?? [];
  return parts.map((_, i) => ({
    target: [temporary, ...parts.slice(0, i + 1)].join("/"),
    isDirectory: true,
    as: "held",
  }));
}

function shown(target: string, as: Mount["as"]): Mount {
  return { target, as, isDirectory: statSync(target).isDirectory() };
}

/**
 * The option that makes a mount. `cover` is what nobody may read, `plain` goes with file systems in memory. What is mounted
 * beneath a read-only directory is left out: it could be written.
 */
export function mountOption(
  { target, as, isDirectory }: Mount,
  cover: Scratch["cover"],
  plain: readonly string[],
): readonly string[] {
  const bind = (source: string, ...options: readonly string[]) => [
    "type=bind",
    `src=${source}`,
    `dst=${target}`,
    ...options,
  ];
  const inMemory = (mode: string) => ["type=tmpfs", `dst=${target}`, `tmpfs-mode=${mode}`, "tmpfs-size=4096", ...plain];
  const ways: Readonly<Record<Mount["as"], () => readonly string[]>> = {
    readOnly: () => bind(target, "readonly", "bind-nonrecursive=true"),
    writable: () => bind(target),
    covered: () => bind(isDirectory ? cover.directory : cover.file, "readonly"),
    empty: () => bind("/dev/null", "readonly"),
    helper: () => bind(wardenPath, "readonly"),
    sealed: () => inMemory("01000"),
    held: () => inMemory("0755"),
  };
  return ["--mount", fields(ways[as]())];
}

/** A line of comma-separated values, as the engines read it. */
function fields(values: readonly string[]): string {
  return values.map((value) => (/[",\n\r]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value)).join(",");
}
