import type { Obligation, Permit, Request } from "../decision/index.ts";
import { SandboxSpecInvalid } from "../errors.ts";
import { programPath } from "./program.ts";
import type { CommandStreams, SandboxCommand, SandboxFinding, SandboxResult } from "./sandbox.ts";
import { defaultSearchPath, type SandboxEgress, type SandboxSpec } from "./spec.ts";
import { backendOf, type UsableSandbox } from "./verified.ts";
import { runWatched } from "./watched.ts";

/** A proxy made for one command, and what it has to tell when the command is over. */
export interface WayOut {
  readonly egress: SandboxEgress;
  /** Ends every connection; calling it again gives the same answer. */
  close(): Promise<{ readonly findings: readonly SandboxFinding[]; readonly reached: readonly string[] }>;
}

/** How a command ended, and the hosts that it reached. */
export interface RunResult extends SandboxResult {
  readonly reached: readonly string[];
}

/** What may accompany a run. */
export interface RunOptions {
  readonly signal?: AbortSignal;
  readonly streams?: CommandStreams;
  /** Opens the way out to the hosts that the permit leaves open; without it nothing can be reached. */
  readonly openWayOut?: (hosts: readonly string[]) => Promise<WayOut>;
}

/**
 * Spends a permit and runs exactly the argument vector and directory of the request it was minted for; limits of the
 * permit narrow those of the spec, and its hosts are the only ones that can be reached.
 * @throws {PermitSpent | PermitExpired | PermitMismatch | ObligationUnmet | SandboxSpecInvalid | SandboxFailed} Nothing was run.
 */
export async function runSandboxed(
  permit: Permit,
  request: Request,
  sandbox: UsableSandbox,
  spec: SandboxSpec,
  { signal, streams, openWayOut }: RunOptions = {},
): Promise<RunResult> {
  signal?.throwIfAborted();
  const command = { ...commandOf(request, spec), ...(streams && { streams }) };
  // INVARIANT: the command sees no variable that the decision did not see.
  const undeclared = Object.keys(spec.environment).find((name) => !request.context.environment?.includes(name));
  if (undeclared !== undefined)
    throw new SandboxSpecInvalid(`the request does not name the environment variable ${undeclared}`);
  // INVARIANT: no permit, no process.
  const obligations = permit.spend(request, ["sandbox", "limit"]);
  const backend = backendOf(sandbox);
  const bounded = narrowed(spec, obligations);
  const hosts = hostsOf(request, obligations);
  if (hosts.length === 0 || openWayOut === undefined)
    return { ...(await runWatched(backend, command, bounded, signal)), reached: [] };
  const wayOut = await openWayOut(hosts);
  try {
    const result = await runWatched(backend, command, { ...bounded, network: wayOut.egress }, signal);
    const { findings, reached } = await wayOut.close();
    return { ...result, findings: [...result.findings, ...findings], reached };
  } finally {
    await wayOut.close();
  }
}

/** What the permit obliges to; leave to reach a URL, where nothing narrows it, is leave to reach its host. */
function hostsOf({ resource }: Request, obligations: readonly Obligation[]): readonly string[] {
  const sandbox = obligations.find((o) => o.id === "sandbox");
  if (sandbox !== undefined) return sandbox.hosts;
  const host = resource.type === "url" && resource.access === "connect" ? URL.parse(resource.id)?.hostname : undefined;
  return host === undefined ? [] : [host];
}

function commandOf({ context: { argv, executable, cwd } }: Request, spec: SandboxSpec): SandboxCommand {
  const [name, ...rest] = argv ?? [];
  if (argv === undefined || name === undefined || cwd === undefined)
    throw new SandboxSpecInvalid("the request names no command, or no directory to run it in");
  // INVARIANT: what the decision resolved is what runs, whatever a search path would find now.
  const searchPath = spec.environment["PATH"] ?? defaultSearchPath;
  return { argv: executable === undefined ? argv : [programPath(name, executable, cwd, searchPath), ...rest], cwd };
}

function narrowed(spec: SandboxSpec, obligations: readonly Obligation[]): SandboxSpec {
  const limit = obligations.find((o) => o.id === "limit");
  if (limit === undefined) return spec;
  return {
    ...spec,
    wallMs: Math.min(spec.wallMs, limit.ms ?? spec.wallMs),
    outputBytes: Math.min(spec.outputBytes, limit.bytes ?? spec.outputBytes),
  };
}
