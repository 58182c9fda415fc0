import { hash } from "node:crypto";
import type { Decision, JsonObject } from "../decision/index.ts";
import type { AuditEntry } from "./record.ts";
import { recordable } from "./recordable.ts";

/** What happened after a permit was given. */
export interface Outcome {
  readonly evaluation: string;
  readonly disposition: "completed" | "failed";
  readonly detail: Readonly<Record<string, string | number | boolean>>;
  /** What the effect gave back; only its digest and length are recorded. */
  readonly output: string;
}

/** The write-ahead record of a decision, whatever it was asked about; the log shortens it, after redaction. */
export function decisionEntry(decision: Decision): AuditEntry {
  return { kind: "decision", body: recordable(decision) as JsonObject };
}

/** The record of an outcome, which names the evaluation that permitted it. */
export function outcomeEntry({ evaluation, disposition, detail, output }: Outcome): AuditEntry {
  const digest = { sha256: hash("sha256", output, "hex"), bytes: Buffer.byteLength(output) };
  return { kind: "outcome", body: recordable({ evaluation, disposition, detail, output: digest }) as JsonObject };
}
