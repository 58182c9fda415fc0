import { spawn } from "node:child_process";
import { SandboxFailed } from "../../errors.ts";
import { Capture } from "../capture.ts";
import { onlyDescriptors } from "../descriptors.ts";
import { trustedProgram } from "../machine.ts";
import type { SandboxSpec } from "../spec.ts";

/** Milliseconds in which an engine has to answer. */
export const patience = 60_000;
/** Bytes kept of what it says. */
const answerBytes = 4 << 20;

/** A container engine, driven by its own command line. */
export interface Engine {
  readonly name: "docker" | "podman";
  /** Where its command line may come from. */
  readonly programs: readonly string[];
  readonly installation: string;
  /** What goes before every subcommand. */
  readonly options: readonly string[];
  /** All that its command line sees of the environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** What its limits bound: the whole tree, or each process. */
  readonly bounds: "tree" | "process";
  /** An image of somebody else's; the programs of the host when absent. */
  readonly image: string | undefined;
  /** Whom what is to be written must belong to, where it may not be this process's user. */
  readonly needsOwner?: number;
  /** Options of a file system in memory that keep it empty at the beginning. */
  readonly plainMemory: readonly string[];
  /** Who a command is inside, and the options that make it so. */
  identify(spec: SandboxSpec): Identity;
  /** The image, or the options that say what else a container is made from; `directory` is empty, and lasts as long as it. */
  makeRoot(identity: Identity, mountPoints: readonly MountPoint[], directory: string): Promise<readonly string[]>;
  /** Fails when the engine does not answer. */
  check(): Promise<void>;
}

/** The account of a command inside. */
export interface Identity {
  readonly uid: number;
  readonly gid: number;
  readonly options: readonly string[];
}

/** A path inside at which something is mounted. */
export interface MountPoint {
  readonly target: string;
  readonly isDirectory: boolean;
}

/** How an engine answered. */
interface Answer {
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Something for the engine's command line to read: descriptor 0, or 3. */
export interface EngineInput {
  readonly stdin?: Uint8Array;
  readonly descriptor?: number;
}

/** The argument vector of a subcommand. @throws {SandboxFailed} when there is no command line that only root can replace. */
export function engineCommand(engine: Engine, args: readonly string[]): readonly [string, ...string[]] {
  const program = trustedProgram(engine.programs);
  if (program === undefined)
    throw new SandboxFailed(`${engine.name} is not installed`, { fix: `install it with: ${engine.installation}` });
  return [program, ...engine.options, ...args];
}

/** Runs a subcommand to its end. */
export function ask(engine: Engine, args: readonly string[], { stdin, descriptor }: EngineInput = {}): Promise<Answer> {
  const [program, ...rest] = engineCommand(engine, args);
  const child = spawn(program, rest, {
    // INVARIANT: an engine obeys its options; no variable turns it to another engine, host or configuration.
    env: engine.environment,
    cwd: "/",
    stdio: onlyDescriptors(["pipe", "pipe", "pipe", ...(descriptor === undefined ? [] : [descriptor])]) as "pipe"[],
    timeout: patience,
    killSignal: "SIGKILL",
  });
  const capture = new Capture(answerBytes);
  const [stdout, stderr] = [capture.follow(child.stdout), capture.follow(child.stderr)];
  // An engine that does not read is judged by how it ends.
  child.stdin.on("error", () => {});
  child.stdin.end(stdin);
  return new Promise((resolve, reject) => {
    child.once("error", (cause) => reject(failed(engine, cause.message)));
    child.once("close", (exit) => resolve({ exit, stdout: stdout(), stderr: stderr() }));
  });
}

/**
 * What the engine printed.
 * @throws {SandboxFailed} in its own words, when it did not do what was asked.
 */
export async function demand(engine: Engine, args: readonly string[], input?: EngineInput): Promise<string> {
  const { exit, stdout, stderr } = await ask(engine, args, input);
  if (exit === 0) return stdout;
  throw failed(engine, exit === null ? `it did not answer within ${patience / 1000} s` : stderr);
}

/** What an engine said, and what mends it. */
const remedies: readonly (readonly [RegExp, string])[] = [
  [
    /permission denied.*(daemon|docker\.sock)/is,
    "let this user use the engine: add it to the group docker, or use podman",
  ],
  [
    /cannot connect to the docker daemon|connection refused|no such file.*docker\.sock/i,
    "start the engine: systemctl start docker",
  ],
  [/no space left on device|disk quota exceeded/i, "free some disk space for the engine"],
  [
    /newuidmap|subuid|insufficient UIDs/i,
    "install uidmap, and give this user ids of its own in /etc/subuid and /etc/subgid",
  ],
  [/cgroups? in hybrid mode/i, "install it with: apt-get install runc"],
];

/** An engine's failure in its own words. */
export function failed(engine: Engine, said: string): SandboxFailed {
  const words = said.trim().split("\n").slice(-3).join(" ").slice(0, 500);
  const fix = remedies.find(([pattern]) => pattern.test(said))?.[1] ?? `see that it works: ${engine.name} info`;
  return new SandboxFailed(`${engine.name} could not do it: ${words || "it said nothing"}`, { fix });
}
