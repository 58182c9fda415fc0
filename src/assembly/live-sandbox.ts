import {
  lastingMakers,
  type ResolvedSandbox,
  resolveSandbox,
  type SandboxChoice,
  type SandboxFinding,
  type SandboxStatus,
  type UsableSandbox,
} from "../sandbox/index.ts";

/** The sandbox that commands run in, which can be put to the proof again. */
export interface LiveSandbox {
  readonly status: SandboxStatus;
  readonly sandbox: UsableSandbox | undefined;
  readonly findings: readonly SandboxFinding[];
  /** Probes again; from then on commands run in what was found, or not at all. */
  probe(): Promise<SandboxStatus>;
}

/** Probes what is chosen, as `resolveSandbox` does. @throws {SandboxUnknown | SandboxNotAccepted} */
export async function openSandbox(choice: SandboxChoice): Promise<LiveSandbox> {
  const makers = lastingMakers();
  let current: ResolvedSandbox = await resolveSandbox(choice, makers);
  return {
    get status() {
      return current.status;
    },
    get sandbox() {
      return current.sandbox;
    },
    get findings() {
      return current.findings;
    },
    async probe() {
      current = await resolveSandbox(choice, makers);
      return current.status;
    },
  };
}
