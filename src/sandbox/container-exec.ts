import { type ChildProcess, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import type { SandboxFailed } from "../errors.ts";
import { Capture } from "./capture.ts";
import type { Container } from "./container-make.ts";
import { containerScript } from "./container-script.ts";
import { type ContainerView, viewOf } from "./container-view.ts";
import { onlyDescriptors } from "./descriptors.ts";
import { type Engine, engineCommand, failed } from "./engine.ts";
import { Framed } from "./framed.ts";
import { limitOf, signalOf } from "./launch.ts";
import type { CommandStreams, LimitName, SandboxCommand, SandboxResult } from "./sandbox.ts";
import type { SandboxSpec } from "./spec.ts";
import { grace, Stop } from "./stop.ts";
import { endSurvivors } from "./survivors.ts";

/** How a command in a container ended, or why it did not begin. */
export type Execution =
  | { readonly result: SandboxResult /** Nothing is left of it, and nothing ran out. */; readonly isClean: boolean }
  | { readonly notStarted: SandboxFailed };

/** Runs a command in a container that is running, and ends what it leaves there. */
export async function execute(
  engine: Engine,
  container: Container,
  command: SandboxCommand,
  spec: SandboxSpec,
  signal?: AbortSignal,
): Promise<Execution> {
  const started = performance.now();
  const view = viewOf(container.init);
  const script = scriptFor(engine, container, command, spec, view);
  const child = start(engine, container, command.cwd);
  const framed = (child.stderr as Readable).pipe(new Framed(script.mark));
  const capture = new Capture(spec.outputBytes);
  join(command.streams, child, framed);
  const [stdout, stderr] = [capture.follow(child.stdout as Readable), capture.follow(framed)];
  // Its end would tell the script that this process has gone.
  (child.stdin as Writable).on("error", () => {}).write(script.text);
  const ended = endOf(child);
  const stop = new Stop({
    pid: child.pid ?? -1,
    becomesCommand: false,
    limits: spec,
    cgroup: view,
    signal,
    init: container.init,
  });
  try {
    const [code, killer] = await ended;
    const hit = new Set<LimitName>([...(view?.hits() ?? []), ...limitOf(framed.exit ?? code, killer)]);
    const findings = view === undefined ? [] : await endSurvivors(() => view.members());
    if (!framed.isStarted && stop.reason === undefined)
      return { notStarted: failed(engine, framed.preface || `exit ${code ?? killer}`) };
    const isClean = framed.exit !== undefined && stop.reason === undefined && hit.size + findings.length === 0;
    if (stop.reason === "cpu" || stop.reason === "time") hit.add(stop.reason);
    if (stop.tmpFull) hit.add("disk");
    if (capture.truncated) hit.add("output");
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
      limits: [...hit],
      findings,
      ms: performance.now() - started,
    };
    // INVARIANT: a container is used again only when it was seen to be empty.
    return { result, isClean: isClean && view !== undefined };
  } finally {
    stop.disarm();
  }
}

function scriptFor(
  engine: Engine,
  container: Container,
  command: SandboxCommand,
  spec: SandboxSpec,
  view: ContainerView | undefined,
) {
  return containerScript(command, spec, {
    container: container.name,
    isForeign: engine.image !== undefined,
    boundsEach: view?.boundsTree !== true && engine.bounds === "process",
    isOpen: command.streams?.input !== undefined,
  });
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

/** Waits for the client, and for the end of what it says; one that holds on to its output is not listened to for long. */
function endOf(child: ChildProcess): Promise<[number | null, NodeJS.Signals | null]> {
  return new Promise((resolve) => {
    let cut: NodeJS.Timeout | undefined;
    child.once("exit", () => {
      child.stdin?.destroy();
      cut = setTimeout(() => {
        for (const stream of [child.stdout, child.stderr]) stream?.destroy();
      }, grace);
    });
    child.once("error", () => resolve([null, null]));
    child.once("close", (exit, signal) => {
      clearTimeout(cut);
      resolve([exit, signal]);
    });
  });
}
