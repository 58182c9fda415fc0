import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SallyportError, SandboxFailed } from "../../errors.ts";
import { launch } from "../launch.ts";
import { trustedProgram } from "../machine.ts";
import { type Obstacle, probeSandbox } from "../probe.ts";
import { type Protection, protect } from "../protected-paths.ts";
import type { Sandbox, SandboxCommand, SandboxResult } from "../sandbox.ts";
import { home, ownEnvironment } from "../shown-paths.ts";
import type { SandboxSpec } from "../spec.ts";
import { checkSpec } from "../spec-check.ts";
import { seatbeltProfile } from "./profile.ts";

const launchers = ["/usr/bin/sandbox-exec"];

/** What the canaries can tell on macOS, which has neither namespaces nor capabilities, and no limit of memory. */
const canaries = [
  ...["cannot read outside", "cannot read what is denied", "cannot write outside", "can write to the workspace"],
  ...["cannot change what is protected", "cannot make what is protected", "cannot write to the system"],
  ...["cannot connect to the host", "reaches no socket of the host", "cannot set a set-user-id bit"],
  ...["runs programs", "leaves no stand-in"],
];

/** Seatbelt, the sandbox of macOS: a profile that allows what is listed, by `sandbox-exec`. */
export const seatbelt: Sandbox = {
  name: "seatbelt",
  probe: () => probeSandbox(seatbelt, { obstacle: obstacle(), limitedBy: "each process by itself", only: canaries }),
  run,
};

async function run(command: SandboxCommand, spec: SandboxSpec, signal?: AbortSignal): Promise<SandboxResult> {
  const problem = obstacle();
  if (problem !== undefined) throw new SandboxFailed(problem.what, { fix: problem.fix });
  checkSpec(command, spec);
  const protections: Protection[] = [];
  const temporary = realpathSync.native(mkdtempSync(join(tmpdir(), "sallyport-")));
  try {
    for (const root of spec.readWrite) protections.push(protect(root, spec.unprotected ?? []));
    const protectedPaths = protections.flatMap(({ paths }) => paths);
    const profile = seatbeltProfile(spec, { temporary, protectedPaths });
    const argv = seatbeltArguments(command, spec, profile, temporary);
    const { result } = await launch({
      ...{ argv, descriptors: [], limits: spec, cgroup: undefined, signal, streams: command.streams },
      becomesCommand: true,
    });
    return result;
  } catch (cause) {
    if (cause instanceof SallyportError) throw cause;
    throw new SandboxFailed(`the sandbox could not be set up: ${(cause as Error).message}`, { cause });
  } finally {
    for (const protection of protections) protection.release();
    rmSync(temporary, { recursive: true, force: true });
  }
}

/** Limits each process, closes what was inherited, enters the directory, and becomes what is named after that. */
const prepareAndBecome = `
ulimit -c 0 && ulimit -n "$1" && ulimit -f "$2" && ulimit -t "$3" && ulimit -u "$4" || exit 125
for fd in /dev/fd/*; do fd=\${fd##*/}; case $fd in [012]) ;; *) eval "exec $fd>&-" ;; esac; done 2>/dev/null
cd -- "$5" || exit 125
shift 5
exec "$@"`;

/** The argument vector that puts a command into a sandbox with a profile. */
export function seatbeltArguments(
  { argv, cwd }: SandboxCommand,
  spec: SandboxSpec,
  profile: string,
  temporary: string,
): readonly string[] {
  const given = { ...ownEnvironment, ...spec.environment };
  const environment = { ...given, TMPDIR: temporary, ...(given["HOME"] === home && { HOME: temporary }) };
  // POSIX counts `ulimit -f` in blocks of 512 bytes.
  const limits = [spec.openFiles, Math.max(1, Math.floor(spec.fileBytes / 512)), Math.ceil(spec.cpuSeconds), spec.pids];
  return [
    ...["/bin/sh", "-c", prepareAndBecome, "sh", ...limits.map(String), cwd],
    ...["/usr/bin/env", "-i", ...Object.entries(environment).map(([name, value]) => `${name}=${value}`)],
    ...["/usr/bin/sandbox-exec", "-p", profile, "--", ...argv],
  ];
}

function obstacle(): Obstacle | undefined {
  if (process.platform !== "darwin") return { what: "Seatbelt needs macOS", fix: "choose another sandbox" };
  if (trustedProgram(launchers) === undefined)
    return { what: "sandbox-exec is not there", fix: "choose another sandbox" };
  return undefined;
}
