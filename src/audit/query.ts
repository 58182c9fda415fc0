import { watch } from "node:fs/promises";
import { logPaths } from "./files.ts";
import { readLines } from "./lines.ts";
import type { AuditRecord, RecordKind } from "./record.ts";

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
}

/** The records that match, oldest first, without verifying them. Lines that are no record are passed over. */
export async function* queryLog(directory: string, query: Query = {}): AsyncGenerator<AuditRecord> {
  for await (const { record } of readRecords(directory, 0)) if (matches(record, query)) yield record;
}

/** The last `count` records that match, oldest first. */
export async function tailLog(directory: string, count: number, query: Query = {}): Promise<readonly AuditRecord[]> {
  const last: AuditRecord[] = [];
  for await (const record of queryLog(directory, query)) {
    last.push(record);
    if (last.length > count) last.shift();
  }
  return last;
}

/** Every record that matches and is appended from now on, until the signal aborts. */
export async function* followLog(directory: string, query: Query, signal: AbortSignal): AsyncGenerator<AuditRecord> {
  let offset = 0;
  for await (const { end } of readRecords(directory, 0)) offset = end;
  try {
    for await (const _ of watch(directory, { signal })) {
      for await (const { record, end } of readRecords(directory, offset)) {
        offset = end;
        if (matches(record, query)) yield record;
      }
    }
  } catch (error) {
    if ((error as Error).name !== "AbortError") throw error;
  }
}

async function* readRecords(directory: string, from: number): AsyncGenerator<{ record: AuditRecord; end: number }> {
  for await (const lines of readLines(logPaths(directory).records, from)) {
    for (const { bytes, complete, offset } of lines) {
      const record = complete ? parseRecord(bytes) : undefined;
      if (record !== undefined) yield { record, end: offset + bytes.length + 1 };
    }
  }
}

function parseRecord(bytes: Buffer): AuditRecord | undefined {
  try {
    const value: unknown = JSON.parse(bytes.toString("utf8"));
    return typeof value === "object" && value !== null && "kind" in value && "body" in value
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
