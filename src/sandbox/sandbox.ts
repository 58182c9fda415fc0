import type { SandboxCommand, SandboxResult, SandboxSpec } from "./spec.ts";

/** One thing that was tried inside the sandbox, and whether it was contained. */
export interface ProbeCheck {
  readonly name: string;
  readonly ok: boolean;
  readonly detail?: string;
}

/** What trying a back end showed. */
export interface SandboxProbe {
  readonly verified: boolean;
  readonly checks: readonly ProbeCheck[];
  /** Why it cannot be used, when it cannot. */
  readonly reason?: string;
  readonly fix?: string;
}

/** A way to confine commands; one file each, listed in `registry.ts`. */
export interface SandboxBackend {
  readonly name: string;
  /** Runs canaries inside and reports what got through; never rejects. */
  probe(): Promise<SandboxProbe>;
  /** @throws {SandboxFailed} when the command could not be started; nothing is then left running. */
  run(command: SandboxCommand, spec: SandboxSpec, signal?: AbortSignal): Promise<SandboxResult>;
}

/** What was asked for, what it came to, and whether it was proved. */
export interface SandboxStatus {
  readonly requested: string;
  readonly resolved: string | undefined;
  readonly verified: boolean;
  readonly checks: readonly ProbeCheck[];
  readonly reason?: string;
  readonly fix?: string;
}
