/** The only way out of a sandbox: a proxy of the gateway that listens on a unix socket of the host. */
export interface SandboxEgress {
  readonly socket: string;
}

/** What a sandboxed command may see, change and use up. Paths are absolute and real. */
export interface SandboxSpec {
  /** Beside the system's own programs and libraries, which a back end always shows. */
  readonly readOnly: readonly string[];
  readonly readWrite: readonly string[];
  /** Empty and unreadable inside, although they lie beneath one of the others. */
  readonly denied: readonly string[];
  /** Names of `protectedNames` that may be changed nonetheless, such as `.git` for a commit that was approved. */
  readonly unprotected?: readonly string[];
  /** Nothing but what the proxy lets through; a back end shows it inside and sets the variables that name it. */
  readonly network: "none" | SandboxEgress;
  /** Commands of one key may share a warm sandbox, where the back end has such; a sandbox of its own when absent. */
  readonly keep?: string;
  /** Of the whole tree with control groups; of each process without. */
  readonly memoryBytes: number;
  /** Processor time, of the whole tree with control groups; of each process always. */
  readonly cpuSeconds: number;
  /** Processors it may keep busy, such as 0.5; needs control groups. */
  readonly cpus: number;
  /** Processes and threads at one time. */
  readonly pids: number;
  /** Milliseconds from start to SIGTERM. */
  readonly wallMs: number;
  /** Bytes kept of stdout and stderr together; the rest is read and dropped. */
  readonly outputBytes: number;
  /** Bytes of the largest file it may write. */
  readonly fileBytes: number;
  /** Bytes of its private /tmp, and of its /dev/shm. */
  readonly tmpBytes: number;
  /** Descriptors of each process. */
  readonly openFiles: number;
  /** Bytes by which what is writable may grow while it runs. */
  readonly growthBytes: number;
  /** The whole environment inside, over the few variables a back end sets; nothing is inherited. */
  readonly environment: Readonly<Record<string, string>>;
}

/** The numbers of a spec: what may be used up. */
export type SandboxLimits = Pick<
  SandboxSpec,
  | "memoryBytes"
  | "cpuSeconds"
  | "cpus"
  | "pids"
  | "wallMs"
  | "outputBytes"
  | "fileBytes"
  | "tmpBytes"
  | "openFiles"
  | "growthBytes"
>;

/** Bounds that ordinary builds and tests stay within. */
export const defaultLimits: SandboxLimits = {
  memoryBytes: 1 << 30,
  cpuSeconds: 60,
  cpus: 2,
  pids: 256,
  wallMs: 120_000,
  outputBytes: 1 << 20,
  fileBytes: 256 << 20,
  tmpBytes: 256 << 20,
  openFiles: 1_024,
  growthBytes: 1 << 30,
};

/** Where programs are looked up inside, unless the environment says otherwise. */
export const defaultSearchPath = "/usr/local/bin:/usr/bin:/bin";

/** A spec in which one directory may be changed, with parts replaced. */
export function workspaceSpec(workspace: string, parts: Partial<SandboxSpec> = {}): SandboxSpec {
  return {
    readOnly: [],
    readWrite: [workspace],
    denied: [],
    network: "none",
    environment: {},
    ...defaultLimits,
    ...parts,
  };
}
