import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { SandboxFailed } from "../errors.ts";
import { Capture } from "./capture.ts";
import type { Cgroup } from "./cgroup.ts";
import { leakingDescriptors } from "./descriptors.ts";
import { descendants, signalAll } from "./process-tree.ts";
import type { LimitHit, SandboxLimits, SandboxResult } from "./spec.ts";

/** Milliseconds between SIGTERM and SIGKILL. */
const grace = 1_000;

/** A launcher's argument vector, descriptors it needs from 3 on, and the bounds of what it launches. */
export interface Launch {
  readonly argv: readonly string[];
  readonly descriptors: readonly number[];
  readonly limits: SandboxLimits;
  readonly cgroup?: Cgroup | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Starts a launcher with an empty environment and no standard input, under resource limits, and waits until all of its
 * tree is gone.
 * @throws {SandboxFailed} when it could not be started.
 */
export async function launch({ argv, descriptors, limits, cgroup, signal }: Launch): Promise<SandboxResult> {
  const started = performance.now();
  const [program, ...rest] = limiting(argv, descriptors.length, limits, cgroup);
  const child = spawn(program as string, rest, {
    env: {},
    cwd: "/",
    stdio: ["ignore", "pipe", "pipe", ...descriptors],
  });
  const stdout = new Capture(child.stdout as NonNullable<typeof child.stdout>, limits.outputBytes);
  const stderr = new Capture(child.stderr as NonNullable<typeof child.stderr>, limits.outputBytes);
  const stop = stopWhenDue(child, limits.wallMs, signal);
  try {
    const [exit, endSignal] = await ended(child);
    const hit = [...(cgroup?.hits() ?? []), ...signalled(exit, endSignal)];
    if (stop.timedOut()) hit.push("time");
    if (stdout.truncated || stderr.truncated) hit.push("output");
    return {
      exit,
      signal: endSignal,
      stdout: stdout.text(),
      stderr: stderr.text(),
      hit: [...new Set(hit)],
      ms: performance.now() - started,
    };
  } finally {
    stop.cancel();
    cgroup?.remove();
  }
}

function ended(child: ChildProcess): Promise<[number | null, NodeJS.Signals | null]> {
  return new Promise((resolve, reject) => {
    child.once("error", (cause) =>
      reject(new SandboxFailed(`the sandbox could not be started: ${cause.message}`, { cause })),
    );
    child.once("close", (exit, signal) => resolve([exit, signal]));
  });
}

/** SIGTERM to the tree when its time is up or the caller gives up, SIGKILL to what is left after the grace. */
function stopWhenDue(child: ChildProcess, wallMs: number, signal: AbortSignal | undefined) {
  let timedOut = false;
  let killTimer: NodeJS.Timeout | undefined;
  const stop = () => {
    const { pid } = child;
    if (pid === undefined) return;
    signalAll(descendants(pid), "SIGTERM");
    // INVARIANT: the launcher's death takes its whole pid namespace with it.
    killTimer = setTimeout(() => signalAll([...descendants(pid), pid], "SIGKILL"), grace);
  };
  const wallTimer = setTimeout(() => {
    timedOut = true;
    stop();
  }, wallMs);
  if (signal?.aborted) stop();
  else signal?.addEventListener("abort", stop, { once: true });
  return {
    timedOut: () => timedOut,
    cancel() {
      clearTimeout(wallTimer);
      clearTimeout(killTimer);
      signal?.removeEventListener("abort", stop);
    },
  };
}

/** What a fatal signal says about limits: bubblewrap reports a command killed by signal n as status 128 + n. */
function signalled(exit: number | null, signal: NodeJS.Signals | null): LimitHit[] {
  if (exit === 128 + 24 || signal === "SIGXCPU") return ["cpu"];
  if (exit === 128 + 25 || signal === "SIGXFSZ") return ["file"];
  return [];
}

/**
 * A shell that joins the control groups, sets the process limits and then becomes the launcher. Where this process has
 * descriptors that a child would inherit, bash closes them first; the plain shell cannot name those above 9.
 */
function limiting(
  argv: readonly string[],
  passed: number,
  limits: SandboxLimits,
  cgroup: Cgroup | undefined,
): string[] {
  const leaks = leakingDescriptors().filter((fd) => fd >= 3 + passed);
  const kib = (bytes: number) => Math.max(1, Math.ceil(bytes / 1024));
  const script = [
    ...(cgroup?.joinFiles ?? []).map((file) => `echo $$ >${file} || exit 125`),
    `ulimit -c 0; ulimit -n 1024; ulimit -t ${Math.ceil(limits.cpuSeconds)}`,
    // Blocks of 512 bytes in a POSIX shell, of 1024 in bash.
    `ulimit -f ${leaks.length > 0 ? kib(limits.fileBytes) : kib(limits.fileBytes) * 2}`,
    `ulimit -d ${kib(limits.memoryBytes)}`,
    ...leaks.map((fd) => `exec ${fd}>&-`),
    'exec "$@"',
  ].join("\n");
  return leaks.length > 0
    ? [bash(), "--norc", "--noprofile", "-c", script, "bash", ...argv]
    : ["/bin/sh", "-c", script, "sh", ...argv];
}

function bash(): string {
  const path = ["/bin/bash", "/usr/bin/bash"].find((candidate) => existsSync(candidate));
  if (path !== undefined) return path;
  throw new SandboxFailed(
    "this process has descriptors that children would inherit, and there is no bash to close them with",
    {
      fix: "install bash, or start Sallyport without inherited descriptors",
    },
  );
}
