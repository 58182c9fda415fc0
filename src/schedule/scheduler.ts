import type { JsonObject } from "../decision/index.ts";
import type { Store } from "../store/index.ts";
import type { JobBook } from "./book.ts";
import type { Job, JobResult } from "./job.ts";
import { lastUntil, nextAfter } from "./timing.ts";

/** What came of one run; the text is for the operator. */
export interface RunResult {
  readonly result: Extract<JobResult, "completed" | "failed" | "refused" | "unapproved">;
  readonly text: string;
}

/** What a scheduler works with. */
export interface SchedulerOptions {
  readonly book: JobBook;
  readonly store: Pick<Store, "lease">;
  /** Random: no two schedulers have the same. */
  readonly holder: string;
  readonly now: () => number;
  /** Decides on a run and makes it; must not reject. */
  readonly run: (job: Job, signal: AbortSignal) => Promise<RunResult>;
  /** Puts on record what became of a job besides its runs. */
  readonly record: (event: string, job: Job, detail: JsonObject) => Promise<unknown>;
  /** Told of a run that the process did not live to end, and of a job that is disabled. */
  readonly onFinding: (kind: "interrupted" | "disabled", job: Job) => void;
  /** Runs at one time. */
  readonly parallel: number;
  /** Milliseconds after which a missed time is not made up for. */
  readonly missedMs: number;
}

/** Milliseconds between two looks at the clock at most, so that neither a long wait nor a clock that jumps is trusted. */
const longestSleep = 5_000;
/** Milliseconds after which what was due and could not begin is tried again. */
const retryMs = 500;
/** Milliseconds for which a claim is believed without another sign of life. */
const leaseMs = 15_000;
/** Milliseconds by which a run may be late and is still no missed one. */
const lateMs = 90_000;
/** Runs in a row that are not permitted, after which a job is disabled. */
const maxRefusals = 5;
const longestText = 2_000;

/** Runs what is due, each time once among all schedulers of a store. */
export class Scheduler {
  readonly #options: SchedulerOptions;
  readonly #stopped = new AbortController();
  readonly #running = new Set<Promise<unknown>>();
  #timer: NodeJS.Timeout | undefined;
  #started = false;
  #looking: Promise<void> = Promise.resolve();

  constructor(options: SchedulerOptions) {
    this.#options = options;
    options.book.onChange = () => this.#sleep();
  }

  get active(): boolean {
    return this.#started && !this.#stopped.signal.aborted;
  }

  get running(): number {
    return this.#running.size;
  }

  start(): void {
    this.#started = true;
    void this.#wake();
  }

  /** Stops, ends the runs that go on, and waits for them. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    clearTimeout(this.#timer);
    await this.#looking;
    await this.settled();
  }

  /** Waits for the runs that go on. */
  async settled(): Promise<void> {
    await Promise.all(this.#running);
  }

  /** Begins what is due, as many as there is room for; resolves when each is claimed. */
  look(): Promise<void> {
    this.#looking = this.#looking.then(() => this.#look());
    return this.#looking;
  }

  /** Claims a run besides those that the timing says; `undefined` when one goes on, or there is no room. */
  async runNow(
    id: string,
    run: (job: Job) => Promise<RunResult>,
  ): Promise<(RunResult & { readonly job: Job }) | undefined> {
    const { book, now, parallel } = this.#options;
    if (this.#stopped.signal.aborted || this.#running.size >= parallel) return undefined;
    const job = await this.#claim(id, (job) => (job.run === null ? { due: job.due, occurrence: now() } : undefined));
    if (job === undefined) return undefined;
    const running = this.#make(job, () => run(job));
    const result = await running;
    return { ...result, job: (await book.get(id)) ?? job };
  }

  async #wake(): Promise<void> {
    await this.look();
    this.#sleep();
  }

  #sleep(): void {
    if (!this.active) return;
    const { book, now } = this.#options;
    const wait = (book.summary.next ?? Number.POSITIVE_INFINITY) - now();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#wake(), wait > 0 ? Math.min(longestSleep, wait) : retryMs);
  }

