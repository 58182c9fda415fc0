import type { PolicyName } from "./policies.ts";

/** One command under one policy, and whether it may be allowed there. */
export interface Row {
  readonly id: string;
  /** Class of trick; of a harmless command, the class it is the twin of, or `daily`. */
  readonly class: string;
  readonly command: string;
  readonly policy: PolicyName;
  readonly expect: "allowed" | "not-allowed";
  /** True when running it in a sandbox shows an effect that the policy does not grant. */
  readonly runs?: boolean;
}

/** An attack or a harmless command, before it has a number. */
export type Entry = Omit<Row, "id" | "class">;

/** An attack whose effect a sandbox shows. */
export function shown(policy: PolicyName, command: string): Entry {
  return { command, policy, expect: "not-allowed", runs: true };
}

/** An attack that needs what no sandbox has: another shell, a network, a daemon, a person who reads. */
export function told(policy: PolicyName, command: string): Entry {
  return { command, policy, expect: "not-allowed" };
}

/** Harmless commands under one policy. */
export function harmless(policy: PolicyName, commands: readonly string[]): readonly Entry[] {
  return commands.map((command) => ({ command, policy, expect: "allowed" }));
}

/** Numbers the rows of each class. */
export function numbered(classes: Readonly<Record<string, readonly Entry[]>>, prefix = ""): readonly Row[] {
  return Object.entries(classes).flatMap(([name, entries]) =>
    entries.map((entry, index) => ({ id: `${prefix}${name}-${index + 1}`, class: name, ...entry })),
  );
}
