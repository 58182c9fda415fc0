import { statSync } from "node:fs";
import { proxyVariables } from "../proxy.ts";
import type { SandboxCommand } from "../sandbox.ts";
import { home, ownEnvironment, shownPaths } from "../shown-paths.ts";
import type { SandboxSpec } from "../spec.ts";
import { systemPaths } from "../system-paths.ts";

interface OptionTerms {
  readonly protectedPaths: readonly string[];
  /** The denied paths as they really are, and the directories that hold them. */
  readonly denied: readonly string[];
  readonly pinned: readonly string[];
  /** Whether the launcher loads the filter; else what it launches does. */
  readonly filtered: boolean;
  /** The descriptor that it waits for when all is mounted. */
  readonly gate: number;
}

/** What the launcher reads from its descriptor 7; later mounts cover earlier ones. */
export function bubblewrapOptions(
  command: SandboxCommand,
  spec: SandboxSpec,
  { protectedPaths, denied, pinned, filtered, gate }: OptionTerms,
): readonly string[] {
  const tmpBytes = String(Math.floor(spec.tmpBytes));
  const environment = { ...ownEnvironment, ...spec.environment, ...(spec.network !== "none" && proxyVariables) };
  return [
    ...["--unshare-all", "--unshare-user", "--uid", "1000", "--gid", "1000", "--hostname", "sandbox"],
    ...["--cap-drop", "ALL", "--die-with-parent", "--new-session", "--clearenv"],
    ...Object.entries(environment).flatMap(([name, value]) => ["--setenv", name, value]),
    ...systemMounts(),
    ...["--file", "4", "/etc/passwd", "--file", "5", "/etc/group", "--file", "6", "/etc/hosts"],
    ...["--proc", "/proc", "--dev", "/dev", "--size", tmpBytes, "--tmpfs", "/dev/shm"],
    ...["--size", tmpBytes, "--tmpfs", "/tmp", "--dir", "/tmp/home"],
    ...["--symlink", "../tmp/home", home, "--symlink", "../tmp", "/var/tmp"],
    ...shownPaths(spec).flatMap(({ path, writable }) => [writable ? "--bind" : "--ro-bind", path, path]),
    ...pinned.flatMap((path) => ["--bind", path, path]),
    ...protectedPaths.flatMap((path) => ["--ro-bind", path, path]),
    ...denied.flatMap(mask),
    // INVARIANT: only the bounded file systems can be written. A gateway that runs as root is the owner of /proc/sys even
    // without capabilities, and the launcher covers it for others only.
    ...["--remount-ro", "/proc", "--remount-ro", "/dev", "--remount-ro", "/"],
    ...[
      "--chdir",
      command.cwd,
      "--json-status-fd",
      "8",
      "--block-fd",
      String(gate),
      ...(filtered ? ["--seccomp", "3"] : []),
    ],
  ];
}

function systemMounts(): readonly string[] {
  return systemPaths().flatMap(({ path, link }) =>
    link === undefined ? ["--ro-bind", path, path] : ["--symlink", link, path],
  );
}

function mask(path: string): readonly string[] {
  return statSync(path).isDirectory()
    ? ["--perms", "0000", "--tmpfs", path, "--remount-ro", path]
    : ["--ro-bind", "/dev/null", path];
}
