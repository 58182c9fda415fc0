import { auditTree, snapshotTree } from "./audit/tree-audit.ts";
import { limitFindings } from "./findings.ts";
import { watchGrowth } from "./limits/growth.ts";
import type { Sandbox, SandboxCommand, SandboxResult } from "./sandbox.ts";
import type { SandboxSpec } from "./spec.ts";

/**
 * Runs a command in any back end, bounds what it writes, and looks at what it left behind before anybody else does.
 * @throws {SandboxFailed | SandboxSpecInvalid} when it could not be started; nothing was run.
 */
export async function runWatched(
  backend: Sandbox,
  command: SandboxCommand,
  spec: SandboxSpec,
  signal?: AbortSignal,
): Promise<SandboxResult> {
  const { readWrite, readOnly, unprotected } = spec;
  const before = await snapshotTree(readWrite, unprotected);
  const growth = watchGrowth(readWrite, spec.growthBytes);
  let full = false;
  let result: SandboxResult;
  try {
    const stop = signal === undefined ? growth.signal : AbortSignal.any([signal, growth.signal]);
    result = await backend.run(command, spec, stop);
  } finally {
    full = growth.stop();
  }
  const overgrown = growth.signal.aborted && signal?.aborted !== true;
  const limits = full || overgrown ? [...new Set([...result.limits, "disk" as const])] : result.limits;
  const { findings, complete } = await auditTree(before, readWrite, { unprotected, shown: readOnly });
  return {
    ...result,
    // A command that was ended because it wrote too much was not given up by its caller.
    cancelled: result.cancelled && !overgrown,
    limits,
    findings: [...result.findings, ...limitFindings(limits), ...findings],
    ...(!complete && { unaudited: true as const }),
  };
}
