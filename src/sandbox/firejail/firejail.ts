import { closeSync } from "node:fs";
import { SallyportError, SandboxFailed } from "../../errors.ts";
import { launch } from "../launch.ts";
import type { Cgroup } from "../limits/cgroup.ts";
import { canLimitProcesses, limitBy } from "../limits/limiting.ts";
import { groups, limitedBy, trustedProgram } from "../machine.ts";
import { NamelessFile } from "../nameless-file.ts";
import { type Obstacle, probeSandbox } from "../probe.ts";
import { type Protection, protect } from "../protected-paths.ts";
import type { Sandbox, SandboxCommand, SandboxResult } from "../sandbox.ts";
import type { SandboxSpec } from "../spec.ts";
import { checkSpec } from "../spec-check.ts";
import { firejailProfile } from "./profile.ts";
import { hasStage, stage, stagePlan } from "./stage.ts";

const launchers = ["/usr/bin/firejail", "/usr/local/bin/firejail"];
const perls = ["/usr/bin/perl"];
const setsid = "/usr/bin/setsid";

/**
 * firejail: mounts and namespaces by a set-user-id program, for machines whose users may make none, and our own system
 * call filter. A large program that runs as root: the last that is chosen by itself.
 */
export const firejail: Sandbox = {
  name: "firejail",
  probe: () => probeSandbox(firejail, { obstacle: obstacle(), limitedBy: limitedBy() }),
  run,
};

/** firejail starts everything by a bash, which reads the operator's start-up file when its input is a socket. */
const setInputAside = 'exec 6<&0 </dev/null "$@"';

async function run(command: SandboxCommand, spec: SandboxSpec, signal?: AbortSignal): Promise<SandboxResult> {
  const problem = obstacle();
  if (problem !== undefined) throw new SandboxFailed(problem.what, { fix: problem.fix });
  checkSpec(command, spec);
  const asRoot = process.getuid?.() === 0;
  const protections: Protection[] = [];
  let profile: number | undefined;
  let cgroup: Cgroup | undefined;
  try {
    for (const root of spec.readWrite) protections.push(protect(root, spec.unprotected ?? []));
    const protectedPaths = protections.flatMap(({ paths }) => paths);
    profile = new NamelessFile(firejailProfile(spec, { protectedPaths, asRoot })).open();
    cgroup = groups()?.create(spec);
    const { before, inside } = limitBy(spec, cgroup);
    const options = ["--quiet", "--profile=/proc/self/fd/3", "--keep-fd=4,5,6"];
    const { result, report } = await launch({
      argv: [
        ...before,
        // A session of its own has no terminal.
        ...[setsid, "/bin/sh", "-c", setInputAside, "sh"],
        trustedProgram(launchers) as string,
        ...options,
        "--",
        ...inside,
        perls[0] as string,
        "-e",
        stage,
      ],
      descriptors: [profile, stagePlan(command, spec, asRoot), "report"],
      limits: spec,
      cgroup,
      signal,
      streams: command.streams,
    });
    return started(result, report);
  } catch (cause) {
    if (cause instanceof SallyportError) throw cause;
    throw new SandboxFailed(`the sandbox could not be set up: ${(cause as Error).message}`, { cause });
  } finally {
    if (profile !== undefined) closeSync(profile);
    await cgroup?.remove();
    for (const protection of protections) protection.release();
  }
}

/** @throws {SandboxFailed} with firejail's own words when nothing was started and nobody ended it. */
function started(result: SandboxResult, report: string): SandboxResult {
  if (report === "started" || result.timedOut || result.cancelled || result.signal === "SIGKILL") return result;
  throw new SandboxFailed(`the sandbox could not be set up: ${result.stderr.trim() || `exit ${result.exit}`}`, {
    fix: "let firejail run for this user: see firejail-users(5) and /etc/firejail/firejail.config",
  });
}

function obstacle(): Obstacle | undefined {
  if (process.platform !== "linux") return { what: "firejail needs Linux", fix: "run Sallyport on Linux" };
  if (trustedProgram(launchers) === undefined)
    return { what: "firejail is not installed", fix: "install it with: apt-get install firejail" };
  if (trustedProgram(perls) === undefined)
    return { what: "perl is not installed", fix: "install it with: apt-get install perl" };
  if (!hasStage(process.arch))
    return { what: `there is no system call filter for ${process.arch}`, fix: "use an x86-64 or arm64 machine" };
  if (trustedProgram([setsid]) === undefined || (groups() === undefined && !canLimitProcesses()))
    return { what: "nothing here can set limits", fix: "install it with: apt-get install util-linux" };
  return undefined;
}
