import { closeSync, lstatSync, readdirSync, readFileSync, statSync } from "node:fs";
import { SallyportError, SandboxFailed } from "../../errors.ts";
import { callTables } from "../filter/system-calls.ts";
import { launch } from "../launch.ts";
import type { Cgroup } from "../limits/cgroup.ts";
import { watchGrowth } from "../limits/growth.ts";
import { processLimits } from "../limits/limiting.ts";
import { groups, limitedBy } from "../machine.ts";
import { NamelessFile } from "../nameless-file.ts";
import { type Obstacle, probeSandbox } from "../probe.ts";
import type { Sandbox, SandboxCommand, SandboxResult } from "../sandbox.ts";
import type { SandboxSpec } from "../spec.ts";
import { checkSpec } from "../spec-check.ts";
import { attemptFindings, findWarden, type Warden } from "../warden.ts";
import { landlockFilter } from "./filter.ts";
import { landlockPlan, protectedPlaces } from "./plan.ts";
import { makeScratch, type Scratch } from "./scratch.ts";

/** The first version of Landlock that keeps signals in (Linux 6.12). */
const leastLandlock = 6;

/**
 * Landlock: rules of the kernel on what a process may open, for machines that give no namespaces, such as most containers.
 * The command shares the network, the processes and the users of the host, and what it may do to them is refused call by
 * call by a filter of its own: there are no sockets but pairs, no signals to others, no memory and no limits of others.
 *
 * Landlock grants whole directories. So the command may change nothing by itself: the native helper opens and changes files
 * for it, and keeps protected names and denied paths as they are. When the helper ends, nothing can be opened any more.
 *
 * What remains beside bubblewrap: that a path exists, and its size, can be learned; /tmp is elsewhere (TMPDIR), and bounded
 * by ending the command; there are no sockets at all, and so no way out to a network.
 */
export const landlock: Sandbox = landlockWith(() => findWarden());

/** Landlock with a helper of one's own choice. */
export function landlockWith(helper: () => Warden | Obstacle): Sandbox {
  const sandbox: Sandbox = {
    name: "landlock",
    probe: async () => ({
      ...(await probeSandbox(sandbox, { obstacle: obstacle(helper()), limitedBy: limitedBy() })),
      attempts: "counted",
    }),
    run: (command, spec, signal) => run(helper(), command, spec, signal),
  };
  return sandbox;
}

let filter: NamelessFile | undefined;

async function run(
  helper: Warden | Obstacle,
  command: SandboxCommand,
  spec: SandboxSpec,
  signal?: AbortSignal,
): Promise<SandboxResult> {
  const problem = obstacle(helper);
  if (problem !== undefined) throw new SandboxFailed(problem.what, { fix: problem.fix });
  checkSpec(command, spec);
  requireNoLinks(spec);
  const files: number[] = [];
  let scratch: Scratch | undefined;
  let cgroup: Cgroup | undefined;
  try {
    const identity = identityFor(spec);
    scratch = makeScratch(identity);
    cgroup = groups()?.create(spec);
    const processes = cgroup === undefined ? { most: spec.pids, others: tasksOf(identity.uid) } : undefined;
    const plan = landlockPlan(command, spec, {
      ...{ ...identity, scratch, processes },
      limits: processLimits(spec, cgroup),
      joins: cgroup?.joins ?? [],
    });
    const growth = watchGrowth([scratch.tmp, scratch.home, scratch.shm], spec.tmpBytes);
    const { descriptor } = helper as Warden;
    filter ??= new NamelessFile(landlockFilter(process.arch) as Buffer);
    files.push(filter.open(), scratch.hold(plan));
    const { result, report } = await launch({
      argv: ["/proc/self/fd/6", "confine", "--filter", "3", "--plan", "4", "--report", "5", "--", ...command.argv],
      descriptors: [...files, "report", descriptor],
      limits: spec,
      cgroup,
      signal: signal === undefined ? growth.signal : AbortSignal.any([signal, growth.signal]),
      streams: command.streams,
      endsTree: true,
    }).finally(() => growth.stop());
    const ended = started(result, report);
    const isFull = growth.signal.aborted && signal?.aborted !== true;
    return {
      ...ended,
      ...(isFull && { cancelled: false, limits: [...new Set([...ended.limits, "disk" as const])] }),
      findings: [...ended.findings, ...attemptFindings(report)],
    };
  } catch (cause) {
    if (cause instanceof SallyportError) throw cause;
    throw new SandboxFailed(`the sandbox could not be set up: ${(cause as Error).message}`, { cause });
  } finally {
    for (const file of files) closeSync(file);
    await cgroup?.remove();
    scratch?.remove();
  }
}

/** @throws {SandboxFailed} with the helper's own words when nothing was started and nobody ended it. */
function started(result: SandboxResult, report: string): SandboxResult {
  if (report.includes("started\n") || result.timedOut || result.cancelled || result.exit === null) return result;
  throw new SandboxFailed(`the sandbox could not be set up: ${result.stderr.trim() || `exit ${result.exit}`}`);
}

function obstacle(helper: Warden | Obstacle): Obstacle | undefined {
  if (process.platform !== "linux") return { what: "Landlock needs Linux", fix: "run Sallyport on Linux" };
  if (!Object.hasOwn(callTables, process.arch))
    return { what: `there is no system call filter for ${process.arch}`, fix: "use an x86-64 or arm64 machine" };
  if ("what" in helper) return helper;
  if (helper.landlock < leastLandlock) {
    const has = helper.landlock === 0 ? "no Landlock" : `version ${helper.landlock} of Landlock`;
    return { what: `the kernel has ${has}, and ${leastLandlock} is needed`, fix: "use Linux 6.12 or newer" };
  }
  return undefined;
}

/** Changing a name that is a link changes what it leads to. */
function requireNoLinks(spec: SandboxSpec): void {
  const link = protectedPlaces(spec).find((path) => lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink());
  if (link === undefined) return;
  throw new SandboxFailed(`${link} cannot be protected: it is a link`, { fix: "replace the link by what it leads to" });
}

interface Identity {
  readonly uid: number;
  readonly gid: number;
}

/**
 * The gateway's own user; for root, the owner of what the command may write, or nobody. A workspace of root's own is left to
 * root without capabilities: the rules hold for it as for anybody.
 */
function identityFor({ readWrite: [root] }: SandboxSpec): Identity {
  const own = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
  if (own.uid !== 0) return own;
  return root === undefined ? { uid: 65_534, gid: 65_534 } : statSync(root);
}

/** How many processes and threads a user has now. */
function tasksOf(uid: number): number {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .reduce((sum, pid) => sum + threadsOf(pid, uid), 0);
}

function threadsOf(pid: string, uid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "latin1");
    if (/^Uid:\s+(\d+)/m.exec(status)?.[1] !== String(uid)) return 0;
    return Number(/^Threads:\s+(\d+)/m.exec(status)?.[1]);
  } catch {
    return 0;
  }
}
