import type { AuditRecord } from "../audit/index.ts";
import type { Finding } from "./seam.ts";

/** How many denials of one session, in how many milliseconds, make a finding. */
export interface BurstLimits {
  readonly denials: number;
  readonly window: number;
}

const maxSessions = 4_096;

/** Sees the records go by and finds a session that is denied again and again. */
export class DenialBurst {
  readonly #limits: BurstLimits;
  readonly #times = new Map<string, { readonly time: number; readonly index: number }[]>();

  constructor(limits: BurstLimits) {
    this.#limits = limits;
  }

  /** The finding that this record completes, if it does. */
  see(record: AuditRecord): Finding | undefined {
    if (record.kind !== "decision" || record.body["effect"] !== "deny") return undefined;
    const subject = subjectOf(record);
    if (subject === undefined) return undefined;
    const key = JSON.stringify(subject);
    const time = Date.parse(record.time);
    const recent = (this.#times.get(key) ?? []).filter((seen) => time - seen.time < this.#limits.window);
    recent.push({ time, index: record.index });
    this.#remember(key, recent);
    if (recent.length < this.#limits.denials) return undefined;
    this.#times.delete(key);
    return {
      rule: "denial.burst",
      severity: "high",
      message: `${recent.length} denials in one session within ${this.#limits.window / 1000} s`,
      ...subject,
      evidence: recent.map(({ index }) => index),
    };
  }

  #remember(key: string, recent: { time: number; index: number }[]): void {
    this.#times.delete(key);
    this.#times.set(key, recent);
    const oldest = this.#times.keys().next();
    if (this.#times.size > maxSessions && !oldest.done) this.#times.delete(oldest.value);
  }
}

function subjectOf(record: AuditRecord): { agent: string; session: string } | undefined {
  const request = record.body["request"] as { subject?: { id?: unknown; session?: unknown } } | undefined;
  const { id, session } = request?.subject ?? {};
  return typeof id === "string" && typeof session === "string" ? { agent: id, session } : undefined;
}
