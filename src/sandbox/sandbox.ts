import type { SandboxSpec } from "./spec.ts";

/** A way to confine commands; one file each, listed in `registry.ts`. */
export interface Sandbox {
  readonly name: string;
  /** Runs canaries inside and tells which were contained; never rejects. */
  probe(): Promise<SandboxProbe>;
  /**
   * Runs a command to its end and leaves nothing of it behind: no process, no control group, no mount point.
   * @throws {SandboxFailed | SandboxSpecInvalid} when it could not be started; nothing was run.
   */
  run(command: SandboxCommand, spec: SandboxSpec, signal?: AbortSignal): Promise<SandboxResult>;
}

/** What to run: an argument vector, whose program is looked up in the sandbox's PATH, and the directory to run it in. */
export interface SandboxCommand {
  readonly argv: readonly string[];
  readonly cwd: string;
}

/** A limit that a command ran into. */
export type LimitName = "memory" | "pids" | "cpu" | "file" | "output" | "time";

/** How a sandboxed command ended. */
export interface SandboxResult {
  /** Exit status, 128 + n when signal n ended the command; `null` when the sandbox itself was killed. */
  readonly exit: number | null;
  /** The signal that `exit` stands for, or that killed the sandbox. */
  readonly signal: NodeJS.Signals | null;
  /** UTF-8; bytes that are none are U+FFFD. */
  readonly stdout: string;
  readonly stderr: string;
  /** True when there was more output than was kept. */
  readonly truncated: boolean;
  readonly timedOut: boolean;
  /** True when the caller's signal ended it. */
  readonly cancelled: boolean;
  /** Limits that were hit, as far as the kernel tells. */
  readonly limits: readonly LimitName[];
  readonly ms: number;
}

/** One thing that was tried inside, and whether it went as it must. */
export interface SandboxCheck {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

/** What trying a back end showed; verified when there were checks and all went as they must. */
export interface SandboxProbe {
  readonly checks: readonly SandboxCheck[];
  /** What would make it work, when it does not. */
  readonly fix?: string;
}

/** What was asked for, what it came to, and whether that was proved. */
export interface SandboxStatus extends SandboxProbe {
  readonly requested: string;
  /** The back end in use; `none` when there is none that holds. */
  readonly resolved: string;
  readonly verified: boolean;
}
