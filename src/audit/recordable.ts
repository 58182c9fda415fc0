import { hash } from "node:crypto";
import type { Json, JsonObject } from "../decision/index.ts";
import { type AuditRecord, maxLineBytes, recordLine } from "./record.ts";

const maxDepth = 32;
const headLength = 200;

/**
 * Any value as JSON that can be recorded: strings longer than `maxString` UTF-16 units become their digest, length and
 * beginning; what JSON cannot carry becomes a string that says what it was. Total, since a decision must be recordable.
 */
export function recordable(value: unknown, maxString: number = Number.POSITIVE_INFINITY, depth = 0): Json {
  switch (typeof value) {
    case "string":
      return shortened(value.toWellFormed(), maxString);
    case "number":
      return Number.isFinite(value) ? value : String(value);
    case "boolean":
      return value;
    case "object":
      if (value === null) return null;
      if (depth >= maxDepth) return "(nested too deeply to record)";
      return Array.isArray(value)
        ? value.map((item) => recordable(item ?? null, maxString, depth + 1))
        : recordableObject(value, maxString, depth);
    default:
      return `(${typeof value})`;
  }
}

function recordableObject(object: object, maxString: number, depth: number): JsonObject {
  const copy: Record<string, Json> = Object.create(null);
  for (const [key, value] of Object.entries(object)) {
    if (value !== undefined) copy[key.toWellFormed()] = recordable(value, maxString, depth + 1);
  }
  return copy;
}

function shortened(text: string, maxString: number): Json {
  if (text.length <= maxString) return text;
  const head = text.slice(0, Math.min(headLength, maxString)).toWellFormed();
  return { sha256: hash("sha256", text, "hex"), bytes: Buffer.byteLength(text), head };
}

/**
 * A record and its line of at most 65 535 bytes: as it is but for strings over 1 KiB, or with digests for more of its
 * strings, or at last saying of its body only whom and what it is about and its digest.
 */
export function fitting(record: AuditRecord): { readonly record: AuditRecord; readonly line: string } {
  for (const maxString of [1024, 128, 16]) {
    // INVARIANT: strings are cut after the sink redacted them, never before: half a secret matches no detector.
    const candidate = { ...record, body: recordable(record.body, maxString) as JsonObject };
    const line = recordLine(candidate);
    if (line.length * 3 <= maxLineBytes || Buffer.byteLength(line) <= maxLineBytes) return { record: candidate, line };
  }
  const whole = JSON.stringify(recordable(record.body));
  const { subject, action } = (record.body["request"] ?? {}) as Partial<Record<"subject" | "action", Json>>;
  const body = {
    ...beginnings(record.body, ["evaluation", "effect", "cause", "disposition", "fingerprint"]),
    request: { subject: beginnings(subject, ["id", "principal", "session"]), action: beginnings(action, ["name"]) },
    shortened: { sha256: hash("sha256", whole, "hex"), bytes: Buffer.byteLength(whole) },
  };
  const shortened = { ...record, body };
  return { record: shortened, line: recordLine(shortened) };
}

/** The members of an object that are strings, cut to their beginning. */
function beginnings(object: unknown, keys: readonly string[]): JsonObject {
  const members = Object(object) as Record<string, unknown>;
  return Object.fromEntries(
    keys.flatMap((key) => {
      const value = members[key];
      return typeof value === "string" ? [[key, value.slice(0, headLength).toWellFormed()]] : [];
    }),
  );
}
