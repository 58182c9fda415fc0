import { closeSync } from "node:fs";
import { SallyportError, SandboxFailed } from "../errors.ts";
import { bubblewrapOptions } from "./bubblewrap-options.ts";
import type { Cgroup } from "./cgroup.ts";
import { launch } from "./launch.ts";
import { canLimitProcesses, limitBy } from "./limiting.ts";
import { groups, limitedBy, trustedProgram } from "./machine.ts";
import { NamelessFile } from "./nameless-file.ts";
import { type Obstacle, probeSandbox } from "./probe.ts";
import { type Protection, protect } from "./protected-paths.ts";
import type { Sandbox, SandboxCommand, SandboxResult } from "./sandbox.ts";
import { seccompBytes } from "./seccomp.ts";
import { home } from "./shown-paths.ts";
import type { SandboxSpec } from "./spec.ts";
import { checkSpec } from "./spec-check.ts";
import { callTables } from "./system-calls.ts";

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
  let cgroup: Cgroup | undefined;
  try {
    for (const root of spec.readWrite) protections.push(protect(root, spec.unprotected ?? []));
    for (const file of fixtures()) files.push(file.open());
    cgroup = groups()?.create(spec);
    const { before, inside } = limitBy(spec, cgroup);
    const options = bubblewrapOptions(
      command,
      spec,
      protections.flatMap(({ paths }) => paths),
    );
    const { result, report } = await launch({
      argv: [...before, trustedProgram(launchers) as string, "--args", "7", "--", ...inside, ...command.argv],
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
 * The result of a command that was started: the launcher reports its exit code, or a signal of ours or of the kernel's ended
 * both. A program that could not be found or executed ends with 127, as in a shell.
 * @throws {SandboxFailed} with the launcher's own words when it gave up before.
 */
function started(result: SandboxResult, report: string): SandboxResult {
  const wasKilled = result.exit === null || result.exit > 128 || result.timedOut || result.cancelled;
  if (report.includes('"exit-code"') || wasKilled) return result;
  const said = result.stderr.trim();
  if (said.startsWith("bwrap: execvp ")) return { ...result, exit: 127 };
  throw new SandboxFailed(`the sandbox could not be set up: ${said || `exit ${result.exit}`}`);
}

function obstacle(): Obstacle | undefined {
  if (process.platform !== "linux") return { what: "bubblewrap needs Linux", fix: "run Sallyport on Linux" };
  if (trustedProgram(launchers) === undefined)
    return { what: "bubblewrap is not installed", fix: "install it with: apt-get install bubblewrap" };
  if (!Object.hasOwn(callTables, process.arch))
    return { what: `there is no system call filter for ${process.arch}`, fix: "use an x86-64 or arm64 machine" };
  if (groups() === undefined && !canLimitProcesses())
    return { what: "nothing here can set limits", fix: "install it with: apt-get install util-linux" };
  return undefined;
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
