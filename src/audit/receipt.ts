import { readFile } from "node:fs/promises";
import { ProofMalformed } from "../errors.ts";
import { readCheckpoint } from "./checkpoint.ts";
import { logPaths } from "./files.ts";
import { noteVerifier } from "./note.ts";
import { GrowingProof, verifyInclusion } from "./proof.ts";
import { scanRecords } from "./scan.ts";
import { type Hash, leafHash } from "./tree.ts";

const header = "c2sp.org/tlog-proof@v1";

/**
 * The receipt of one record (C2SP tlog-proof): its inclusion under the newest checkpoint, with the record itself in the
 * `extra` line, so that it can be checked offline with nothing but the public key.
 * @throws {ProofMalformed} when the record is not yet under a checkpoint or the log is damaged.
 */
export async function receipt(directory: string, index: number): Promise<string> {
  return (await receipts(directory, [index])).get(index) as string;
}

/** The receipts of several records under the same checkpoint, by index. Reads the whole log once, keeps none of it. @throws {ProofMalformed} */
export async function receipts(directory: string, indices: readonly number[]): Promise<ReadonlyMap<number, string>> {
  const paths = logPaths(directory);
  const note = await readFile(paths.checkpoint, "utf8");
  const checkpoint = readCheckpoint(note);
  if (checkpoint === undefined) throw damaged("its checkpoint is malformed");
  const wrong = indices.find((index) => !Number.isSafeInteger(index) || index < 0 || index >= checkpoint.size);
  if (wrong !== undefined) {
    throw new ProofMalformed(`there is no record ${wrong} under the checkpoint of ${checkpoint.size} records`, {
      fix: "give the index of a record",
    });
  }
  const proofs = new Map(indices.map((index) => [index, new GrowingProof(index, checkpoint.size)]));
  const records = new Map<number, Buffer>();
  const { problem, atCheckpoint } = await scanRecords(paths.records, {
    checkpointSize: checkpoint.size,
    onLeaf: (leaf, line, at) => {
      for (const proof of proofs.values()) proof.append(leaf);
      if (proofs.has(at)) records.set(at, Buffer.from(line));
    },
  });
  if (problem !== undefined) throw damaged(problem.what);
  if (records.size < proofs.size || atCheckpoint?.root.equals(checkpoint.root) !== true)
    throw damaged("its records are not those that were signed");
  const texts = [...proofs].map(([index, proof]): [number, string] => {
    const hashes = proof.hashes().map((sibling) => `${sibling.toString("base64")}\n`);
    const record = records.get(index)?.toString("base64");
    return [index, `${header}\nextra ${record}\nindex ${index}\n${hashes.join("")}\n${note}`];
  });
  return new Map(texts);
}

function damaged(what: string): ProofMalformed {
  return new ProofMalformed(`the log is damaged: ${what}`, { fix: "see `sallyport audit verify`" });
}

/** What a receipt shows when it is good. */
export interface ReceiptCheck {
  readonly ok: boolean;
  readonly what: string;
  readonly index?: number;
  /** The record's exact line. */
  readonly record?: string;
}

/** Checks a receipt against the public key of the log; needs no log. */
export function verifyReceipt(text: string, vkey: string): ReceiptCheck {
  const parts = splitReceipt(text);
  if (parts === undefined) return { ok: false, what: "this is not a receipt" };
  const verifier = noteVerifier(vkey);
  const signed = verifier.verify(parts.note);
  const checkpoint = signed && readCheckpoint(signed.text);
  if (checkpoint === undefined || checkpoint.origin !== verifier.name) {
    return { ok: false, what: "the checkpoint is not signed by this key" };
  }
  const leaf = leafHash(parts.record);
  if (!verifyInclusion(BigInt(parts.index), BigInt(checkpoint.size), leaf, parts.proof, checkpoint.root)) {
    return { ok: false, what: "the proof does not lead from the record to the signed root" };
  }
  const what = `record ${parts.index} of ${checkpoint.size} in ${checkpoint.origin}`;
  return { ok: true, what, index: parts.index, record: parts.record.toString("utf8") };
}

interface ReceiptParts {
  readonly record: Buffer;
  readonly index: number;
  readonly proof: readonly Hash[];
  readonly note: string;
}

function splitReceipt(text: string): ReceiptParts | undefined {
  const end = text.indexOf("\n\n");
  if (end < 0) return undefined;
  const [first, extra, index, ...hashes] = text.slice(0, end).split("\n");
  const record = strictBase64(/^extra (\S+)$/.exec(extra ?? "")?.[1]);
  const number = /^index (0|[1-9]\d{0,15})$/.exec(index ?? "")?.[1];
  const proof = hashes.map(strictBase64);
  if (first !== header || record === undefined || number === undefined) return undefined;
  if (proof.length > 63 || proof.some((hash) => hash?.length !== 32)) return undefined;
  return { record, index: Number(number), proof: proof as Hash[], note: text.slice(end + 2) };
}

function strictBase64(text: string | undefined): Buffer | undefined {
  const bytes = Buffer.from(text ?? "", "base64");
  return text !== undefined && bytes.toString("base64") === text ? bytes : undefined;
}
