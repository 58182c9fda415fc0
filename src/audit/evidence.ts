import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { realDisk } from "./disk.ts";
import { RangeReader } from "./range.ts";
import { receipts } from "./receipt.ts";
import { type AuditRecord, recordLine } from "./record.ts";

/**
 * Copies records of the log in a directory into another one (0700), for whoever looks into it later: `records.jsonl` with
 * their exact lines, and the receipt of each, which can be checked without the log (all 0600). Copying again replaces.
 * @throws {ProofMalformed} when the log is damaged; the records are then copied all the same.
 */
export async function copyEvidence(directory: string, target: string, indices: readonly number[]): Promise<number> {
  const reader = new RangeReader(directory);
  const found: AuditRecord[] = [];
  for (const index of [...new Set(indices)].sort((a, b) => a - b)) found.push(...(await reader.read(index, 1)));
  await mkdir(target, { recursive: true, mode: 0o700 });
  await realDisk.replace(join(target, "records.jsonl"), found.map((record) => `${recordLine(record)}\n`).join(""));
  const made = await receipts(
    directory,
    found.map(({ index }) => index),
  );
  for (const [index, text] of made) await realDisk.replace(join(target, `receipt-${index}.txt`), text);
  return found.length;
}
