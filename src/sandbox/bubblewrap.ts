import { closeSync, lstatSync, readlinkSync, realpathSync, statSync } from "node:fs";
import { isBeneath } from "../decision/index.ts";
import { SallyportError, SandboxFailed } from "../errors.ts";
import { type CgroupMaker, findCgroups, sweepCgroups } from "./cgroup.ts";
import { launch } from "./launch.ts";
import { canLimitProcesses, limitBy } from "./limiting.ts";
import { NamelessFile } from "./nameless-file.ts";
import { type Obstacle, probeSandbox } from "./probe.ts";
import { type Protection, protect } from "./protected-paths.ts";
import type { Sandbox, SandboxCommand, SandboxResult } from "./sandbox.ts";
import { seccompBytes } from "./seccomp.ts";
import { defaultSearchPath, type SandboxSpec } from "./spec.ts";
import { checkSpec } from "./spec-check.ts";

/** Where the launcher may come from: nowhere that an agent, or a directory of PATH, could put one. */
const launchers = ["/usr/bin/bwrap", "/usr/local/bin/bwrap", "/run/current-system/sw/bin/bwrap"];

/** bubblewrap: an empty root with the listed binds, own namespaces, no capabilities, and our own system call filter. */
export const bubblewrap: Sandbox = {
  name: "bubblewrap",
  probe: () => probeSandbox(bubblewrap, { obstacle: obstacle(), limitedBy: limitedBy() }),
  run,
};

async function run(command: SandboxCommand, spec: SandboxSpec, signal?: AbortSignal): Promise<SandboxResult> {
  const problem = obstacle();
  if (problem !== undefined) throw new SandboxFailed(problem.what, { fix: problem.fix });
  checkSpec(command, spec);
  const protections: Protection[] = [];
  const files: number[] = [];
  let cgroup: ReturnType<CgroupMaker["create"]> | undefined;
  try {
    for (const root of spec.readWrite) protections.push(protect(root, spec.unprotected ?? []));
    for (const file of fixtures()) files.push(file.open());
    cgroup = createGroup(spec);
    const { before, inside } = limitBy(spec, cgroup);
    const options = bubblewrapOptions(
      command,
      spec,
      protections.flatMap(({ paths }) => paths),
    );
    const { result, report } = await launch({
      argv: [...before, launcher() as string, "--args", "7", "--", ...inside, ...command.argv],
      descriptors: [...files, Buffer.from(options.join("\0")), "report"],
      limits: spec,
      cgroup,
      signal,
    });
    return started(result, report);
  } catch (cause) {
    if (cause instanceof SallyportError) throw cause;
    throw new SandboxFailed(`the sandbox could not be set up: ${(cause as Error).message}`, { cause });
  } finally {
    for (const file of files) closeSync(file);
    await cgroup?.remove();
    for (const protection of protections) protection.release();
  }
}

/**
 * The result of a command that was started: only then does the launcher report an exit code, or did we end it before. One
 * that could not be found or executed ends with 127, as in a shell.
 * @throws {SandboxFailed} with the launcher's own words for anything else.
 */
function started(result: SandboxResult, report: string): SandboxResult {
  if (report.includes('"exit-code"') || result.timedOut || result.cancelled || result.limits.includes("cpu"))
    return result;
  const said = result.stderr.trim();
  if (said.startsWith("bwrap: execvp ")) return { ...result, exit: 127 };
  throw new SandboxFailed(`the sandbox could not be set up: ${said || `exit ${result.exit}`}`);
}

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
    ...[
      "--size",
      tmpBytes,
      "--tmpfs",
      "/tmp",
      "--dir",
      "/tmp/home",
      "--symlink",
      "../tmp/home",
      home,
      "--symlink",
      "../tmp",
      "/var/tmp",
    ],
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

const home = "/home/agent";

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

function obstacle(): Obstacle | undefined {
  if (process.platform !== "linux") return { what: "bubblewrap needs Linux", fix: "run Sallyport on Linux" };
  if (launcher() === undefined)
    return { what: "bubblewrap is not installed", fix: "install it with: apt-get install bubblewrap" };
  if (seccompBytes(process.arch) === undefined)
    return { what: `there is no system call filter for ${process.arch}`, fix: "use an x86-64 or arm64 machine" };
  if (groups() === undefined && !canLimitProcesses())
    return { what: "nothing here can set limits", fix: "install it with: apt-get install util-linux" };
  return undefined;
}

/** A program that only root can replace. */
function launcher(): string | undefined {
  return launchers.find((path) => {
    const found = statSync(path, { throwIfNoEntry: false });
    return found?.isFile() && found.uid === 0 && (found.mode & 0o022) === 0;
  });
}

let maker: { readonly found: CgroupMaker | undefined } | undefined;

function groups(): CgroupMaker | undefined {
  if (maker === undefined) {
    sweepCgroups();
    maker = { found: findCgroups() };
  }
  return maker.found;
}

function createGroup(spec: SandboxSpec) {
  try {
    return groups()?.create(spec);
  } catch (cause) {
    throw new SandboxFailed(`no control group could be made: ${(cause as Error).message}`, { cause });
  }
}

function limitedBy(): string {
  const version = groups()?.version;
  return version === undefined ? "each process by itself" : `the whole tree, by control groups version ${version}`;
}

let held: readonly NamelessFile[] | undefined;

/** What the launcher reads from its descriptors 3 to 6: the filter, and an account of its own instead of the host's. */
function fixtures(): readonly NamelessFile[] {
  held ??= [
    seccompBytes(process.arch) as Buffer,
    `agent:x:1000:1000::${home}:/bin/sh\nnobody:x:65534:65534::/:/bin/false\n`,
    "agent:x:1000:\nnogroup:x:65534:\n",
    "127.0.0.1 localhost sandbox\n::1 localhost\n",
  ].map((content) => new NamelessFile(content));
  return held;
}
