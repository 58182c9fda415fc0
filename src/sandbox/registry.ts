import { SandboxNotAccepted, SandboxUnknown } from "../errors.ts";
import { bubblewrap } from "./bubblewrap/bubblewrap.ts";
import { docker } from "./container/docker.ts";
import { podman } from "./container/podman.ts";
import { finding, probeFindings } from "./findings.ts";
import { firejail } from "./firejail/firejail.ts";
import { landlock } from "./landlock/landlock.ts";
import type { Sandbox, SandboxFinding, SandboxStatus, WarmSandboxes } from "./sandbox.ts";
import { seatbelt } from "./seatbelt/seatbelt.ts";
import { type Unconfined, unconfined } from "./unconfined.ts";
import { goWithout, type UsableSandbox, vouchFor } from "./verified.ts";

/** Which back end is wanted, and what becomes of commands when it does not hold. */
export interface SandboxChoice {
  /** Required: the named one or none; preferred: else the next that holds; off: commands run unconfined. */
  readonly mode: "required" | "preferred" | "off";
  /** A name of the registry, or `auto`: the first that holds. */
  readonly backend: string;
  /** An image for container engines; the programs of the host when absent. */
  readonly image?: string;
  /** Without it, `off` is refused. */
  readonly unconfined?: Unconfined;
}

/** The name of a sandbox in the registry. */
export type SandboxName = "bubblewrap" | "docker" | "podman" | "landlock" | "firejail" | "seatbelt";

/** Makes the back ends by name. */
export type Makers = Readonly<Record<SandboxName, (choice: SandboxChoice) => Sandbox>>;

/** In order of preference: the one list. */
const makers: Makers = {
  bubblewrap: () => bubblewrap,
  docker: ({ image }) => docker({ image }),
  podman: ({ image }) => podman({ image }),
  landlock: () => landlock,
  firejail: () => firejail,
  seatbelt: () => seatbelt,
};

/** Sandboxes that one system has; on another they only say so. */
const ofOneSystem: Readonly<Partial<Record<SandboxName, NodeJS.Platform>>> = {
  bubblewrap: "linux",
  docker: "linux",
  podman: "linux",
  landlock: "linux",
  firejail: "linux",
  seatbelt: "darwin",
};

/** The names of the registry, in order of preference. */
export const sandboxNames: readonly SandboxName[] = Object.keys(makers) as SandboxName[];

/** Makes each back end once, so that what one keeps between commands outlives a second probe. */
export function lastingMakers(): Makers {
  const made = new Map<SandboxName, Sandbox>();
  const once = (name: SandboxName) => (choice: SandboxChoice) => {
    const backend = made.get(name) ?? makers[name](choice);
    made.set(name, backend);
    return backend;
  };
  return Object.fromEntries(sandboxNames.map((name) => [name, once(name)])) as Makers;
}

/** The state of a sandbox, and the sandbox itself when it was proved to hold. */
export interface ResolvedSandbox {
  readonly status: SandboxStatus;
  readonly sandbox?: UsableSandbox;
  /** What is to be raised about it: that nothing holds, or that nothing confines. */
  readonly findings: readonly SandboxFinding[];
}

/**
 * Probes what is wanted, here and now, in order of preference until one holds.
 * @throws {SandboxUnknown | SandboxNotAccepted} when there is none of that name, or nobody accepts that there is none; one
 * that does not work is a status.
 */
export async function resolveSandbox(choice: SandboxChoice, from: Makers = makers): Promise<ResolvedSandbox> {
  if (choice.mode === "off") return await withoutSandbox(choice);
  const tried: NonNullable<SandboxStatus["tried"]>[number][] = [];
  let wanted: ResolvedSandbox | undefined;
  for (const name of candidates(choice)) {
    const next = await verify(choice.backend, from[name](choice));
    if (next.sandbox !== undefined) return { ...next, status: { ...next.status, ...(tried.length > 0 && { tried }) } };
    tried.push({ name, why: whyNot(next.status) });
    wanted ??= next;
  }
  const { status, findings } = wanted as ResolvedSandbox;
  return { status: { ...status, tried }, findings };
}

/** Probes one back end after the other, whichever is wanted. */
export async function probeSandboxes(
  choice: SandboxChoice,
  names: readonly SandboxName[] = sandboxNames,
): Promise<readonly SandboxStatus[]> {
  const found: SandboxStatus[] = [];
  for (const name of names) found.push((await verify(name, makers[name](choice))).status);
  return found;
}

/** What each back end keeps warm, by its name; only of those that keep anything. */
export function warmSandboxes(choice: SandboxChoice): ReadonlyMap<SandboxName, WarmSandboxes> {
  const kept = sandboxNames.map((name) => [name, makers[name](choice).warm] as const);
  return new Map(kept.filter((entry): entry is readonly [SandboxName, WarmSandboxes] => entry[1] !== undefined));
}

/** INVARIANT: the one way to a command without a sandbox, open while what was accepted holds. */
async function withoutSandbox({ unconfined: accepted }: SandboxChoice): Promise<ResolvedSandbox> {
  if (accepted === undefined)
    throw new SandboxNotAccepted("nobody accepts that commands run without a sandbox", {
      fix: "set sandbox.mode to required, or accept the risk for a time with sandbox.dangerouslyUnconfined",
    });
  const sandbox = goWithout(accepted);
  const probe = await unconfined(accepted).probe();
  const { until, reason } = accepted;
  return {
    status: { requested: "off", resolved: "none", verified: false, ...probe },
    sandbox,
    findings: [finding("sandbox.unconfined", "commands run without a sandbox", { until, reason })],
  };
}

function candidates({ mode, backend }: SandboxChoice): readonly SandboxName[] {
  if (backend === "auto") return suitable();
  if (!Object.hasOwn(makers, backend)) {
    throw new SandboxUnknown(`there is no sandbox "${backend}"`, {
      fix: `choose one of: ${sandboxNames.join(", ")}, auto`,
    });
  }
  const named = backend as SandboxName;
  return mode === "preferred" ? [named, ...suitable().filter((name) => name !== named)] : [named];
}

/** What this system could have, in order of preference; on macOS its own comes first. */
function suitable(): readonly SandboxName[] {
  const own = sandboxNames.filter((name) => (ofOneSystem[name] ?? process.platform) === process.platform);
  return process.platform === "darwin"
    ? own.toSorted((a, b) => Number(b === "seatbelt") - Number(a === "seatbelt"))
    : own;
}

/** Probes a back end and vouches for it only when everything that was tried went as it must. */
export async function verify(requested: string, backend: Sandbox): Promise<ResolvedSandbox> {
  const probe = await backend.probe();
  const verified = probe.checks.length > 0 && probe.checks.every(({ ok }) => ok);
  const status = { requested, resolved: verified ? backend.name : "none", verified, ...probe };
  return verified
    ? { status, sandbox: vouchFor(backend), findings: [] }
    : { status, findings: probeFindings(backend.name, probe) };
}

function whyNot({ checks }: SandboxStatus): string {
  const failed = checks.filter(({ ok }) => !ok).map(({ name, detail }) => `${name}: ${detail}`);
  return failed.join("; ") || "nothing was tried";
}
