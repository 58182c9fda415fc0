import { SandboxUnknown } from "../errors.ts";
import { bubblewrap } from "./bubblewrap.ts";
import type { Sandbox, SandboxStatus } from "./sandbox.ts";
import { type VerifiedSandbox, vouchFor } from "./verified.ts";

/** Which back end is wanted, and what becomes of commands when it does not hold. */
export interface SandboxChoice {
  /** Required: the named one or none; preferred: else the next that holds; off: commands run unconfined. */
  readonly mode: "required" | "preferred" | "off";
  /** A name of the registry, or `auto`: the first that holds. */
  readonly backend: string;
  /** An image for container engines; the programs of the host when absent. */
  readonly image?: string;
}

/** The name of a sandbox in the registry. */
export type SandboxName = "bubblewrap";

/** Makes the back ends by name, in order of preference: the one list. */
const makers: Readonly<Record<SandboxName, (choice: SandboxChoice) => Sandbox>> = {
  bubblewrap: () => bubblewrap,
};

/** The names of the registry, in order of preference. */
export const sandboxNames: readonly SandboxName[] = Object.keys(makers) as SandboxName[];

/** The state of a sandbox, and the sandbox itself when it was proved to hold. */
export interface ResolvedSandbox {
  readonly status: SandboxStatus;
  readonly sandbox?: VerifiedSandbox;
}

/**
 * Probes the sandbox that is wanted, here and now.
 * @throws {SandboxUnknown} when there is none of that name; one that does not work is a status.
 */
export async function resolveSandbox(choice: SandboxChoice): Promise<ResolvedSandbox> {
  const [first, ...others] = candidates(choice).map((name) => makers[name](choice));
  const wanted = await verify(choice.backend, first as Sandbox);
  if (wanted.sandbox !== undefined) return wanted;
  for (const backend of others) {
    const next = await verify(choice.backend, backend);
    if (next.sandbox !== undefined) return next;
  }
  return wanted;
}

function candidates({ mode, backend }: SandboxChoice): readonly SandboxName[] {
  if (backend === "auto") return sandboxNames;
  if (!Object.hasOwn(makers, backend)) {
    throw new SandboxUnknown(`there is no sandbox "${backend}"`, {
      fix: `choose one of: ${sandboxNames.join(", ")}, auto`,
    });
  }
  const named = backend as SandboxName;
  return mode === "preferred" ? [named, ...sandboxNames.filter((name) => name !== named)] : [named];
}

/** Probes a back end and vouches for it only when everything that was tried went as it must. */
export async function verify(requested: string, backend: Sandbox): Promise<ResolvedSandbox> {
  const probe = await backend.probe();
  const verified = probe.checks.length > 0 && probe.checks.every(({ ok }) => ok);
  const status = { requested, resolved: verified ? backend.name : "none", verified, ...probe };
  return verified ? { status, sandbox: vouchFor(backend) } : { status };
}
