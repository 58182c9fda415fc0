import { type ChildProcess, type StdioOptions, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { SandboxFailed } from "../errors.ts";
import { Capture } from "./capture.ts";
import type { Cgroup } from "./cgroup.ts";
import { onlyDescriptors } from "./descriptors.ts";
import { descendants, signalAll } from "./process-tree.ts";
import type { LimitName, SandboxResult } from "./sandbox.ts";
import type { SandboxLimits } from "./spec.ts";

/** Milliseconds between SIGTERM and SIGKILL. */
export const grace = 1_000;
/** Milliseconds that a timer of Node can wait; a longer one fires at once. */
const longest = 2 ** 31 - 1;
/** Milliseconds between two looks at the processor time used. */
const cpuInterval = 100;
/** Bytes of a launcher's own report. */
const reportBytes = 64 << 10;

/** Descriptor 3 and on of a launcher: an open file, bytes for it to read, or what it reports. */
export type LaunchDescriptor = number | Uint8Array | "report";

/** A launcher's argument vector and descriptors, and the bounds of what it launches. */
export interface Launch {
  readonly argv: readonly string[];
  readonly descriptors: readonly LaunchDescriptor[];
  readonly limits: SandboxLimits;
  readonly cgroup: Cgroup | undefined;
  readonly signal: AbortSignal | undefined;
}

/** How a launcher ended, and what it reported. */
export interface Launched {
  readonly result: SandboxResult;
  readonly report: string;
}

/**
 * Starts a launcher with an empty environment and no standard input, and waits until its whole tree is gone.
 * @throws {SandboxFailed} when it could not be started.
 */
export async function launch({ argv, descriptors, limits, cgroup, signal }: Launch): Promise<Launched> {
  const started = performance.now();
  const child = start(argv, descriptors);
  const capture = new Capture(limits.outputBytes);
  const [stdout, stderr] = [child.stdout, child.stderr].map((stream) => capture.follow(stream as Readable));
  const report = speak(child, descriptors);
  const stop = new Stop(child, limits, cgroup, signal);
  try {
    const [exit, endSignal] = await ended(child);
    const hit = new Set<LimitName>([...(cgroup?.hits() ?? []), ...limitOf(exit, endSignal)]);
    if (stop.reason === "cpu" || stop.reason === "time") hit.add(stop.reason);
    if (capture.truncated) hit.add("output");
    const result: SandboxResult = {
      exit,
      signal: endSignal ?? signalOf(exit),
      stdout: stdout?.() ?? "",
      stderr: stderr?.() ?? "",
      truncated: capture.truncated,
      timedOut: stop.reason === "time",
      cancelled: stop.reason === "cancelled",
      limits: [...hit],
      findings: [],
      ms: performance.now() - started,
    };
    return { result, report: report() };
  } finally {
    stop.disarm();
  }
}

function start([program, ...rest]: readonly string[], descriptors: readonly LaunchDescriptor[]): ChildProcess {
  const stdio = onlyDescriptors([
    "ignore",
    "pipe",
    "pipe",
    ...descriptors.map((d) => (typeof d === "number" ? d : "pipe")),
  ]);
  try {
    // INVARIANT: the launcher is pid 1 inside, and its environment can be read there: it has none.
    const child = spawn(program as string, rest, { env: {}, cwd: "/", stdio: stdio as StdioOptions });
    if (child.stdout && child.stderr) return child;
    child.on("error", () => {});
    throw new Error("there are no descriptors left for its output");
  } catch (cause) {
    throw new SandboxFailed(`the sandbox could not be started: ${(cause as Error).message}`, { cause });
  }
}

/** Sends what the launcher is to read; the result tells what it has reported. */
function speak(child: ChildProcess, descriptors: readonly LaunchDescriptor[]): () => string {
  let report = () => "";
  descriptors.forEach((descriptor, i) => {
    const stream = child.stdio[3 + i];
    if (descriptor === "report") report = new Capture(reportBytes).follow(stream as Readable);
    if (descriptor instanceof Uint8Array) {
      // A launcher that ends early is judged by how it ended.
      stream?.on("error", () => {});
      (stream as Writable | undefined)?.end(descriptor);
    }
  });
  return () => report();
}

function ended(child: ChildProcess): Promise<[number | null, NodeJS.Signals | null]> {
  return new Promise((resolve, reject) => {
    child.on("error", (cause) => {
      if (child.pid === undefined)
        reject(new SandboxFailed(`the sandbox could not be started: ${cause.message}`, { cause }));
    });
    child.once("close", (exit, signal) => resolve([exit, signal]));
  });
}

/** Ends a tree when its time is up or the caller gives up: SIGTERM to all of it, SIGKILL to what is left after the grace. */
class Stop {
  reason: "time" | "cpu" | "cancelled" | undefined;
  readonly #child: ChildProcess;
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #signal: AbortSignal | undefined;
  readonly #cancel = () => this.#stop("cancelled");

  constructor(child: ChildProcess, limits: SandboxLimits, cgroup: Cgroup | undefined, signal: AbortSignal | undefined) {
    this.#child = child;
    this.#signal = signal;
    this.#timers.push(setTimeout(() => this.#stop("time"), Math.min(limits.wallMs, longest)));
    if (cgroup !== undefined)
      this.#timers.push(
        setInterval(() => {
          if ((cgroup.cpuSeconds() ?? 0) >= limits.cpuSeconds) this.#stop("cpu");
        }, cpuInterval),
      );
    if (signal?.aborted) this.#cancel();
    else signal?.addEventListener("abort", this.#cancel, { once: true });
  }

  disarm(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#signal?.removeEventListener("abort", this.#cancel);
  }

  #stop(reason: NonNullable<Stop["reason"]>): void {
    const { pid } = this.#child;
    if (pid === undefined || this.reason !== undefined) return;
    this.reason = reason;
    signalAll(descendants(pid), "SIGTERM");
    this.#timers.push(
      // INVARIANT: nothing outlives the launcher: its death takes the whole pid namespace along.
      setTimeout(() => signalAll([...descendants(pid), pid], "SIGKILL"), grace),
    );
  }
}

const signals: readonly (readonly [number, NodeJS.Signals, LimitName?])[] = [
  [6, "SIGABRT"],
  [9, "SIGKILL"],
  [11, "SIGSEGV"],
  [15, "SIGTERM"],
  [24, "SIGXCPU", "cpu"],
  [25, "SIGXFSZ", "file"],
  [31, "SIGSYS"],
];

/** A launcher reports a command that signal n ended as status 128 + n, as shells do. */
function signalOf(exit: number | null): NodeJS.Signals | null {
  return signals.find(([number]) => exit === 128 + number)?.[1] ?? null;
}

function limitOf(exit: number | null, signal: NodeJS.Signals | null): readonly LimitName[] {
  const limit = signals.find(([number, name]) => exit === 128 + number || signal === name)?.[2];
  return limit === undefined ? [] : [limit];
}
