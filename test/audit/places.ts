import { join } from "node:path";
import { type AuditEntry, AuditLog, type AuditOptions } from "../../src/audit/index.ts";
import { tempDir } from "../fixtures/temp.ts";

/** Where a log of a test lies. */
export interface Place {
  readonly directory: string;
  readonly keyFile: string;
  readonly records: string;
  readonly checkpoint: string;
}

/** A place of the test's own. */
export function place(home: string = tempDir()): Place {
  const directory = join(home, "audit");
  return {
    directory,
    keyFile: join(home, "keys", "audit.pem"),
    records: join(directory, "records.jsonl"),
    checkpoint: join(directory, "checkpoint"),
  };
}

/** Opens the log of a place. */
export function openLog({ directory, keyFile }: Place, more: Partial<AuditOptions> = {}): Promise<AuditLog> {
  return AuditLog.open(directory, { keyFile, ...more });
}

/** A small record. */
export function note(event: string): AuditEntry {
  return { kind: "lifecycle", body: { event } };
}

/** A closed log of `count` small records, begun or gone on with. */
export async function written(count: number, where: Place = place()): Promise<Place & { readonly vkey: string }> {
  const log = await openLog(where);
  await Promise.all(Array.from({ length: count }, (_, i) => log.append(note(`e${i}`))));
  await log.close();
  return { ...where, vkey: log.vkey };
}
