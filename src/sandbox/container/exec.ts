import { type ChildProcess, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import type { SandboxFailed } from "../../errors.ts";
import { Capture } from "../capture.ts";
import { onlyDescriptors } from "../descriptors.ts";
import { limitOf, signalOf } from "../launch.ts";
import { grace, Stop } from "../limits/stop.ts";
import { endSurvivors } from "../limits/survivors.ts";
import type { CommandStreams, LimitName, SandboxCommand, SandboxResult } from "../sandbox.ts";
import type { SandboxSpec } from "../spec.ts";
import { type Engine, engineCommand, failed, patience } from "./engine.ts";
import { Framed } from "./framed.ts";
import type { Container } from "./make.ts";
import { containerScript } from "./script.ts";
import { viewOf } from "./view.ts";

/** How a command in a container ended, or why it did not begin. */
export type Execution = Executed | { readonly notStarted: SandboxFailed };

interface Executed {
  readonly result: SandboxResult;
  /** Nothing is left of it, nothing ran out, and nobody ended it. */
  readonly isClean: boolean;
}

/** Runs a command in a container that is running, and ends what it leaves there. */
export async function execute(
  engine: Engine,
  container: Container,
  command: SandboxCommand,
  spec: SandboxSpec,
  signal?: AbortSignal,
): Promise<Execution> {
  const view = viewOf(container.init);
  const { text, mark } = containerScript(command, spec, {
    container: container.name,
    isForeign: engine.image !== undefined,
    boundsEach: view?.boundsTree !== true && engine.bounds === "process",
    isOpen: command.streams?.input !== undefined,
  });
  const child = start(engine, container, command.cwd);
  const framed = (child.stderr as Readable).pipe(new Framed(mark));
  const capture = new Capture(spec.outputBytes);
  join(command.streams, child, framed);
  const [stdout, stderr] = [capture.follow(child.stdout as Readable), capture.follow(framed)];
  // Its end would tell the script that this process has gone.
  (child.stdin as Writable).on("error", () => {}).write(text);
  const ended = endOf(child);
  const { pid } = child;
  if (pid === undefined) return { notStarted: failed(engine, await ended.then(({ said }) => said)) };
  await begun(child, framed, signal);
  const started = performance.now();
  const stop = new Stop({ pid, becomesCommand: false, limits: spec, cgroup: view, signal, init: container.init });
  try {
    const { code, killer, said } = await ended;
    const findings = view === undefined ? [] : await endSurvivors(() => view.members());
    if (!framed.isStarted && stop.reason === undefined) return { notStarted: failed(engine, framed.preface || said) };
    const counted = [...(view?.hits() ?? []), ...limitOf(framed.exit ?? code, killer)];
    // INVARIANT: a container is used again only when it was seen to be empty.
    const isSeenEmpty = view !== undefined && findings.length === 0;
    const isClean = isSeenEmpty && framed.exit !== undefined && stop.reason === undefined && counted.length === 0;
    // An engine that fails has a status of its own; without the script's report only a signal is the command's.
    const exit = framed.exit ?? (code !== null && code > 128 ? code : null);
    const result: SandboxResult = {
      exit,
      signal: signalOf(exit) ?? (exit === null ? killer : null),
      stdout: stdout?.() ?? "",
      stderr: stderr?.() ?? "",
      truncated: capture.truncated,
      timedOut: stop.reason === "time",
      cancelled: stop.reason === "cancelled",
      limits: [...new Set([...counted, ...limitsSeen(stop, capture)])],
      findings,
      ms: performance.now() - started,
    };
    return { result, isClean };
  } finally {
    stop.disarm();
  }
}

function limitsSeen({ reason, tmpFull }: Stop, { truncated }: Capture): readonly LimitName[] {
  return [
    ...(reason === "cpu" || reason === "time" ? [reason] : []),
    ...(tmpFull ? (["disk"] as const) : []),
    ...(truncated ? (["output"] as const) : []),
  ];
}

/** Joins the streams of somebody who watches; what is typed follows the script, once that has been read whole. */
function join(streams: CommandStreams | undefined, child: ChildProcess, framed: Framed): void {
  if (streams === undefined) return;
  child.stdout?.pipe(streams.output, { end: false });
  framed.pipe(streams.errors, { end: false });
  framed.once("started", () => streams.input?.pipe(child.stdin as Writable));
}

/** Starts a shell in the container that reads what to do. */
function start(engine: Engine, { name, identity }: Container, cwd: string): ChildProcess {
  const user = `${identity.uid}:${identity.gid}`;
  const [program, ...rest] = engineCommand(engine, ["exec", "-i", "--user", user, "--workdir", cwd, name, "/bin/sh"]);
  return spawn(program, rest, {
    env: engine.environment,
    cwd: "/",
    stdio: onlyDescriptors(["pipe", "pipe", "pipe"]) as "pipe"[],
  });
}

/** Waits until the command is begun, or will not be: its time is not that of the engine. */
function begun(child: ChildProcess, framed: Framed, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const hung = setTimeout(() => child.kill("SIGKILL"), patience);
    const go = () => {
      clearTimeout(hung);
      signal?.removeEventListener("abort", go);
      resolve();
    };
    framed.once("started", go);
    child.once("error", go).once("exit", go);
    if (signal?.aborted) go();
    else signal?.addEventListener("abort", go, { once: true });
  });
}

interface ClientEnd {
  readonly code: number | null;
  readonly killer: NodeJS.Signals | null;
  /** How it ended, in words. */
  readonly said: string;
}

/** Waits for the client, and for the end of what it says; one that holds on to its output is not listened to for long. */
function endOf(child: ChildProcess): Promise<ClientEnd> {
  return new Promise((resolve) => {
    let cut: NodeJS.Timeout | undefined;
    child.once("exit", () => {
      child.stdin?.destroy();
      cut = setTimeout(() => {
        for (const stream of [child.stdout, child.stderr]) stream?.destroy();
      }, grace);
    });
    child.once("error", ({ message }) => resolve({ code: null, killer: null, said: message }));
    child.once("close", (code, killer) => {
      clearTimeout(cut);
      resolve({ code, killer, said: `it ended with ${code ?? killer}` });
    });
  });
}
