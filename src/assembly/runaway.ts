import type { Finding } from "../provider/index.ts";

/** So many turns of a session that used up their budgets, within so many milliseconds. */
const turns = 3;
const within = 600_000;
const mostSessions = 4_096;

/** Sees turns end, and finds a session in which one after the other uses up its budget. */
export class Runaway {
  readonly #now: () => number;
  readonly #times = new Map<string, readonly number[]>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** The finding that a turn which ended for want of a budget completes. */
  exhausted(agent: string, session: string): Finding | undefined {
    const now = this.#now();
    const times = [...(this.#times.get(session) ?? []).filter((time) => now - time < within), now];
    this.#times.delete(session);
    if (times.length < turns) {
      this.#times.set(session, times);
      const oldest = this.#times.keys().next();
      if (this.#times.size > mostSessions && !oldest.done) this.#times.delete(oldest.value);
      return undefined;
    }
    const message = `${turns} turns of one session used up their budgets within ${within / 60_000} minutes`;
    return { rule: "runaway.budget", severity: "high", message, agent, session, evidence: [] };
  }
}
