import { canonicalJson, type JsonObject } from "../decision/index.ts";

/** What can be put on record. */
export type RecordKind =
  | "decision"
  | "outcome"
  | "egress"
  | "approval"
  | "judgement"
  | "redaction"
  | "finding"
  | "incident"
  | "lifecycle"
  | "config";

/** Something to put on record. */
export interface AuditEntry {
  readonly kind: RecordKind;
  readonly body: JsonObject;
}

/** One line of the log. `time` is RFC 3339 UTC; `prev` is the leaf hash of the line before, in hex. */
export interface AuditRecord extends AuditEntry {
  readonly v: 1;
  readonly index: number;
  readonly time: string;
  readonly prev: string;
}

/** `prev` of the first record. */
export const genesis: string = "0".repeat(64);

/** Records written and signed together at most, and so the most that a crash can leave behind the last checkpoint. */
export const maxGroup = 256;

/** The longest line in bytes, as C2SP tlog-tiles bounds an entry. */
export const maxLineBytes = 65_535;

/** The exact bytes of a record, without the line feed: RFC 8785 text, which is also the leaf of the Merkle tree. */
export function recordLine(record: AuditRecord): string {
  return canonicalJson(record);
}

/** What a line says of its own place in the chain; `undefined` when it has not the form of a record. */
export function readPlace(line: Buffer): { readonly index: number; readonly prev: string } | undefined {
  // Canonical JSON sorts members, so these follow the body and end the line.
  const end = line.toString("latin1", Math.max(0, line.length - longestEnd));
  const start = end.lastIndexOf(',"index":');
  if (start < 0 || line[0] !== openingBrace) return undefined;
  const match = placePattern.exec(end.slice(start));
  return match === null ? undefined : { index: Number(match[1]), prev: match[2] as string };
}

const openingBrace = 0x7b;
const longestEnd = 200;
const placePattern =
  /^,"index":(0|[1-9]\d{0,15}),"kind":"[a-z]{1,20}","prev":"([0-9a-f]{64})","time":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z","v":1}$/;
