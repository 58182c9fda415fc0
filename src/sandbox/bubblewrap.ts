import { randomUUID } from "node:crypto";
import {
  closeSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  openSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SandboxFailed } from "../errors.ts";
import { type CgroupDriver, findCgroups } from "./cgroup.ts";
import { launch } from "./launch.ts";
import { probeBackend } from "./probe.ts";
import { type Guard, guardRoot } from "./protected-paths.ts";
import type { SandboxBackend } from "./sandbox.ts";
import { seccompBytes } from "./seccomp.ts";
import type { SandboxCommand, SandboxResult, SandboxSpec } from "./spec.ts";

/** Where a launcher may come from: nowhere that an agent, or a directory of PATH, could put one. */
const launchers = ["/usr/bin/bwrap", "/usr/local/bin/bwrap"];

/** bubblewrap: an empty root with the listed binds, own namespaces, no capabilities, and our own system call filter. */
export const bubblewrap: SandboxBackend = {
  name: "bubblewrap",
  probe: () => probeBackend(bubblewrap, missing()),
  run: runBubblewrap,
};

function missing(): { readonly reason: string; readonly fix: string } | undefined {
  if (process.platform !== "linux") return { reason: "bubblewrap needs Linux", fix: "run Sallyport on Linux" };
  if (launcher() === undefined) {
    return {
      reason: "bubblewrap is not installed",
      fix: "install it: apt-get install bubblewrap (Debian, Ubuntu) or dnf install bubblewrap (Fedora)",
    };
  }
  if (seccompBytes(process.arch) !== undefined) return undefined;
  return { reason: `there is no system call filter for ${process.arch}`, fix: "use an x86-64 or arm64 machine" };
}

function launcher(): string | undefined {
  return launchers.find((path) => existsSync(path));
}

async function runBubblewrap(command: SandboxCommand, spec: SandboxSpec, signal?: AbortSignal): Promise<SandboxResult> {
  const problem = missing();
  if (problem !== undefined) throw new SandboxFailed(problem.reason, { fix: problem.fix });
  for (const path of [command.cwd, ...spec.readOnly, ...spec.readWrite]) requireReal(path);
  const guards: Guard[] = [];
  const filter = openSync(filterPath(), "r");
  try {
    for (const root of spec.readWrite) guards.push(guardRoot(root));
    const argv = [
      launcher() as string,
      ...bubblewrapArgs(
        command,
        spec,
        guards.flatMap(({ args }) => args),
      ),
    ];
    const cgroup = cgroups()?.create(`sallyport-${randomUUID()}`, spec.limits);
    return await launch({ argv, descriptors: [filter], limits: spec.limits, cgroup, signal });
  } finally {
    closeSync(filter);
    for (const guard of guards) guard.release();
  }
}

/** The launcher's arguments; later mounts cover earlier ones. */
export function bubblewrapArgs(
  command: SandboxCommand,
  spec: SandboxSpec,
  guardArgs: readonly string[],
): readonly string[] {
  return [
    ...["--unshare-all", "--unshare-user", "--uid", "1000", "--gid", "1000", "--cap-drop", "ALL"],
    ...["--die-with-parent", "--new-session", "--clearenv"],
    ...Object.entries(spec.environment).flatMap(([name, value]) => ["--setenv", name, value]),
    ...systemBinds(),
    ...[
      "--proc",
      "/proc",
      "--dev",
      "/dev",
      "--size",
      String(spec.limits.tmpBytes),
      "--tmpfs",
      "/tmp",
      "--dir",
      "/home/agent",
    ],
    ...spec.readOnly.flatMap((path) => ["--ro-bind", path, path]),
    ...spec.readWrite.flatMap((path) => ["--bind", path, path]),
    ...guardArgs,
    ...spec.denied.flatMap(mask),
    ...["--remount-ro", "/", "--chdir", command.cwd, "--seccomp", "3", "--", ...command.argv],
  ];
}

/** The programs and libraries of the system, read-only, and nothing of its state. */
function systemBinds(): readonly string[] {
  const merged = ["/bin", "/sbin", "/lib", "/lib32", "/lib64"].flatMap((path) => {
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found === undefined) return [];
    return found.isSymbolicLink() ? ["--symlink", readlinkSync(path), path] : ["--ro-bind", path, path];
  });
  const settings = [
    "alternatives",
    "ssl",
    "ca-certificates",
    "passwd",
    "group",
    "ld.so.cache",
    "ld.so.conf",
    "ld.so.conf.d",
    "localtime",
    "nsswitch.conf",
  ];
  return [
    ...["--ro-bind", "/usr", "/usr", ...merged],
    ...settings.flatMap((name) => ["--ro-bind-try", `/etc/${name}`, `/etc/${name}`]),
  ];
}

function mask(path: string): readonly string[] {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined || found.isSymbolicLink()) return [];
  return found.isDirectory()
    ? ["--perms", "0000", "--tmpfs", path, "--remount-ro", path]
    : ["--ro-bind", "/dev/null", path];
}

/** A directory that is not what its name says could be swapped for another between here and the mount. */
function requireReal(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined)
    throw new SandboxFailed(`${path} does not exist`, {
      fix: "create it, or correct the workspace in the configuration",
    });
  if (lstatSync(path).isSymbolicLink())
    throw new SandboxFailed(`${path} is a link`, { fix: "name the directory it points to" });
}

let driver: { readonly found: CgroupDriver | undefined } | undefined;

function cgroups(): CgroupDriver | undefined {
  driver ??= { found: findCgroups() };
  return driver.found;
}

let filter: string | undefined;

/** A path that opens the filter afresh each time: the file itself has no name any more, so nobody can change it. */
function filterPath(): string {
  if (filter === undefined) {
    const directory = mkdtempSync(join(tmpdir(), "sallyport-filter-"));
    const path = join(directory, "filter");
    writeFileSync(path, seccompBytes(process.arch) as Buffer, { mode: 0o600 });
    filter = `/proc/self/fd/${openSync(path, "r")}`;
    rmSync(directory, { recursive: true });
  }
  return filter;
}
