/** What a sandboxed command may see, change and use up. Paths are absolute and real; later lists win over earlier ones. */
export interface SandboxSpec {
  readonly readOnly: readonly string[];
  readonly readWrite: readonly string[];
  /** Paths that are empty and unreadable inside, although they lie beneath one of the others. */
  readonly denied: readonly string[];
  /** The whole environment inside; nothing is inherited. */
  readonly environment: Readonly<Record<string, string>>;
  readonly limits: SandboxLimits;
}

/** Bounds on one command and everything it starts. There is no network in any of them. */
export interface SandboxLimits {
  readonly memoryBytes: number;
  /** Seconds of processor time of one process. */
  readonly cpuSeconds: number;
  /** Processes and threads at one time. */
  readonly processes: number;
  readonly wallMs: number;
  /** Bytes kept of each of stdout and stderr; the rest is read and dropped. */
  readonly outputBytes: number;
  /** Bytes of the largest file it may write. */
  readonly fileBytes: number;
  /** Bytes of its private /tmp. */
  readonly tmpBytes: number;
}

export const defaultLimits: SandboxLimits = {
  memoryBytes: 1 << 30,
  cpuSeconds: 60,
  processes: 128,
  wallMs: 120_000,
  outputBytes: 256 << 10,
  fileBytes: 256 << 20,
  tmpBytes: 64 << 20,
};

/** A limit that a command ran into. */
export type LimitHit = "memory" | "processes" | "cpu" | "file" | "output" | "time";

/** What to run: argument vector, and the directory to run it in. */
export interface SandboxCommand {
  readonly argv: readonly string[];
  readonly cwd: string;
}

/** How a sandboxed command ended. */
export interface SandboxResult {
  /** Exit status; `null` when a signal ended it. */
  readonly exit: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Limits that were hit, as far as the kernel tells. */
  readonly hit: readonly LimitHit[];
  readonly ms: number;
}
