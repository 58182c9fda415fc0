import type { AuditEntry } from "../audit/index.ts";
import type { Finding, Response, SecurityProvider } from "./seam.ts";

/** Where findings go. */
export interface DeskOptions {
  readonly append: (entry: AuditEntry) => Promise<{ readonly index: number }>;
  readonly responder: (finding: Finding) => SecurityProvider;
  readonly onFault: (provider: string, what: string) => void;
  readonly now: () => number;
  /** Milliseconds in which an equal finding is counted but not raised again; default 60000. */
  readonly quiet?: number;
}

/** Records each finding, then lets the provider respond; an incident it opens is recorded too. */
export class FindingDesk {
  readonly #options: DeskOptions;
  readonly #seen = new Map<string, number>();

  constructor(options: DeskOptions) {
    this.#options = options;
  }

  /** Resolves when the finding, and the incident if one was opened, are on record; never rejects. */
  async raise(finding: Finding): Promise<Response | undefined> {
    if (this.#isRepeat(finding)) return undefined;
    try {
      const { index } = await this.#options.append({
        kind: "finding",
        body: { ...finding, evidence: [...finding.evidence] },
      });
      return await this.#respond(finding, index);
    } catch {
      // The log cannot be written; every decision is a denial by now, and says so.
      return undefined;
    }
  }

  async #respond(finding: Finding, index: number): Promise<Response | undefined> {
    const provider = this.#options.responder(finding);
    let response: Response;
    try {
      response = await provider.respond(finding);
    } catch (error) {
      this.#options.onFault(
        provider.name,
        `could not respond to a finding: ${error instanceof Error ? error.message : error}`,
      );
      return undefined;
    }
    if (response.incident !== undefined) {
      const { title, severity } = response.incident;
      const body = {
        title,
        severity,
        provider: provider.name,
        finding: index,
        agent: finding.agent,
        session: finding.session,
      };
      await this.#options.append({ kind: "incident", body });
    }
    return response;
  }

  #isRepeat({ rule, agent, session }: Finding): boolean {
    const now = this.#options.now();
    const quiet = this.#options.quiet ?? 60_000;
    for (const [key, time] of this.#seen) if (now - time >= quiet) this.#seen.delete(key);
    const key = JSON.stringify([rule, agent, session]);
    if (this.#seen.has(key)) return true;
    this.#seen.set(key, now);
    return false;
  }
}
