import { type ChildProcess, type StdioOptions, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { SandboxFailed } from "../errors.ts";
import { Capture } from "./capture.ts";
import { onlyDescriptors } from "./descriptors.ts";
import { type Gate, keepLooking } from "./gate.ts";
import type { Cgroup } from "./limits/cgroup.ts";
import { grace, Stop } from "./limits/stop.ts";
import { endSurvivors } from "./limits/survivors.ts";
import type { CommandStreams, LimitName, SandboxResult } from "./sandbox.ts";
import type { SandboxLimits } from "./spec.ts";

/** Bytes of a launcher's own report. */
const reportBytes = 64 << 10;

/** Descriptor 3 and on of a launcher: an open file, bytes for it to read, what it reports, a gate, or nothing of ours. */
export type LaunchDescriptor = number | Uint8Array | Gate | "report" | "reserved";

/** A launcher's argument vector and descriptors, and the bounds of what it launches. */
export interface Launch {
  readonly argv: readonly string[];
  readonly descriptors: readonly LaunchDescriptor[];
  readonly limits: SandboxLimits;
  readonly cgroup: Cgroup | undefined;
  readonly signal: AbortSignal | undefined;
  readonly streams?: CommandStreams | undefined;
  /** The launcher turns into the command, rather than being its parent. */
  readonly becomesCommand?: boolean;
  /** When the launcher is killed, its tree is killed at once by something that must not be killed before. */
  readonly endsTree?: boolean;
}

/** How a launcher ended, and what it reported. */
export interface Launched {
  readonly result: SandboxResult;
  readonly report: string;
}

/**
 * Starts a launcher with an empty environment and no standard input but that of `streams`, and waits until its whole tree
 * is gone.
 * @throws {SandboxFailed} when it could not be started.
 */
export async function launch(launched: Launch): Promise<Launched> {
  const { argv, descriptors, streams, becomesCommand = false, ...bounds } = launched;
  const { limits, cgroup } = bounds;
  const started = performance.now();
  const child = start(argv, descriptors, streams);
  const capture = new Capture(limits.outputBytes);
  const [stdout, stderr] = [child.stdout, child.stderr].map((stream) => capture.follow(stream as Readable));
  const report = speak(child, descriptors);
  const pid = await pidOf(child);
  const stop = new Stop({ ...bounds, pid, becomesCommand });
  watchGate(child, descriptors, report);
  try {
    const [exit, endSignal] = await exited(child);
    const findings = await endSurvivors(() => stop.members());
    await closed(child);
    const hit = new Set<LimitName>([...(cgroup?.hits() ?? []), ...limitOf(exit, endSignal)]);
    if (stop.reason === "cpu" || stop.reason === "time") hit.add(stop.reason);
    if (stop.tmpFull) hit.add("disk");
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
      findings,
      ms: performance.now() - started,
    };
    return { result, report: report() };
  } finally {
    stop.disarm();
  }
}

function start(
  [program, ...rest]: readonly string[],
  descriptors: readonly LaunchDescriptor[],
  streams: CommandStreams | undefined,
): ChildProcess {
  const stdio = onlyDescriptors([
    streams?.input === undefined ? "ignore" : "pipe",
    "pipe",
    "pipe",
    ...descriptors.map((d) => (typeof d === "number" ? d : d === "reserved" ? "ignore" : "pipe")),
  ]);
  try {
    // INVARIANT: the launcher is pid 1 inside, and its environment can be read there: it has none.
    const child = spawn(program as string, rest, { env: {}, cwd: "/", stdio: stdio as StdioOptions });
    if (child.stdout && child.stderr) return joined(child, streams);
    child.on("error", () => {});
    throw new Error("there are no descriptors left for its output");
  } catch (cause) {
    throw new SandboxFailed(`the sandbox could not be started: ${(cause as Error).message}`, { cause });
  }
}

function joined(child: ChildProcess, streams: CommandStreams | undefined): ChildProcess {
  if (streams === undefined) return child;
  child.stdout?.pipe(streams.output, { end: false });
  child.stderr?.pipe(streams.errors, { end: false });
  // A command that stops reading is judged by how it ends.
  child.stdin?.on("error", () => {});
  if (child.stdin) streams.input?.pipe(child.stdin);
  return child;
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

/** Lets the launcher go on once its gate says so. */
function watchGate(child: ChildProcess, descriptors: readonly LaunchDescriptor[], report: () => string): void {
  const index = descriptors.findIndex((descriptor) => typeof descriptor === "function");
  const gate = descriptors[index];
  if (typeof gate !== "function") return;
  const way = child.stdio[3 + index] as Writable;
  way.on("error", () => {});
  keepLooking(() => {
    if (child.exitCode !== null || child.signalCode !== null) return true;
    const isOpen = gate(report());
    if (isOpen) way.end("\n");
    return isOpen;
  });
}

/** The pid of a process that was started; it has one at once, or never. */
function pidOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.on("error", (cause) => {
      if (child.pid === undefined)
        reject(new SandboxFailed(`the sandbox could not be started: ${cause.message}`, { cause }));
    });
    if (child.pid !== undefined) resolve(child.pid);
  });
}

function exited(child: ChildProcess): Promise<[number | null, NodeJS.Signals | null]> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve([child.exitCode, child.signalCode]);
  return new Promise((resolve) => child.once("exit", (exit, signal) => resolve([exit, signal])));
}

/** Waits for the end of what it says; what still holds its descriptors after the grace is not listened to. */
function closed(child: ChildProcess): Promise<void> {
  const streams = child.stdio.filter((stream) => stream !== null && stream !== undefined);
  const isOpen = () => streams.some((stream) => !stream.closed);
  return new Promise((resolve) => {
    if (!isOpen()) return resolve();
    const cut = setTimeout(() => {
      for (const stream of streams) stream.destroy();
    }, grace);
    child.once("close", () => {
      clearTimeout(cut);
      resolve();
    });
  });
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
export function signalOf(exit: number | null): NodeJS.Signals | null {
  return signals.find(([number]) => exit === 128 + number)?.[1] ?? null;
}

/** The limit that a signal stands for. */
export function limitOf(exit: number | null, signal: NodeJS.Signals | null): readonly LimitName[] {
  const limit = signals.find(([number, name]) => exit === 128 + number || signal === name)?.[2];
  return limit === undefined ? [] : [limit];
}
