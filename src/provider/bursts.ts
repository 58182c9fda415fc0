import type { AuditRecord } from "../audit/index.ts";
import type { Finding, Severity } from "./seam.ts";

/** Whom something is told of. */
type About = Pick<Finding, "agent" | "session" | "peer">;

/** What makes a finding when records show it often enough. */
interface Watch {
  readonly rule: string;
  readonly severity: Severity;
  readonly what: string;
  /** So many records of one subject within so many milliseconds. */
  readonly times: number;
  readonly within: number;
  /** Whom the record is about, when it counts. */
  sees(record: AuditRecord): About | undefined;
}

/** Addresses that an agent has no reason to try; a refused one is an error, several are a search. */
const notPublic = /^net\.(?:address|internal|metadata|spelling)$/;

const watches: readonly Watch[] = [
  {
    ...{ rule: "denial.burst", severity: "high", what: "denials in one session" },
    ...{ times: 10, within: 60_000 },
    sees: (record) => deniedSubject(record, () => true),
  },
  {
    ...{ rule: "net.probe", severity: "high", what: "refused addresses that are not public, in one session" },
    ...{ times: 5, within: 600_000 },
    sees: (record) => deniedSubject(record, (rule) => notPublic.test(rule)),
  },
  {
    ...{ rule: "dlp.egress", severity: "high", what: "request that would have carried a secret out" },
    ...{ times: 1, within: 60_000 },
    sees: (record) => deniedSubject(record, (rule) => rule === "dlp.egress"),
  },
  {
    // Each lock-out follows on failures in a row; several mean that somebody goes on.
    ...{ rule: "auth.brute-force", severity: "high", what: "lock-outs of one network" },
    ...{ times: 3, within: 900_000 },
    sees({ kind, body: { event, peer } }) {
      const isLockout = kind === "lifecycle" && event === "auth.locked-out" && typeof peer === "string";
      return isLockout ? { agent: "", session: "", peer } : undefined;
    },
  },
];

const mostSubjects = 4_096;

/** Sees the records go by, and finds what is done again and again. */
export class Bursts {
  readonly #times = new Map<string, { readonly time: number; readonly index: number }[]>();

  /** The findings that this record completes. */
  see(record: AuditRecord): readonly Finding[] {
    return watches.flatMap((watch) => this.#look(watch, record) ?? []);
  }

  #look({ rule, severity, what, times, within, sees }: Watch, record: AuditRecord): Finding | undefined {
    const about = sees(record);
    if (about === undefined) return undefined;
    const key = JSON.stringify([rule, about]);
    const time = Date.parse(record.time);
    const recent = (this.#times.get(key) ?? []).filter((seen) => time - seen.time < within);
    recent.push({ time, index: record.index });
    this.#remember(key, recent);
    if (recent.length < times) return undefined;
    this.#times.delete(key);
    const message = times === 1 ? `a ${what}` : `${recent.length} ${what} within ${within / 1_000} s`;
    return { rule, severity, message, ...about, evidence: recent.map(({ index }) => index) };
  }

  #remember(key: string, recent: { time: number; index: number }[]): void {
    this.#times.delete(key);
    this.#times.set(key, recent);
    const oldest = this.#times.keys().next();
    if (this.#times.size > mostSubjects && !oldest.done) this.#times.delete(oldest.value);
  }
}

/** Who was denied, when one of the reasons counts. What is contained is denied already, and nothing new. */
function deniedSubject({ kind, body }: AuditRecord, counts: (rule: string) => boolean): About | undefined {
  if (kind !== "decision" || body["effect"] !== "deny") return undefined;
  const { request, reasons } = body as {
    request?: { subject?: { id?: unknown; session?: unknown }; context?: { ingress?: unknown } };
    reasons?: readonly { rule?: unknown }[];
  };
  // A denial without a reason, such as one out of scope, is a denial all the same.
  const rules = Array.isArray(reasons) && reasons.length > 0 ? reasons.map(({ rule }) => String(rule)) : [""];
  if (rules.some((rule) => rule.startsWith("containment.")) || !rules.some(counts)) return undefined;
  // What others ask about an agent, the agent has not done.
  if (request?.context?.ingress === "authzen") return undefined;
  const { id, session } = request?.subject ?? {};
  return typeof id === "string" && typeof session === "string" ? { agent: id, session } : undefined;
}
