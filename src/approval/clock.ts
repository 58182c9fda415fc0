/** Time, and something to do at a time. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Runs once after so many milliseconds, unless the function it gives back is called before. */
  after(milliseconds: number, run: () => void): () => void;
}

/** The clock of the system; its timers keep no process alive. */
export const systemClock: Clock = {
  now: Date.now,
  after(milliseconds, run) {
    const timer = setTimeout(run, milliseconds).unref();
    return () => clearTimeout(timer);
  },
};
