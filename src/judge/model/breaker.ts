/** Whether a server is asked: it is, it is being tried again, or it is left alone. */
export type BreakerState = "closed" | "half-open" | "open";

/** When a server is left alone, and for how long. */
export interface BreakerLimits {
  /** Failures in a row. */
  readonly failures: number;
  /** Milliseconds until one call may try it again. */
  readonly restMs: number;
}

/** Leaves a server that keeps failing alone, and lets one call at a time find out whether it works again. */
export class Breaker {
  readonly #limits: BreakerLimits;
  readonly #now: () => number;
  #failures = 0;
  #opened = 0;
  #probing = false;

  constructor(limits: BreakerLimits = { failures: 3, restMs: 30_000 }, now: () => number = Date.now) {
    this.#limits = limits;
    this.#now = now;
  }

  get state(): BreakerState {
    if (this.#failures < this.#limits.failures) return "closed";
    return this.#probing || this.#now() - this.#opened >= this.#limits.restMs ? "half-open" : "open";
  }

  /** Whether this call may be made; one that may must be followed by `succeeded`, `failed` or `dropped`. */
  enter(): boolean {
    const { state } = this;
    if (state === "closed") return true;
    if (state === "open" || this.#probing) return false;
    this.#probing = true;
    return true;
  }

  succeeded(): void {
    this.#failures = 0;
    this.#probing = false;
  }

  failed(): void {
    this.#probing = false;
    this.#failures++;
    if (this.#failures >= this.#limits.failures) this.#opened = this.#now();
  }

  /** The call ended and says nothing of the server: whoever asked went away. */
  dropped(): void {
    this.#probing = false;
  }
}
