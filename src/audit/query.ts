import { open, watch } from "node:fs/promises";
import { logPaths } from "./files.ts";
import { readLines } from "./lines.ts";
import { type AuditRecord, maxLineBytes, type RecordKind } from "./record.ts";

/** Which records to give; an absent part matches all. Times are RFC 3339. */
export interface Query {
  readonly kind?: RecordKind;
  readonly effect?: string;
  readonly agent?: string;
  readonly session?: string;
  readonly principal?: string;
  readonly tool?: string;
  /** The evaluation that a decision is and an outcome belongs to. */
  readonly evaluation?: string;
  readonly since?: string;
  readonly until?: string;
  /** Ends after as many records. */
  readonly limit?: number;
}

/** The records that match, oldest first, without verifying them. Lines that are no record are passed over. */
export async function* queryLog(directory: string, query: Query = {}): AsyncGenerator<AuditRecord> {
  let left = query.limit ?? Number.POSITIVE_INFINITY;
  if (left <= 0) return;
  for await (const { record } of readRecords(directory, 0)) {
    if (!matches(record, query)) continue;
    yield record;
    if (--left <= 0) return;
  }
}

/** The last `count` records that match, oldest first; reads no more of the log than it needs. */
export async function tailLog(directory: string, count: number, query: Query = {}): Promise<readonly AuditRecord[]> {
  if (count <= 0) return [];
  const size = await fileSize(logPaths(directory).records);
  for (let window = count * 2_048; ; window *= 8) {
    const from = Math.max(0, size - window);
    const last: AuditRecord[] = [];
    for await (const { record, start } of readRecords(directory, from)) {
      // What a window begins with may be the rest of a line.
      if ((start > from || from === 0) && matches(record, query)) last.push(record);
      if (last.length > count) last.shift();
    }
    if (last.length === count || from === 0) return last;
  }
}

/** Every record that matches and is appended from now on, until the signal aborts. */
export async function* followLog(directory: string, query: Query, signal: AbortSignal): AsyncGenerator<AuditRecord> {
  const left = new AbortController();
  const changes = watch(directory, { signal: AbortSignal.any([signal, left.signal]) })[Symbol.asyncIterator]();
  // Watched before the end is looked up, so that nothing falls between the two.
  const first = changes.next();
  first.catch(() => {});
  try {
    let offset = await endOfLines(logPaths(directory).records);
    for (let change = await first; change.done !== true; change = await changes.next()) {
      for await (const { record, end } of readRecords(directory, offset)) {
        offset = end;
        if (matches(record, query)) yield record;
      }
    }
  } catch (error) {
    if ((error as Error).name !== "AbortError") throw error;
  } finally {
    left.abort();
  }
}

interface Found {
  readonly record: AuditRecord;
  readonly start: number;
  readonly end: number;
}

async function* readRecords(directory: string, from: number): AsyncGenerator<Found> {
  for await (const lines of readLines(logPaths(directory).records, from)) {
    for (const { bytes, complete, offset } of lines) {
      const record = complete ? parseRecord(bytes) : undefined;
      if (record !== undefined) yield { record, start: offset, end: offset + bytes.length + 1 };
    }
  }
}

/** Where the next line of a log begins. */
async function endOfLines(path: string): Promise<number> {
  let end = Math.max(0, (await fileSize(path)) - maxLineBytes - 1);
  for await (const lines of readLines(path, end)) {
    const last = lines.findLast(({ complete }) => complete);
    if (last !== undefined) end = last.offset + last.bytes.length + 1;
  }
  return end;
}

async function fileSize(path: string): Promise<number> {
  await using file = await open(path, "r");
  return (await file.stat()).size;
}

function parseRecord(bytes: Buffer): AuditRecord | undefined {
  try {
    const value = JSON.parse(bytes.toString("utf8")) as Partial<AuditRecord> | null;
    return typeof value?.kind === "string" && typeof value.body === "object" && value.body !== null
      ? (value as AuditRecord)
      : undefined;
  } catch {
    return undefined;
  }
}

function matches(record: AuditRecord, query: Query): boolean {
  const body = record.body as {
    effect?: string;
    evaluation?: string;
    agent?: string;
    session?: string;
    request?: RequestPart;
  };
  const { subject, action } = body.request ?? {};
  const pairs: readonly [wanted: string | undefined, found: string | undefined][] = [
    [query.kind, record.kind],
    [query.effect, body.effect],
    [query.evaluation, body.evaluation],
    [query.agent, subject?.id ?? body.agent],
    [query.session, subject?.session ?? body.session],
    [query.principal, subject?.principal],
    [query.tool, action?.name],
  ];
  if (!pairs.every(([wanted, found]) => wanted === undefined || wanted === found)) return false;
  const time = Date.parse(record.time);
  return !(time < Date.parse(query.since ?? "")) && !(time > Date.parse(query.until ?? ""));
}

interface RequestPart {
  readonly subject?: { readonly id?: string; readonly session?: string; readonly principal?: string };
  readonly action?: { readonly name?: string };
}
