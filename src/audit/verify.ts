import { readFile } from "node:fs/promises";
import { type Checkpoint, readCheckpoint } from "./checkpoint.ts";
import { logPaths } from "./files.ts";
import { noteVerifier } from "./note.ts";
import { type Problem, type Scan, scanRecords } from "./scan.ts";
import { type Hash, treeRoot } from "./tree.ts";

/** What verifying a log found; `records` were read, `signed` of them stand under the checkpoint. */
export interface Verification {
  readonly ok: boolean;
  readonly records: number;
  readonly signed: number;
  readonly root: string;
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
  const signed = await readSignedCheckpoint(paths, options.vkey);
  const scan = await scanRecords(paths.records, {
    ...("size" in signed && { checkpointSize: signed.size }),
    ...(options.onProgress && { onProgress: options.onProgress }),
  });
  const problem =
    (await settleDoubt(paths.records, scan, signed)) ??
    tornProblem(scan.torn, scan.tree.size) ??
    checkpointProblem(signed, scan.tree.size, scan.rootAtCheckpoint);
  return {
    ok: problem === undefined,
    records: scan.tree.size,
    signed: "size" in signed ? signed.size : 0,
    root: scan.tree.root().toString("hex"),
    ...(problem && { problem }),
  };
}

/** The checkpoint of a log, or what is wrong with it. */
export async function readSignedCheckpoint(
  paths: { readonly checkpoint: string; readonly vkey: string },
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
    return { what: "the log is signed with another key than the trusted one" };
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
  const leaves: Hash[] = [];
  await scanRecords(path, { onLeaf: (leaf) => leaves.push(leaf) });
  const intended = treeRoot(leaves.with(problem.index - 1, claimed));
  return intended.equals(signed.root) ? { ...problem, index: problem.index - 1 } : problem;
}

function tornProblem(torn: object | undefined, records: number): Problem | undefined {
  return torn && { index: records, what: "the last line is incomplete" };
}

function checkpointProblem(
  signed: Checkpoint | { what: string },
  records: number,
  root: Buffer | undefined,
): Problem | undefined {
  if ("what" in signed) return { index: records, what: signed.what };
  if (root === undefined)
    return {
      index: records,
      what: `records are missing: the checkpoint counts ${signed.size}, the log has ${records}`,
    };
  if (root.equals(signed.root)) return undefined;
  return { index: Math.max(0, signed.size - 1), what: "the records are not those of the signed checkpoint" };
}
