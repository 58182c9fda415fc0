import { closeSync } from "node:fs";
import { SallyportError, SandboxFailed } from "../../errors.ts";
import { accountsAt } from "../accounts.ts";
import { type AttemptAnswer, seccompBytes } from "../filter/seccomp.ts";
import { callTables } from "../filter/system-calls.ts";
import type { Gate } from "../gate.ts";
import { launch } from "../launch.ts";
import type { Cgroup } from "../limits/cgroup.ts";
import { canLimitProcesses, limitBy } from "../limits/limiting.ts";
import { signalAll } from "../limits/process-tree.ts";
import { groups, limitedBy, trustedProgram } from "../machine.ts";
import { NamelessFile } from "../nameless-file.ts";
import { type Obstacle, probeSandbox } from "../probe.ts";
import { type Protection, protect } from "../protected-paths.ts";
import { proxyPort } from "../proxy.ts";
import type { Sandbox, SandboxCommand, SandboxResult } from "../sandbox.ts";
import { deniedPaths, home, pinnedPaths, shownPaths } from "../shown-paths.ts";
import type { SandboxSpec } from "../spec.ts";
import { checkSpec } from "../spec-check.ts";
import { attemptFindings, findWarden, type Warden } from "../warden.ts";
import { type MountPlaces, mountPlaces, mountsMade } from "./mount-places.ts";
import { bubblewrapOptions } from "./options.ts";

/** Where the launcher may come from: nowhere that an agent, or a directory of PATH, could put one. */
const launchers = ["/usr/bin/bwrap", "/usr/local/bin/bwrap", "/run/current-system/sw/bin/bwrap"];

/**
 * bubblewrap: an empty root with the listed binds, own namespaces, no capabilities, and our own system call filter. With the
 * native helper, attempts are counted and there is a way out; without it they are refused just the same, and there is none.
 */
export const bubblewrap: Sandbox = bubblewrapWith(() => findWarden());

/** bubblewrap with a helper of one's own choice. */
export function bubblewrapWith(helper: () => Warden | Obstacle): Sandbox {
  const sandbox: Sandbox = {
    name: "bubblewrap",
    probe: async () => ({
      ...(await probeSandbox(sandbox, { obstacle: obstacle(), limitedBy: limitedBy() })),
      attempts: "what" in helper() ? "blocked, not counted" : "counted",
    }),
    run: (command, spec, signal) => run(helper(), command, spec, signal),
    hasWayOut: () => !("what" in helper()),
  };
  return sandbox;
}

async function run(
  helper: Warden | Obstacle,
  command: SandboxCommand,
  spec: SandboxSpec,
  signal?: AbortSignal,
): Promise<SandboxResult> {
  const problem = obstacle();
  if (problem !== undefined) throw new SandboxFailed(problem.what, { fix: problem.fix });
  const warden = "what" in helper ? undefined : helper;
  checkSpec(command, spec, "what" in helper ? helper : "available");
  const protections: Protection[] = [];
  const files: number[] = [];
  let cgroup: Cgroup | undefined;
  try {
    for (const root of spec.readWrite) protections.push(protect(root, spec.unprotected ?? []));
    for (const file of fixtures(warden === undefined ? "refuse" : "tell")) files.push(file.open());
    cgroup = groups()?.create(spec);
    const { before, inside } = limitBy(spec, cgroup);
    const protectedPaths = protections.flatMap(({ paths }) => paths);
    const denied = deniedPaths(spec);
    const pinned = pinnedPaths(denied, spec);
    const filtered = warden === undefined;
    const options = bubblewrapOptions(command, spec, {
      ...{ protectedPaths, denied, pinned, filtered },
      gate: filtered ? 9 : 11,
    });
    const shown = shownPaths(spec).map(({ path }) => path);
    const gate = gateOf(mountPlaces([...shown, ...pinned, ...protectedPaths], denied));
    const { outside, within } = stages(warden, spec);
    const bwrap = [trustedProgram(launchers) as string, "--args", "7", "--"];
    const { result, report } = await launch({
      argv: [...before, ...outside, ...bwrap, ...within, ...inside, ...command.argv],
      descriptors: [
        ...[...files, Buffer.from(options.join("\0")), "report" as const],
        // The helper keeps the descriptor after its own for itself.
        ...(warden === undefined ? [] : [warden.descriptor, "reserved" as const]),
        gate.look,
      ],
      limits: spec,
      cgroup,
      signal,
      streams: command.streams,
    });
    gate.requireRight();
    const { findings, ...ended } = started(result, report);
    return { ...ended, findings: [...findings, ...attemptFindings(report)] };
  } catch (cause) {
    if (cause instanceof SallyportError) throw cause;
    throw new SandboxFailed(`the sandbox could not be set up: ${(cause as Error).message}`, { cause });
  } finally {
    for (const file of files) closeSync(file);
    await cgroup?.remove();
    for (const protection of protections) protection.release();
  }
}

/** Lets the command start when everything is mounted where it must be. */
function gateOf(places: MountPlaces): { readonly look: Gate; requireRight(): void } {
  let isWrong = false;
  return {
    look(report) {
      const pid = Number(/"child-pid": (\d+)\D/.exec(report)?.[1] ?? 0);
      const made = pid === 0 ? "unfinished" : mountsMade(pid, places);
      // INVARIANT: no command starts where somebody else has led a mount elsewhere. What waits is killed itself: it would
      // go on once nobody holds the other end.
      if (made === "wrong") signalAll([pid], "SIGKILL");
      isWrong ||= made === "wrong";
      return made === "right";
    },
    requireRight() {
      if (!isWrong) return;
      throw new SandboxFailed("the workspace was changed while the sandbox was set up", {
        fix: "run it again when nothing else changes directories of the workspace",
      });
    },
  };
}

/** The helper around the launcher, and before the command: it is descriptor 9 of both. */
function stages(
  warden: Warden | undefined,
  { network }: SandboxSpec,
): { readonly outside: readonly string[]; readonly within: readonly string[] } {
  if (warden === undefined) return { outside: [], within: [] };
  const [leads, shows] =
    network === "none"
      ? [[], []]
      : [
          ["--egress", network.socket],
          ["--listen", String(proxyPort)],
        ];
  return {
    outside: ["/proc/self/fd/9", "watch", "--report", "8", ...leads, "--"],
    within: ["/proc/self/fd/9", "enter", "--filter", "3", ...shows, "--"],
  };
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

const held = new Map<AttemptAnswer, readonly NamelessFile[]>();

/** What the launcher reads from its descriptors 3 to 6: the filter, and an account of its own instead of the host's. */
function fixtures(attempts: AttemptAnswer): readonly NamelessFile[] {
  const { passwd, group, hosts } = accountsAt(home);
  const contents = [seccompBytes(process.arch, attempts) as Buffer, passwd, group, hosts];
  const files = held.get(attempts) ?? contents.map((content) => new NamelessFile(content));
  held.set(attempts, files);
  return files;
}
