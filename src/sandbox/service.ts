import { PassThrough, type Readable, type Writable } from "node:stream";
import type { SandboxResult } from "./sandbox.ts";
import type { SandboxLimits } from "./spec.ts";
import { backendOf, type UsableSandbox } from "./verified.ts";

/** A program of the operator's that runs beside the gateway. Paths are absolute and real. */
export interface ServiceCommand {
  readonly argv: readonly string[];
  /** The directory it runs in; shown to it, and not to be changed by it. */
  readonly directory: string;
  /** What else it may read. */
  readonly readOnly: readonly string[];
  /** Its whole environment, over the few variables a back end sets. */
  readonly environment: Readonly<Record<string, string>>;
  readonly limits: Pick<SandboxLimits, "memoryBytes" | "pids" | "cpus">;
}

/** A service that was started, and the other ends of its standard streams. */
export interface Service {
  readonly input: Writable;
  readonly output: Readable;
  readonly errors: Readable;
  /**
   * How it ended, once nothing of it is left. Rejects when it could not be started.
   * @throws {SandboxFailed | SandboxSpecInvalid | SandboxNotAccepted}
   */
  readonly ended: Promise<SandboxResult>;
  /** Ends all of it: SIGTERM, and SIGKILL a second later. */
  stop(): void;
}

/** The longest that a timer of Node waits, in milliseconds: 24 days, after which a service is ended like any other. */
const longest = 2 ** 31 - 1;

/**
 * Starts a service: no network, no workspace, a private /tmp, and nothing that it can change outside. It takes no permit,
 * since it is no agent's effect. INVARIANT: only the operator's configuration names what is started here.
 */
export function startService(sandbox: UsableSandbox, command: ServiceCommand): Service {
  const { argv, directory, readOnly, environment, limits } = command;
  const [input, output, errors] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const stop = new AbortController();
  const ended = backendOf(sandbox).run(
    { argv, cwd: directory, streams: { input, output, errors } },
    {
      readOnly: [...new Set([directory, ...readOnly])],
      readWrite: [],
      denied: [],
      network: "none",
      environment,
      ...limits,
      wallMs: longest,
      cpuSeconds: longest,
      outputBytes: 0,
      fileBytes: 16 << 20,
      tmpBytes: 16 << 20,
      openFiles: 256,
      growthBytes: 1,
    },
    stop.signal,
  );
  return { input, output, errors, ended, stop: () => stop.abort() };
}
