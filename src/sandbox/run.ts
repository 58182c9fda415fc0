import type { Obligation, Permit, Request } from "../decision/index.ts";
import { SandboxSpecInvalid } from "../errors.ts";
import { programPath } from "./program.ts";
import type { SandboxCommand, SandboxResult } from "./sandbox.ts";
import { defaultSearchPath, type SandboxSpec } from "./spec.ts";
import { backendOf, type VerifiedSandbox } from "./verified.ts";

/**
 * Spends a permit and runs exactly the argument vector and directory of the request it was minted for; limits of the
 * permit narrow those of the spec. Hosts of a sandbox obligation are not reachable: there is no network.
 * @throws {PermitSpent | PermitExpired | PermitMismatch | ObligationUnmet | SandboxSpecInvalid | SandboxFailed} Nothing was run.
 */
export async function runSandboxed(
  permit: Permit,
  request: Request,
  sandbox: VerifiedSandbox,
  spec: SandboxSpec,
  signal?: AbortSignal,
): Promise<SandboxResult> {
  signal?.throwIfAborted();
  const command = commandOf(request, spec);
  // INVARIANT: the command sees no variable that the decision did not see.
  const undeclared = Object.keys(spec.environment).find((name) => !request.context.environment?.includes(name));
  if (undeclared !== undefined)
    throw new SandboxSpecInvalid(`the request does not name the environment variable ${undeclared}`);
  // INVARIANT: no permit, no process.
  const obligations = permit.spend(request, ["sandbox", "limit"]);
  return await backendOf(sandbox).run(command, narrowed(spec, obligations), signal);
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
  const limit = obligations.find(({ id }) => id === "limit");
  if (limit?.id !== "limit") return spec;
  return {
    ...spec,
    wallMs: Math.min(spec.wallMs, limit.ms ?? spec.wallMs),
    outputBytes: Math.min(spec.outputBytes, limit.bytes ?? spec.outputBytes),
  };
}
