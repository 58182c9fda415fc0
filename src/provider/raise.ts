import { severities } from "../incident/index.ts";
import type { Finding } from "./seam.ts";

/** What raising rests on. */
export interface RaiseOptions {
  readonly raise: (finding: Finding) => void;
  readonly onFault: (what: string) => void;
  readonly now: () => number;
}

/** Findings that one provider may raise within `within` milliseconds. */
const most = 60;
const within = 60_000;
const longest = 1_024;

/** Raises what a provider finds, as long as it is a finding and not a flood of them. */
export class BoundedRaise {
  readonly #options: RaiseOptions;
  #times: number[] = [];

  constructor(options: RaiseOptions) {
    this.#options = options;
  }

  raise(given: Finding): void {
    const { raise, onFault, now } = this.#options;
    const finding = checkedFinding(given);
    this.#times = this.#times.filter((time) => now() - time < within);
    if (finding === undefined) onFault("raised something that is no finding");
    else if (this.#times.length >= most) onFault(`raises more than ${most} findings in ${within / 1_000} s`);
    else {
      this.#times.push(now());
      raise(finding);
    }
  }
}

/** The finding without what does not belong to one; texts are cut, since they may be of any length. */
function checkedFinding(given: unknown): Finding | undefined {
  const { rule, severity, message, agent, session, peer, evidence } = Object(given) as Record<string, unknown>;
  const texts = [rule, message, agent, session, ...(peer === undefined ? [] : [peer])];
  if (!texts.every((text) => typeof text === "string") || !severities.some((known) => known === severity)) {
    return undefined;
  }
  const isIndex = (index: unknown) => Number.isSafeInteger(index) && (index as number) >= 0;
  if (!Array.isArray(evidence) || !evidence.every(isIndex)) return undefined;
  const cut = (text: unknown) => (text as string).slice(0, longest).toWellFormed();
  return {
    ...{ rule: cut(rule), severity: severity as Finding["severity"], message: cut(message) },
    ...{ agent: cut(agent), session: cut(session), ...(peer !== undefined && { peer: cut(peer) }) },
    evidence: evidence.slice(0, 256),
  };
}
