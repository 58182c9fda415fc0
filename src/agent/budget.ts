import type { Budgets } from "../decision/index.ts";

/** Which budget is used up, and a sentence that says so. */
export interface Exhausted {
  readonly budget: keyof Budgets;
  readonly reason: string;
}

const units: Readonly<Record<keyof Budgets, string>> = {
  turns: "turns",
  toolCalls: "tool calls",
  tokens: "tokens of the model",
  seconds: "seconds",
};

/** The longest a timer can wait, in milliseconds. */
const longestTimer = 2 ** 31 - 1;

/**
 * What may be used up: turns, tool calls, tokens and wall-clock seconds from when it was made. A child spends from its
 * parent's too, so delegating multiplies nothing.
 */
export class Budget {
  readonly #limits: Budgets;
  readonly #parent: Budget | undefined;
  readonly #now: () => number;
  readonly #started: number;
  readonly #spent = { turns: 0, toolCalls: 0, tokens: 0 };

  /** What `limits` leaves out is unbounded; `now` gives milliseconds of a clock that never goes back. */
  constructor(limits: Partial<Budgets>, now: () => number = () => performance.now(), parent?: Budget) {
    this.#limits = { ...unbounded, ...limits };
    this.#parent = parent;
    this.#now = now;
    this.#started = now();
  }

  /** A budget of a part of the work; what it leaves out is bounded by this one alone. */
  child(limits: Partial<Budgets>): Budget {
    return new Budget(limits, this.#now, this);
  }

  /** Takes one turn or tool call, from this budget and all above it, or takes nothing and says which is used up. */
  take(budget: "turns" | "toolCalls"): Exhausted | undefined {
    const exhausted = this.exhausted() ?? this.#full(budget);
    if (exhausted !== undefined) return exhausted;
    // INVARIANT: no budget is ever overdrawn by what can still be refused.
    for (const each of this.#chain()) each.#spent[budget] += 1;
    return undefined;
  }

  /** Books tokens that have already been used; this may overdraw. */
  charge(tokens: number): void {
    for (const each of this.#chain()) each.#spent.tokens += Math.max(0, tokens);
  }

  /** The budget that leaves no time or tokens for anything more, once `pending` tokens are booked too. */
  exhausted(pending = 0): Exhausted | undefined {
    return this.#full("seconds") ?? this.#full("tokens", pending);
  }

  /** What is left here and everywhere above, never less than 0. */
  remaining(budget: keyof Budgets): number {
    return Math.max(0, Math.min(...this.#chain().map((each) => each.#limits[budget] - each.#used(budget))));
  }

  /** A signal that is aborted with `signal`, or when the seconds are used up. */
  deadline(signal: AbortSignal): AbortSignal {
    const ms = this.remaining("seconds") * 1_000;
    if (ms > longestTimer) return signal;
    return AbortSignal.any([signal, AbortSignal.timeout(Math.ceil(ms))]);
  }

  #full(budget: keyof Budgets, pending = 0): Exhausted | undefined {
    const full = this.#chain().find((each) => each.#used(budget) + pending >= each.#limits[budget]);
    if (full === undefined) return undefined;
    return { budget, reason: `the budget of ${full.#limits[budget]} ${units[budget]} is used up` };
  }

  #used(budget: keyof Budgets): number {
    return budget === "seconds" ? (this.#now() - this.#started) / 1_000 : this.#spent[budget];
  }

  #chain(): readonly Budget[] {
    return this.#parent === undefined ? [this] : [this, ...this.#parent.#chain()];
  }
}

const unbounded: Budgets = {
  turns: Number.POSITIVE_INFINITY,
  toolCalls: Number.POSITIVE_INFINITY,
  tokens: Number.POSITIVE_INFINITY,
  seconds: Number.POSITIVE_INFINITY,
};
