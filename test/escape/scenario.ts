import { callTables } from "../../src/sandbox/filter/system-calls.ts";
import type { SandboxSpec } from "../../src/sandbox/spec.ts";
import type { World } from "./world.ts";

/** What an escape is after. */
export type Group = "reads" | "writes" | "privileges" | "processes" | "reaching" | "terminal" | "limits" | "detection";

/**
 * One way out, as data that any back end can be put to: a bash script that prints ESCAPED where it got out. It has the
 * variables of the world, and its directory is the workspace.
 */
export interface Scenario {
  readonly id: string;
  readonly group: Group;
  /** What nobody does, as the rest of a sentence. */
  readonly title: string;
  readonly script: string;
  /** Where the evidence is on the host rather than in what the script says; looked for when the command has ended. */
  readonly escaped?: (world: World, outcome: Outcome) => boolean;
  /** Milliseconds after its end in which the evidence may appear. */
  readonly lingers?: number;
  readonly prepare?: (world: World) => void | Promise<void>;
  /** Beneath the workspace. */
  readonly denied?: readonly string[];
  /** Beside the workspace, shown read-only. */
  readonly shown?: readonly string[];
  readonly limits?: Partial<SandboxSpec>;
  /**
   * Whom it works for without a sandbox: everybody when absent. What works for nobody here proves less: it says why, is
   * tried in the sandbox alone, and does not count.
   */
  readonly unconfined?: "root" | { readonly never: string };
  /** Nobody else can be told of it: it takes control groups. */
  readonly onlyRoot?: true;
  /** The script may be ended before its last line. */
  readonly dies?: true;
  /** What is no escape, and must work: it prints WORKS. */
  readonly twin?: string;
}

/** How a script ended. */
export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  /** Bytes that were kept. */
  readonly kept: number;
  /** Names of what was found out about it; nothing finds anything out without a sandbox. */
  readonly findings: readonly string[];
  /** It was not run: a decision was against it. */
  readonly refused?: boolean;
}

/** Of a group, without saying so each time. */
export function scenarios(group: Group, list: readonly Omit<Scenario, "group">[]): readonly Scenario[] {
  return list.map((scenario) => ({ ...scenario, group }));
}

/** Calls that the filter does not judge, and scenarios make. */
const others: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  x64: { mq_open: 240, mq_unlink: 241, memfd_create: 319, pidfd_open: 434, pidfd_send_signal: 424, setxattr: 188 },
  arm64: { mq_open: 180, mq_unlink: 181, memfd_create: 279, pidfd_open: 434, pidfd_send_signal: 424, setxattr: 5 },
};

/** The number of a system call on this machine. */
export function numberOf(call: string): number {
  const number = callTables[process.arch]?.calls[call] ?? others[process.arch]?.[call];
  if (number === undefined) throw new TypeError(`${call} has no number on ${process.arch}`);
  return number;
}

/**
 * Makes one raw system call. Anything but a refusal (EPERM, EACCES, or ENOSYS and EOPNOTSUPP as for what does not
 * exist) shows that the kernel took it up, even if it then found its arguments wrong.
 */
export function call(name: string, ...args: readonly (number | string)[]): string {
  return `perl -e 'my $root = "/"; my $zero = "\\0" x 128; $! = 0; my $r = syscall(${[numberOf(name), ...args].join(", ")}); ${verdict}'`;
}

/** Perl that tells how \`$r\`, the result of a call, is to be taken. */
export const verdict = `print(($r < 0 && ($! == 1 || $! == 13 || $! == 38 || $! == 95)) ? "refused\\n" : "ESCAPED $r $!\\n")`;