  async #look(): Promise<void> {
    const { book, holder, now, parallel } = this.#options;
    try {
      if (this.#running.size > 0) await this.#prolong();
      for (const id of book.claimedBesides(holder)) await this.#settleOther(id);
      for (const id of book.due(now())) {
        if (this.#stopped.signal.aborted || this.#running.size >= parallel) return;
        await this.#take(id);
      }
    } catch {
      // The store or the log cannot be used now: nothing is begun, and the next look tries again.
    }
  }

  /** Runs a job that is due, or passes its time over. */
  async #take(id: string): Promise<void> {
    const { book, now, missedMs, record } = this.#options;
    const time = now();
    const job = await book.get(id);
    if (job === undefined || job.due === null || job.due > time) return;
    const { due } = job;
    const occurrence = lastUntil(job.timing, time, due);
    const late = time - occurrence;
    const why =
      job.run !== null
        ? "the run before it goes on"
        : late > missedMs
          ? "it is too long ago"
          : late > lateMs && job.missed === "skip"
            ? "no gateway ran then"
            : undefined;
    const next = nextAfter(job.timing, time) ?? null;
    if (why === undefined) {
      if (late > lateMs) await record("cron.late", job, { occurrence: new Date(occurrence).toISOString() });
      const claimed = await this.#claim(id, (now) =>
        now.due === due && now.run === null ? { due: next, occurrence } : undefined,
      );
      if (claimed !== undefined) void this.#make(claimed, () => this.#options.run(claimed, this.#stopped.signal));
      return;
    }
    await record("cron.missed", job, { occurrence: new Date(occurrence).toISOString(), why });
    await book.change(id, (now) =>
      now.due === due
        ? { ...now, due: next, last: now.run === null ? { occurrence, result: "missed", text: why } : now.last }
        : undefined,
    );
  }

  /** INVARIANT: a run is claimed before it is made, and its time is over with the claim, whatever becomes of the process. */
  async #claim(
    id: string,
    claim: (job: Job) => { readonly due: number | null; readonly occurrence: number } | undefined,
  ): Promise<Job | undefined> {
    const { book, holder } = this.#options;
    if (!(await this.#prolong())) return undefined;
    return book.change(id, (job) => {
      const claimed = claim(job);
      return claimed && { ...job, due: claimed.due, run: { holder, occurrence: claimed.occurrence } };
    });
  }

  async #prolong(): Promise<boolean> {
    const { store, holder } = this.#options;
    return (await store.lease(leaseOf(holder), holder, leaseMs)) !== undefined;
  }

  #make(job: Job, run: () => Promise<RunResult>): Promise<RunResult> {
    const made = run().then(async (result) => {
      await this.#finish(job, result).catch(() => undefined);
      return result;
    });
    const running = made
      .catch(() => undefined)
      .finally(() => {
        this.#running.delete(running);
        this.#sleep();
      });
    this.#running.add(running);
    return made;
  }

  async #finish(job: Job, { result, text }: RunResult): Promise<void> {
    const { book, holder, onFinding } = this.#options;
    const occurrence = job.run?.occurrence ?? 0;
    let disabled = false;
    const changed = await book.change(job.id, (now) => {
      if (now.run?.holder !== holder || now.run.occurrence !== occurrence) return undefined;
      const refusals = result === "refused" || result === "unapproved" ? now.refusals + 1 : 0;
      disabled = now.enabled && refusals >= maxRefusals;
      const last = { occurrence, result, text: text.slice(0, longestText) };
      return { ...now, run: null, refusals, last, ...(disabled && { enabled: false, due: null }) };
    });
    if (changed !== undefined && disabled) onFinding("disabled", changed);
  }

  /** Settles a run that was claimed by a scheduler which gives no sign of life. */
  async #settleOther(id: string): Promise<void> {
    const { book, store, holder, onFinding } = this.#options;
    const run = (await book.get(id))?.run;
    if (!run || run.holder === holder) return;
    if ((await store.lease(leaseOf(run.holder), holder, 0)) === undefined) return;
    const { occurrence } = run;
    const settled = await book.change(id, (now) =>
      now.run?.holder === run.holder && now.run.occurrence === occurrence
        ? {
            ...now,
            run: null,
            last: { occurrence, result: "interrupted", text: "the process ended before the run did" },
          }
        : undefined,
    );
    // INVARIANT: it may have had its effect, or a part of it, so it is told of and never made again.
    if (settled !== undefined) onFinding("interrupted", settled);
  }
}

function leaseOf(holder: string): string {
  return `cron:${holder}`;
}
