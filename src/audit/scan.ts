import { readLines } from "./lines.ts";
import { genesis, maxLineBytes, readPlace } from "./record.ts";
import { GrowingTree, type Hash, leafHashPrefixed } from "./tree.ts";

/** What is wrong with a log, and the first record it is wrong with, which is on line `index + 1` of the record file. */
export interface Problem {
  readonly index: number;
  readonly what: string;
}

/** What reading the whole record file found. */
export interface Scan {
  readonly tree: GrowingTree;
  /** Leaf hash of the last record in hex; the `prev` of the next. */
  readonly head: string;
  /** The bytes behind the last complete line, if there are any. */
  readonly torn?: { readonly offset: number; readonly bytes: Buffer };
  readonly problem?: Problem;
  /** Set when the problem lies with the last record or the one before it: the leaf hash that the last one claims for that. */
  readonly claimed?: Hash;
  /** How the log was when it had `checkpointSize` records, and the offset of the next; absent when it never had as many. */
  readonly atCheckpoint?: { readonly size: number; readonly root: Hash; readonly offset: number };
}

/** What to watch for while scanning. */
export interface ScanOptions {
  readonly checkpointSize?: number;
  readonly onProgress?: (records: number) => void;
  readonly onLeaf?: (leaf: Hash, line: Buffer, index: number) => void;
}

/** Checks the chain of every record and grows the tree over them. Reading errors reject; a missing file is an empty log. */
export async function scanRecords(path: string, options: ScanOptions = {}): Promise<Scan> {
  const tree = new GrowingTree();
  let head = genesis;
  let broken: { readonly at: number; readonly leaf: string; readonly claimed: string } | undefined;
  let problem: Problem | undefined;
  let torn: Scan["torn"];
  let atCheckpoint: Scan["atCheckpoint"] =
    options.checkpointSize === 0 ? { size: 0, root: tree.root(), offset: 0 } : undefined;
  for await (const lines of readLinesIfAny(path)) {
    for (const { bytes, complete, offset, prefixed } of lines) {
      if (!complete) {
        torn = { offset, bytes: Buffer.from(bytes) };
        break;
      }
      const place = readPlace(bytes);
      const index = tree.size;
      if (bytes.length > maxLineBytes) problem = { index, what: `the line is longer than ${maxLineBytes} bytes` };
      else if (place === undefined) problem = { index, what: "the line has not the form of a record" };
      else if (place.index !== index) problem = { index, what: `the record says it is number ${place.index}` };
      const leaf = leafHashPrefixed(prefixed);
      const leafHex = leaf.toString("hex");
      if (problem === undefined && place !== undefined) {
        if (broken !== undefined) {
          // The record behind the break vouches for the broken one: then the one before it was changed.
          problem = place.prev === broken.leaf ? changed(broken.at - 1) : changed(broken.at);
        } else if (place.prev !== head) {
          if (index === 0) problem = changed(0);
          else broken = { at: index, leaf: leafHex, claimed: place.prev };
        }
      }
      if (problem !== undefined) return { tree, head, problem, ...(atCheckpoint && { atCheckpoint }) };
      head = leafHex;
      tree.append(leaf);
      options.onLeaf?.(leaf, bytes, index);
      if (tree.size === options.checkpointSize) {
        atCheckpoint = { size: tree.size, root: tree.root(), offset: offset + bytes.length + 1 };
      }
    }
    options.onProgress?.(tree.size);
  }
  if (broken !== undefined) problem = changed(broken.at);
  return {
    tree,
    head,
    ...(torn && { torn }),
    ...(problem && { problem }),
    ...(broken && { claimed: Buffer.from(broken.claimed, "hex") }),
    ...(atCheckpoint && { atCheckpoint }),
  };
}

function changed(index: number): Problem {
  return { index, what: "the record was changed: its hash is not the one that the chain holds" };
}

async function* readLinesIfAny(path: string): ReturnType<typeof readLines> {
  try {
    yield* readLines(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}
