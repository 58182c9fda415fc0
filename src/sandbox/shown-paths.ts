import { realpathSync } from "node:fs";
import { isBeneath } from "../decision/index.ts";
import { defaultSearchPath, type SandboxSpec } from "./spec.ts";

/** Where a command is at home: a link into its private /tmp. */
export const home = "/home/agent";

/** What every sandbox sets, before the environment of its spec. */
export const ownEnvironment: Readonly<Record<string, string>> = {
  PATH: defaultSearchPath,
  HOME: home,
  LANG: "C.UTF-8",
};

/** A directory or file of the host that is shown at its own path. */
export interface ShownPath {
  readonly path: string;
  readonly writable: boolean;
}

/** Paths in the order in which they are mounted: what lies deeper later, and of one path, the read-only form. */
export function shownPaths({ readOnly, readWrite }: SandboxSpec): readonly ShownPath[] {
  const depth = (path: string) => path.split("/").length;
  return [
    ...readWrite.map((path) => ({ path, writable: true })),
    ...readOnly.map((path) => ({ path, writable: false })),
  ].sort((a, b) => depth(a.path) - depth(b.path));
}

/** Where the denied paths really are, as far as the sandbox shows them: a link is left, and what it leads to is covered. */
export function deniedPaths({ denied, readOnly, readWrite }: SandboxSpec): readonly string[] {
  const shown = [...readOnly, ...readWrite];
  const real = denied.flatMap((path) => {
    try {
      return [realpathSync.native(path)];
    } catch {
      return [];
    }
  });
  return [...new Set(real)].filter((path) => shown.some((root) => isBeneath(root, path)));
}

/**
 * The directories between a writable one and what is denied in it, as mounts of their own: a mount cannot be renamed, and
 * so nothing denied can be moved to where it is not.
 */
export function pinnedPaths(denied: readonly string[], { readOnly, readWrite }: SandboxSpec): readonly string[] {
  const innermost = (path: string) =>
    [...readWrite, ...readOnly].filter((root) => isBeneath(root, path)).sort((a, b) => b.length - a.length)[0] ?? path;
  const between = denied.flatMap((path) => {
    const root = innermost(path);
    if (readOnly.includes(root)) return [];
    const parts = path
      .slice(root.length + 1)
      .split("/")
      .slice(0, -1);
    return parts.map((_, i) => [root, ...parts.slice(0, i + 1)].join("/"));
  });
  return [...new Set(between)].sort((a, b) => a.length - b.length);
}
