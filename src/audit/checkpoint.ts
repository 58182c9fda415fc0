import type { Hash } from "./tree.ts";

/** What a log says of itself: its identity, how many records it has, and the root over them (C2SP tlog-checkpoint). */
export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Hash;
}

/** The text of a checkpoint, to be signed as a note. */
export function checkpointText({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${root.toString("base64")}\n`;
}

/** Reads the text of a checkpoint; extension lines are ignored. `undefined` when it is malformed. */
export function readCheckpoint(text: string): Checkpoint | undefined {
  const [origin, size, root] = text.split("\n");
  if (origin === undefined || origin === "" || !/^(0|[1-9]\d{0,15})$/.test(size ?? "")) return undefined;
  const hash = Buffer.from(root ?? "", "base64");
  if (hash.length !== 32 || hash.toString("base64") !== root) return undefined;
  return { origin, size: Number(size), root: hash };
}
