import { setTimeout as sleep } from "node:timers/promises";
import { ProviderUnavailable } from "../../errors.ts";
import {
  type SandboxResult,
  type Service,
  type ServiceCommand,
  startService,
  type UsableSandbox,
} from "../../sandbox/index.ts";
import { seamVersion } from "../seam.ts";
import { Peer, type PeerOptions } from "./peer.ts";

/** What a supervisor keeps running, and whom it tells. */
export interface SupervisorOptions {
  readonly command: ServiceCommand;
  /** Asked before each start. @throws {SallyportError} when there is none. */
  readonly sandbox: () => Promise<UsableSandbox>;
  readonly concurrency: number;
  /** Milliseconds from a start to the first answer. */
  readonly startMs: number;
  readonly onStarted: (start: number) => void;
  /** It ended, and nobody asked it to. */
  readonly onDeath: (why: string) => void;
  readonly onRaised: PeerOptions["onRaised"];
  readonly onStray: PeerOptions["onStray"];
}

/** Milliseconds before the first new start; each further one doubles it. */
const shortest = 100;
const longest = 30_000;
/** Milliseconds after which a process that ran is started again as if it had never failed. */
const healthy = 60_000;
/** Bytes kept of what it said last on stderr. */
const lastWords = 1_024;

/** Keeps one process running until it is closed: starts it, greets it, and starts it again when it has ended. */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #closing = new AbortController();
  #peer: Peer | undefined;
  #down = "is not running yet";
  #running: Promise<void> = Promise.resolve();

  private constructor(options: SupervisorOptions) {
    this.#options = options;
  }

  /** Resolves when it runs, or could not be started for the first time. */
  static async open(options: SupervisorOptions): Promise<Supervisor> {
    const supervisor = new Supervisor(options);
    await new Promise<void>((resolve) => {
      supervisor.#running = supervisor.#keepRunning(resolve);
    });
    return supervisor;
  }

  /** Asks the process. @throws {ProviderUnavailable} also while it is not running. */
  call(method: string, params: unknown, milliseconds: number, signal?: AbortSignal): Promise<unknown> {
    return (
      this.#peer?.call(method, params, milliseconds, signal) ?? Promise.reject(new ProviderUnavailable(this.#down))
    );
  }

  /** Ends it; resolves when nothing of it is left. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#running;
  }

  async #keepRunning(onFirst: () => void): Promise<void> {
    const { signal } = this.#closing;
    for (let [start, failures] = [1, 0]; !signal.aborted; start++) {
      const began = performance.now();
      this.#down = await this.#runOnce(start, onFirst).catch((error: Error) => error.message);
      onFirst();
      if (signal.aborted) return;
      this.#options.onDeath(this.#down);
      failures = performance.now() - began >= healthy ? 1 : failures + 1;
      await sleep(pause(failures), undefined, { signal }).catch(() => {});
    }
  }

  /** Runs it once, and tells why it ended. @throws {SallyportError} when it could not be started. */
  async #runOnce(start: number, onReady: () => void): Promise<string> {
    const { command, sandbox, concurrency, startMs, onRaised, onStray, onStarted } = this.#options;
    const service = startService(await sandbox(), command);
    const stop = () => service.stop();
    this.#closing.signal.addEventListener("abort", stop, { once: true });
    if (this.#closing.signal.aborted) stop();
    let broken: string | undefined;
    const breakOff = (why: string) => {
      broken ??= why;
      service.stop();
    };
    const words = tailOf(service);
    const peer = new Peer(service, { concurrency, onRaised, onStray, onBroken: breakOff });
    const greeted = peer.call("health", { seam: seamVersion }, startMs).then((answer) => {
      const { seam } = Object(answer) as { seam?: unknown };
      if (seam !== seamVersion) return breakOff(`speaks version ${seam} of the provider interface, not ${seamVersion}`);
      this.#peer = peer;
      onStarted(start);
      onReady();
    });
    // A process that ended before it answered is told of by how it ended.
    greeted.catch((error: Error) => breakOff(error.message));
    try {
      const ended = await service.ended;
      return `${broken ?? endOf(ended)}${words()}`;
    } finally {
      this.#closing.signal.removeEventListener("abort", stop);
      this.#peer = undefined;
      peer.end("is not running any more");
    }
  }
}

/** Longer after each failure, and never the same for two. */
function pause(failures: number): number {
  return Math.min(longest, shortest * 2 ** (failures - 1)) * (0.75 + Math.random() / 2);
}

function endOf({ exit, signal, limits }: SandboxResult): string {
  const hit = limits.filter((limit) => limit !== "output");
  if (hit.length > 0) return `ran into its limit of ${hit.join(", ")}`;
  return signal === null ? `ended with exit code ${exit}` : `was ended by ${signal}`;
}

/** What the service has said last on stderr, in a form to put behind a reason. */
function tailOf({ errors }: Service): () => string {
  let tail = Buffer.alloc(0);
  errors.on("data", (bytes: Buffer) => {
    tail = Buffer.concat([tail, bytes.subarray(-lastWords)]).subarray(-lastWords);
  });
  return () => {
    const said = tail.toString("utf8").trim();
    return said === "" ? "" : `; it said: ${said}`;
  };
}
