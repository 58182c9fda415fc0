import { hash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Checkpoint, readCheckpoint } from "./checkpoint.ts";
import { type LogPaths, logPaths } from "./files.ts";
import { noteVerifier } from "./note.ts";
import { maxGroup } from "./record.ts";
import { type Problem, type Scan, scanRecords } from "./scan.ts";
import { GrowingTree } from "./tree.ts";

/** What verifying a log found; `records` were read, `signed` of them stand under the checkpoint. */
export interface Verification {
  readonly ok: boolean;
  readonly records: number;
  readonly signed: number;
  readonly root: string;
  /** Bytes of a record that is being written, or whose writer crashed; never part of what was acknowledged. */
  readonly unfinished: number;
  readonly problem?: Problem;
}

/** How to verify. */
export interface VerifyOptions {
  /** The key to trust; default: the one beside the log, which only shows that log and checkpoint belong together. */
  readonly vkey?: string;
  readonly onProgress?: (records: number) => void;
}

/** Checks chain, tree and checkpoint of the log in a directory; names the first bad record. Reading errors reject. */
export async function verifyLog(directory: string, options: VerifyOptions = {}): Promise<Verification> {
  const paths = logPaths(directory);
  // Before the records: a writer may be at work, and then these only grow.
  const signed = await readSignedCheckpoint(paths, options.vkey);
  const scan = await scanRecords(paths.records, {
    ...("size" in signed && { checkpointSize: signed.size }),
    ...(options.onProgress && { onProgress: options.onProgress }),
  });
  const problem =
    (await settleDoubt(paths.records, scan, signed)) ??
    checkpointProblem(signed, scan) ??
    ("size" in signed ? await unsignedProblem(paths, signed, scan.tree.size) : undefined) ??
    (await tornProblem(directory, scan.tree.size));
  return {
    ok: problem === undefined,
    records: scan.tree.size,
    signed: "size" in signed ? signed.size : 0,
    root: scan.tree.root().toString("hex"),
    unfinished: scan.torn?.bytes.length ?? 0,
    ...(problem && { problem }),
  };
}

/** The checkpoint of a log, or what is wrong with it. */
export async function readSignedCheckpoint(
  paths: Pick<LogPaths, "checkpoint" | "vkey">,
  trusted?: string,
): Promise<Checkpoint | { readonly what: string }> {
  let note: string;
  let vkey: string;
  try {
    [note, vkey] = await Promise.all([readStrictly(paths.checkpoint), readStrictly(paths.vkey)]);
  } catch (error) {
    return { what: `the checkpoint cannot be read: ${(error as Error).message}` };
  }
  if (trusted !== undefined && vkey !== `${trusted}\n`)
    return { what: "the log is signed with another key, or under another origin, than the trusted one" };
  if (!vkey.endsWith("\n")) return { what: "the verifier key beside the log was changed" };
  try {
    const verifier = noteVerifier(vkey.slice(0, -1));
    const text = verifier.verify(note)?.text;
    const checkpoint = text === undefined ? undefined : readCheckpoint(text);
    if (checkpoint?.origin === verifier.name) return checkpoint;
    return { what: "the signature of the checkpoint does not verify" };
  } catch (error) {
    return { what: (error as Error).message };
  }
}

/** How the records differ from those that were signed, if they do. */
export function checkpointProblem(signed: Checkpoint | { readonly what: string }, scan: Scan): Problem | undefined {
  const index = scan.tree.size;
  if ("what" in signed) return { index, what: signed.what };
  if (scan.atCheckpoint === undefined)
    return { index, what: `records are missing: the checkpoint counts ${signed.size}, the log has ${index}` };
  if (scan.atCheckpoint.root.equals(signed.root)) return undefined;
  return { index: Math.max(0, signed.size - 1), what: "the records are not those of the signed checkpoint" };
}

/** A crash leaves one group unsigned; more are the sign of an older checkpoint, unless a writer has been at work. */
async function unsignedProblem(paths: LogPaths, signed: Checkpoint, records: number): Promise<Problem | undefined> {
  if (records - signed.size <= maxGroup) return undefined;
  const now = await readSignedCheckpoint(paths);
  return "size" in now && now.size > signed.size ? undefined : tooManyUnsigned(signed.size, records);
}

/** The problem of a log whose checkpoint is too old for its records. */
export function tooManyUnsigned(signed: number, records: number): Problem {
  return { index: signed, what: `${records - signed} records stand behind the checkpoint: it is not the newest` };
}

/** Text of a UTF-8 file; bytes that are no UTF-8 are an error, so that every byte counts. */
async function readStrictly(path: string): Promise<string> {
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(await readFile(path));
}

/** Which of the last two records was changed: the checkpoint vouches for the last one if its claim leads to the signed root. */
async function settleDoubt(
  path: string,
  { problem, claimed }: Scan,
  signed: Checkpoint | object,
): Promise<Problem | undefined> {
  if (problem === undefined || claimed === undefined || !("root" in signed)) return problem;
  const doubtful = problem.index - 1;
  const intended = new GrowingTree();
  await scanRecords(path, { onLeaf: (leaf) => intended.append(intended.size === doubtful ? claimed : leaf) });
  return intended.root().equals(signed.root) ? { ...problem, index: doubtful } : problem;
}

/** Bytes that were set aside are named by their digest. */
async function tornProblem(directory: string, index: number): Promise<Problem | undefined> {
  for (const name of await readdir(directory)) {
    const digest = /^torn-([0-9a-f]{64})$/.exec(name)?.[1];
    if (digest !== undefined && hash("sha256", await readFile(join(directory, name)), "hex") !== digest)
      return { index, what: `${name} was changed: these are not the bytes that were set aside` };
  }
  return undefined;
}
