import type { Readable, Writable } from "node:stream";
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
  /** Whether it can lead commands to the proxy of a spec; absent where it never can. */
  readonly hasWayOut?: () => boolean;
  /** What it keeps warm between commands; absent where it keeps nothing. */
  readonly warm?: WarmSandboxes;
}

/** Sandboxes that outlive a command: those of this gateway's own, of every key. */
export interface WarmSandboxes {
  list(): Promise<readonly WarmSandbox[]>;
  /** Removes what is idle or old beyond the bounds, and what an earlier gateway left; the names of what it removed. */
  prune(bounds: WarmBounds): Promise<readonly string[]>;
  /** Removes everything this process keeps. */
  close(): Promise<void>;
}

/** One sandbox that is kept. Times are milliseconds since the epoch. */
export interface WarmSandbox {
  readonly name: string;
  readonly key: string;
  readonly createdAt: number;
  readonly usedAt: number;
  readonly running: boolean;
}

/** How long sandboxes are kept, in milliseconds, and how many. */
export interface WarmBounds {
  readonly idleMs: number;
  readonly ageMs: number;
  readonly max: number;
}

/** What a command tried or left that it should not have; evidence, never what prevention rests on. */
export interface SandboxFinding {
  /** A name of `sandbox.*`, such as `sandbox.syscall.blocked`. */
  readonly rule: SandboxFindingRule;
  readonly message: string;
  readonly evidence: Readonly<Record<string, string | number>>;
}

/** The names of findings. */
export type SandboxFindingRule =
  | "sandbox.syscall.blocked"
  | "sandbox.capability.nonempty"
  | "sandbox.fs.symlink_escape"
  | "sandbox.fs.protected_write"
  | "sandbox.fs.setid"
  | "sandbox.fs.device"
  | "sandbox.fs.hard_link"
  | "sandbox.fs.new_program"
  | "sandbox.fs.git_config"
  | "sandbox.net.denied"
  | `sandbox.limit.${LimitName}`
  | "sandbox.survivor"
  | "sandbox.fd_leak"
  | "sandbox.probe_failed"
  | "sandbox.unconfined";

/** What to run: an argument vector, whose program is looked up in the sandbox's PATH, and the directory to run it in. */
export interface SandboxCommand {
  readonly argv: readonly string[];
  readonly cwd: string;
  /** Joined to those of the command while it runs, where the back end can: otherwise it has nothing to read. */
  readonly streams?: CommandStreams | undefined;
}

/** Streams of this process for a command that somebody watches; its output is kept as ever. */
export interface CommandStreams {
  readonly input?: Readable;
  readonly output: Writable;
  readonly errors: Writable;
}

/** A limit that a command ran into. */
export type LimitName = "memory" | "pids" | "cpu" | "file" | "disk" | "output" | "time";

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
  /** What was seen while it ran and after; limits are findings of their own. */
  readonly findings: readonly SandboxFinding[];
  /** What it may have left in its workspace was not looked at whole: there is too much of it. */
  readonly unaudited?: true;
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
  /** Whether attempts that are blocked are also told of: `counted` needs the native helper. */
  readonly attempts?: "counted" | "blocked, not counted";
}

/** What was asked for, what it came to, and whether that was proved. */
export interface SandboxStatus extends SandboxProbe {
  readonly requested: string;
  /** The back end in use; `none` when there is none that holds. */
  readonly resolved: string;
  readonly verified: boolean;
  /** What was tried before the one in use, or in vain, and why it does not hold. */
  readonly tried?: readonly { readonly name: string; readonly why: string }[];
}
