/** How many turns there may be. */
export interface TurnLimits {
  /** Turns that wait behind the running one of a session. */
  readonly waiting: number;
  /** Turns that run or wait in all. */
  readonly total: number;
}

/** Leave to run one turn. */
export interface Turn {
  /** Resolves when it is this turn's turn. */
  readonly ready: Promise<void>;
  /** Aborts with the asker's signal, when the session is ended, and when the gateway's grace is over. */
  readonly signal: AbortSignal;
  /** Lets the next turn of the session go; only the first call counts. */
  release(): void;
}

/** Lets the turns of one session run one after another, bounds all of them, and knows when none is left. */
export class Turns {
  readonly #limits: TurnLimits;
  readonly #sessions = new Map<string, { readonly running: Set<AbortController>; last: Promise<void> }>();
  #total = 0;
  #draining = false;
  #idle: (() => void) | undefined;

  constructor(limits: TurnLimits) {
    this.#limits = limits;
  }

  get draining(): boolean {
    return this.#draining;
  }

  /** Turns that run or wait. */
  get total(): number {
    return this.#total;
  }

  /** Takes the next place in the session's queue for whoever asks with `asker`, or says why there is none. */
  enter(session: string, asker: AbortSignal): Turn | "busy" | "draining" {
    if (this.#draining) return "draining";
    const queue = this.#sessions.get(session) ?? { running: new Set<AbortController>(), last: Promise.resolve() };
    if (queue.running.size > this.#limits.waiting || this.#total >= this.#limits.total) return "busy";
    this.#sessions.set(session, queue);
    const ready = queue.last;
    const { promise, resolve } = Promise.withResolvers<void>();
    queue.last = ready.then(() => promise);
    const abort = new AbortController();
    queue.running.add(abort);
    this.#total += 1;
    const leave = () => abort.abort(asker.reason);
    if (asker.aborted) leave();
    else asker.addEventListener("abort", leave, { once: true });
    const release = () => {
      if (!queue.running.delete(abort)) return;
      asker.removeEventListener("abort", leave);
      resolve();
      this.#total -= 1;
      if (queue.running.size === 0 && this.#sessions.get(session) === queue) this.#sessions.delete(session);
      if (this.#total === 0) this.#idle?.();
    };
    return { ready, signal: abort.signal, release };
  }

  /** Aborts the turns of a session; those that come later begin afresh. */
  end(session: string): void {
    const running = this.#sessions.get(session)?.running ?? [];
    this.#sessions.delete(session);
    for (const abort of running) abort.abort();
  }

  /** Takes no more turns and waits for the rest, `grace` milliseconds at most; then aborts them. True when all were done. */
  async drain(grace: number): Promise<boolean> {
    this.#draining = true;
    if (this.#total === 0) return true;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.#idle = () => resolve(true);
    const timer = setTimeout(resolve, grace, false);
    const done = await promise;
    clearTimeout(timer);
    if (!done) for (const session of [...this.#sessions.keys()]) this.end(session);
    return done;
  }
}
