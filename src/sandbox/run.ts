import type { Permit, Request } from "../decision/index.ts";
import { SandboxFailed } from "../errors.ts";
import type { VerifiedSandbox } from "./registry.ts";
import type { SandboxResult, SandboxSpec } from "./spec.ts";

/**
 * Spends a permit and runs exactly the argument vector and directory of the request it was minted for, in a sandbox;
 * limits of the permit narrow those of the spec.
 * @throws {PermitSpent | PermitExpired | PermitMismatch | ObligationUnmet | SandboxFailed} Nothing was run.
 */
export async function runSandboxed(
  permit: Permit,
  request: Request,
  sandbox: VerifiedSandbox,
  spec: SandboxSpec,
  signal?: AbortSignal,
): Promise<SandboxResult> {
  const obligations = permit.spend(request, ["sandbox", "limit"]);
  const { argv, cwd } = request.context;
  if (argv === undefined || argv.length === 0 || cwd === undefined)
    throw new SandboxFailed("the request names no command and directory");
  const limit = obligations.find((o) => o.id === "limit");
  const limits = {
    ...spec.limits,
    wallMs: Math.min(spec.limits.wallMs, limit?.ms ?? spec.limits.wallMs),
    outputBytes: Math.min(spec.limits.outputBytes, limit?.bytes ?? spec.limits.outputBytes),
  };
  return await sandbox.run({ argv, cwd }, { ...spec, limits }, signal);
}
