import { setTimeout as sleep } from "node:timers/promises";
import type { AuditEntry } from "../audit/index.ts";
import { isAtLeast, type Naming, severities } from "../incident/index.ts";
import type { Finding, Response, SecurityProvider } from "./seam.ts";

/** What becomes of findings that somebody calls an incident. */
export interface IncidentSink {
  /** Takes the finding on record at `index` into an incident. */
  take(finding: Finding, index: number, naming: Naming): Promise<unknown>;
  /** Counts one that equals one of a moment ago. */
  repeated(finding: Finding): Promise<void>;
  has(playbook: string): boolean;
}

/** Where findings go. */
export interface DeskOptions {
  readonly append: (entry: AuditEntry) => Promise<{ readonly index: number }>;
  /** Who answers a finding, the default provider first. */
  readonly responders: (finding: Finding) => readonly SecurityProvider[];
  readonly incidents: IncidentSink;
  readonly onFault: (provider: string, what: string) => void;
  readonly now: () => number;
  /** Milliseconds that an answer may take. */
  readonly deadline: number;
  /** Milliseconds in which an equal finding is counted but not raised again; default 60000. */
  readonly quiet?: number;
}

const longestTitle = 300;
const mostRemembered = 10_000;

/** Records each finding, then lets the providers respond; what they call an incident is one. */
export class FindingDesk {
  readonly #options: DeskOptions;
  readonly #seen = new Map<string, number>();

  constructor(options: DeskOptions) {
    this.#options = options;
  }

  /** Resolves when the finding, and the incident if there is one, are on record; never rejects. */
  async raise(finding: Finding): Promise<Response | undefined> {
    try {
      if (this.#isRepeat(finding)) {
        await this.#options.incidents.repeated(finding);
        return undefined;
      }
      const { index } = await this.#options.append({
        kind: "finding",
        body: { ...finding, evidence: [...finding.evidence] },
      });
      return await this.#respond(finding, index);
    } catch {
      // The log or the store cannot be written; every decision is a denial by now, and says so.
      return undefined;
    }
  }

  async #respond(finding: Finding, index: number): Promise<Response | undefined> {
    const answers = await Promise.all(
      this.#options
        .responders(finding)
        .map(async (provider) => ({ provider, answer: await this.#ask(provider, finding) })),
    );
    const namings = answers.flatMap(({ provider, answer }) =>
      answer?.incident === undefined ? [] : [{ provider: provider.name, ...answer.incident }],
    );
    if (namings.length === 0) return {};
    for (const { provider, playbook } of namings) {
      if (playbook !== undefined && !this.#options.incidents.has(playbook))
        this.#options.onFault(
          provider,
          `answered a finding with a playbook that there is not: ${playbook.slice(0, 64)}`,
        );
    }
    // INVARIANT: one answer more never makes an incident less severe, nor takes a playbook away.
    const { title, provider, severity } = namings.reduce((worst, each) =>
      isAtLeast(worst.severity, each.severity) ? worst : each,
    );
    const playbooks = [...new Set(namings.flatMap(({ playbook }) => playbook ?? []))];
    await this.#options.incidents.take({ ...finding, severity }, index, { title, provider, severity, playbooks });
    return { incident: { title, severity } };
  }

  /** What a provider answers; nothing, and a fault of its, when that is late or no answer. */
  async #ask(provider: SecurityProvider, finding: Finding): Promise<Response | undefined> {
    const { deadline, onFault } = this.#options;
    const done = new AbortController();
    try {
      const late = sleep(deadline, { fault: `no answer within ${deadline} ms` }, { signal: done.signal });
      // Nobody waits for it where the provider throws at once.
      late.catch(() => {});
      const answer = await Promise.race([provider.respond(structuredClone(finding)), late]);
      const checked = "fault" in Object(answer) ? (answer as { fault: string }) : checkedResponse(answer);
      if (!("fault" in checked)) return checked;
      onFault(provider.name, `could not respond to a finding: ${checked.fault}`);
    } catch (error) {
      onFault(provider.name, `could not respond to a finding: ${error instanceof Error ? error.message : error}`);
    } finally {
      done.abort();
    }
    return undefined;
  }

  #isRepeat({ rule, agent, session, peer = "", evidence }: Finding): boolean {
    const now = this.#options.now();
    const quiet = this.#options.quiet ?? 60_000;
    for (const [key, time] of this.#seen) {
      if (now - time < quiet && this.#seen.size <= mostRemembered) break;
      this.#seen.delete(key);
    }
    // INVARIANT: each record that was lost is told of by itself.
    const lost = rule === reportLost ? evidence : [];
    const key = JSON.stringify([rule, agent, session, peer, ...lost]);
    if (this.#seen.has(key)) return true;
    this.#seen.set(key, now);
    return false;
  }
}

/** The rule of the finding that a provider never took a record. */
export const reportLost = "provider.report.lost";

/** The answer as far as it is one; a title is cut, since it may be of any length. */
function checkedResponse(answer: unknown): Response | { readonly fault: string } {
  if (typeof answer !== "object" || answer === null) return { fault: "the answer is no object" };
  const { incident } = answer as { incident?: unknown };
  if (incident === undefined) return {};
  const { title, severity, playbook } = Object(incident) as Record<string, unknown>;
  const isNamed = typeof title === "string" && title !== "";
  const isRated = severities.some((known) => known === severity);
  if (!isNamed || !isRated || !(playbook === undefined || typeof playbook === "string"))
    return { fault: "the incident that it names has no title, no severity, or no name for a playbook" };
  return {
    incident: {
      title: title.slice(0, longestTitle).toWellFormed(),
      severity: severity as Finding["severity"],
      ...(playbook !== undefined && { playbook }),
    },
  };
}
