import { lstatSync, readlinkSync, realpathSync, statSync } from "node:fs";
import { isBeneath } from "../decision/index.ts";
import type { SandboxCommand } from "./sandbox.ts";
import { defaultSearchPath, type SandboxSpec } from "./spec.ts";

/** What the launcher reads from its descriptor 7; later mounts cover earlier ones. */
export function bubblewrapOptions(
  command: SandboxCommand,
  spec: SandboxSpec,
  protectedPaths: readonly string[],
): readonly string[] {
  const tmpBytes = String(Math.floor(spec.tmpBytes));
  const denied = deniedPaths(spec);
  return [
    ...["--unshare-all", "--unshare-user", "--uid", "1000", "--gid", "1000", "--hostname", "sandbox"],
    ...["--cap-drop", "ALL", "--die-with-parent", "--new-session", "--clearenv"],
    ...Object.entries({ ...ownEnvironment, ...spec.environment }).flatMap(([name, value]) => ["--setenv", name, value]),
    ...systemMounts(),
    ...["--file", "4", "/etc/passwd", "--file", "5", "/etc/group", "--file", "6", "/etc/hosts"],
    ...["--proc", "/proc", "--dev", "/dev", "--size", tmpBytes, "--tmpfs", "/dev/shm"],
    ...["--size", tmpBytes, "--tmpfs", "/tmp", "--dir", "/tmp/home"],
    ...["--symlink", "../tmp/home", home, "--symlink", "../tmp", "/var/tmp"],
    ...shownPaths(spec).flatMap(({ path, bind }) => [bind, path, path]),
    ...pinned(denied, spec).flatMap((path) => ["--bind", path, path]),
    ...protectedPaths.flatMap((path) => ["--ro-bind", path, path]),
    ...denied.flatMap(mask),
    // INVARIANT: only the bounded file systems can be written. A gateway that runs as root is the owner of /proc/sys even
    // without capabilities, and the launcher covers it for others only.
    ...["--remount-ro", "/proc", "--remount-ro", "/dev", "--remount-ro", "/"],
    ...["--chdir", command.cwd, "--seccomp", "3", "--json-status-fd", "8"],
  ];
}

/** Where the command is at home: a link into its private /tmp. */
export const home = "/home/agent";

const ownEnvironment: Readonly<Record<string, string>> = {
  PATH: defaultSearchPath,
  HOME: home,
  LANG: "C.UTF-8",
};

/** Directories in the order in which they are mounted: what lies deeper later, and of one path, the read-only form. */
function shownPaths({ readOnly, readWrite }: SandboxSpec): readonly { path: string; bind: "--bind" | "--ro-bind" }[] {
  const depth = (path: string) => path.split("/").length;
  return [
    ...readWrite.map((path) => ({ path, bind: "--bind" as const })),
    ...readOnly.map((path) => ({ path, bind: "--ro-bind" as const })),
  ].sort((a, b) => depth(a.path) - depth(b.path));
}

/** Read-only settings without which programs do not start, find no certificates or tell the wrong time; no secrets. */
const settings = [
  "alternatives",
  "ssl/certs",
  "ssl/openssl.cnf",
  "pki/tls/certs",
  "pki/ca-trust/extracted",
  "ca-certificates/extracted",
  "ld.so.cache",
  "localtime",
  "nsswitch.conf",
  "mime.types",
  "protocols",
  "services",
];

/** The programs and libraries of the system, and nothing of its state. */
function systemMounts(): readonly string[] {
  const roots = ["/bin", "/sbin", "/lib", "/lib32", "/lib64"].flatMap((path) => {
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found === undefined) return [];
    return found.isSymbolicLink() ? ["--symlink", readlinkSync(path), path] : ["--ro-bind", path, path];
  });
  return [
    ...["--ro-bind", "/usr", "/usr", ...roots],
    ...settings.flatMap((name) => ["--ro-bind-try", `/etc/${name}`, `/etc/${name}`]),
  ];
}

/** Where the denied paths really are, as far as the sandbox shows them: a link is left, and what it leads to is covered. */
function deniedPaths({ denied, readOnly, readWrite }: SandboxSpec): readonly string[] {
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
function pinned(denied: readonly string[], { readOnly, readWrite }: SandboxSpec): readonly string[] {
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

function mask(path: string): readonly string[] {
  return statSync(path).isDirectory()
    ? ["--perms", "0000", "--tmpfs", path, "--remount-ro", path]
    : ["--ro-bind", "/dev/null", path];
}
