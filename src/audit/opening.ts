import { readFileSync, statSync } from "node:fs";
import { AuditTampered } from "../errors.ts";
import { checkpointText, readCheckpoint } from "./checkpoint.ts";
import type { Disk } from "./disk.ts";
import type { LogPaths } from "./files.ts";
import { loadSigningKey, newSigningKey, storeSigningKey } from "./key.ts";
import { type NoteSigner, noteSigner } from "./note.ts";
import { maxGroup } from "./record.ts";
import { type Scan, scanRecords } from "./scan.ts";
import { emptyRoot } from "./tree.ts";
import { checkpointProblem, readSignedCheckpoint, tooManyUnsigned } from "./verify.ts";

/**
 * The signer of a log; a log that has neither key nor records is begun.
 * @throws {AuditTampered} when the key of a log that has records is missing.
 */
export async function openSigner(paths: LogPaths, keyFile: string, origin: string, disk: Disk): Promise<NoteSigner> {
  const known = loadSigningKey(keyFile);
  if (known !== undefined) return noteSigner(origin, known);
  if (!isBlank(paths)) {
    throw new AuditTampered(`the signing key ${keyFile} of the audit log is missing`, {
      fix: "restore it from a backup, or move the log away as evidence and begin a new one",
    });
  }
  const key = newSigningKey();
  const signer = noteSigner(origin, key);
  await disk.replace(paths.records, "");
  await disk.replace(paths.vkey, `${signer.vkey}\n`);
  await disk.replace(paths.checkpoint, signer.sign(checkpointText({ origin, size: 0, root: emptyRoot })));
  // INVARIANT: the key is stored last, so that a key without its log shows that the log was taken away.
  await storeSigningKey(keyFile, key, disk);
  return signer;
}

/** Reads and verifies the log for its writer. @throws {AuditTampered} when it is not what was signed. */
export async function scanForWriting(
  paths: LogPaths,
  vkey: string,
): Promise<Scan & Required<Pick<Scan, "atCheckpoint">>> {
  const signed = await readSignedCheckpoint(paths, vkey);
  const checkpointSize = "size" in signed ? signed.size : 0;
  const scan = await scanRecords(paths.records, { checkpointSize });
  const problem = scan.problem ?? checkpointProblem(signed, scan);
  const unsigned = scan.tree.size - checkpointSize;
  const { atCheckpoint } = scan;
  if (problem === undefined && atCheckpoint !== undefined && unsigned <= maxGroup) return { ...scan, atCheckpoint };
  const { index, what } = problem ?? tooManyUnsigned(checkpointSize, scan.tree.size);
  throw new AuditTampered(`record ${index} of the audit log: ${what}`, {
    fix: "see `sallyport audit verify`; keep the log and its key as evidence, move both away, then start again",
  });
}

/** True for a log that nothing was ever recorded in, whose start may have been cut short. */
function isBlank(paths: LogPaths): boolean {
  if ((statSync(paths.records, { throwIfNoEntry: false })?.size ?? 0) > 0) return false;
  if (statSync(paths.checkpoint, { throwIfNoEntry: false }) === undefined) return true;
  return readCheckpoint(readFileSync(paths.checkpoint, "utf8"))?.size === 0;
}
