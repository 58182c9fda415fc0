import { hash } from "node:crypto";
import { open, readdir, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { type Disk, syncDirectory } from "./disk.ts";
import type { LogPaths } from "./files.ts";
import { tailLog } from "./query.ts";
import type { AuditEntry } from "./record.ts";
import type { Scan } from "./scan.ts";

const pending = /^(torn-[0-9a-f]{64})\.pending$/;

/** Takes the bytes behind the last whole record out of the record file; they stay, pending, in a file of their own. */
export async function setAside(
  directory: string,
  paths: LogPaths,
  { bytes, offset }: NonNullable<Scan["torn"]>,
  disk: Disk,
): Promise<void> {
  await disk.replace(join(directory, `torn-${hash("sha256", bytes, "hex")}.pending`), bytes);
  await using file = await open(paths.records, "r+");
  await file.truncate(offset);
  await file.sync();
}

/**
 * Writes the records behind the last checkpoint once more. After a sync that failed, memory may show what the disk never
 * got; only bytes that are written again are sure to be synced.
 */
export async function writeAgain(paths: LogPaths, offset: number): Promise<void> {
  await using file = await open(paths.records, "r+");
  const { size } = await file.stat();
  const bytes = Buffer.alloc(size - offset);
  await file.read(bytes, 0, bytes.length, offset);
  for (let at = 0; at < bytes.length; )
    at += (await file.write(bytes, at, bytes.length - at, offset + at)).bytesWritten;
  await file.datasync();
}

/** Puts on record what was set aside, by this start or by one that crashed before it could. */
export async function recordRepairs(directory: string, append: (entry: AuditEntry) => Promise<unknown>): Promise<void> {
  const names = (await readdir(directory)).filter((name) => pending.test(name));
  const recorded = (await tailLog(directory, names.length)).map(({ body }) => body["sha256"]);
  for (const name of names) {
    const file = name.replace(pending, "$1");
    const bytes = await readFile(join(directory, name));
    const sha256 = hash("sha256", bytes, "hex");
    if (!recorded.includes(sha256)) {
      await append({ kind: "lifecycle", body: { event: "tail-repaired", bytes: bytes.length, sha256, file } });
    }
    await rename(join(directory, name), join(directory, file));
  }
  if (names.length > 0) await syncDirectory(directory);
}
