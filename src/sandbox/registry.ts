import { SandboxUnknown } from "../errors.ts";
import { bubblewrap } from "./bubblewrap.ts";
import type { Sandbox, SandboxStatus } from "./sandbox.ts";
import { type VerifiedSandbox, vouchFor } from "./verified.ts";

/** The sandboxes that Sallyport can drive: the one list. */
export const sandboxes: { readonly bubblewrap: Sandbox } = { bubblewrap };

/** The name of a sandbox in the registry. */
export type SandboxName = keyof typeof sandboxes;

/** The names of the registry, in order of preference. */
export const sandboxNames: readonly SandboxName[] = Object.keys(sandboxes) as SandboxName[];

/** The state of a sandbox, and the sandbox itself when it was proved to hold. */
export interface ResolvedSandbox {
  readonly status: SandboxStatus;
  readonly sandbox?: VerifiedSandbox;
}

/**
 * Probes the sandbox of that name, here and now.
 * @throws {SandboxUnknown} when there is none of that name; one that does not work is a status.
 */
export async function resolveSandbox(requested: string): Promise<ResolvedSandbox> {
  if (!Object.hasOwn(sandboxes, requested)) {
    throw new SandboxUnknown(`there is no sandbox "${requested}"`, {
      fix: `choose one of: ${sandboxNames.join(", ")}`,
    });
  }
  return await verify(requested, sandboxes[requested as SandboxName]);
}

/** Probes a back end and vouches for it only when everything that was tried went as it must. */
export async function verify(requested: string, backend: Sandbox): Promise<ResolvedSandbox> {
  const probe = await backend.probe();
  const verified = probe.checks.length > 0 && probe.checks.every(({ ok }) => ok);
  const status = { requested, resolved: verified ? backend.name : "none", verified, ...probe };
  return verified ? { status, sandbox: vouchFor(backend) } : { status };
}
