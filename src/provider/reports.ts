import { setTimeout as sleep } from "node:timers/promises";
import type { AuditLog, AuditRecord } from "../audit/index.ts";
import type { SecurityProvider } from "./seam.ts";

/** Where a feed keeps its place between two runs of the process. */
export interface ReportCursors {
  /** Index of the first record that the provider has not taken; `undefined` before its first use. */
  load(provider: string): Promise<number | undefined>;
  save(provider: string, next: number): Promise<void>;
}

/** How patient a feed is; milliseconds. */
export interface ReportPatience {
  /** How long one report may take. */
  readonly deadline: number;
  /** How often a record is offered before it is lost. */
  readonly attempts: number;
  /** The first pause after a failure; each further one doubles it, up to `longest`. */
  readonly pause: number;
  readonly longest: number;
}

/** Rides out a minute of a sink that is away. */
export const defaultPatience: ReportPatience = { deadline: 5_000, attempts: 8, pause: 500, longest: 30_000 };

/** What a feed works with. */
export interface FeedOptions {
  readonly provider: SecurityProvider;
  readonly log: Pick<AuditLog, "durable" | "reader" | "subscribe">;
  /** Absent, the feed begins with the first record after it was opened, every time. */
  readonly cursors?: ReportCursors;
  readonly patience: ReportPatience;
  readonly onFault: (what: string) => void;
  /** Told of each record that the provider never took. */
  readonly onLost: (record: AuditRecord, why: string) => void;
}

/** How far a provider is behind the log, in records, and how many it never took. */
export interface ReportProgress {
  readonly lag: number;
  readonly lost: number;
}

/** Records kept in memory for a provider; what does not fit is read from the log when its turn comes. */
const window = 256;
/** Acknowledged records after which the place is stored, at the latest. */
const stride = 64;

/**
 * Hands every durable record to one provider, in log order, one at a time, at least once. The log itself is the queue:
 * nothing is dropped because a provider is slow, and nothing that decides ever waits for one.
 */
export class ReportFeed {
  readonly #options: FeedOptions;
  readonly #reader: ReturnType<AuditLog["reader"]>;
  readonly #stop = new AbortController();
  readonly #unsubscribe: () => void;
  /** Records `#next`, `#next + 1`, … as far as they are in memory. */
  #waiting: AuditRecord[] = [];
  #next: number;
  #saved: number;
  #lost = 0;
  #draining: Promise<void> | undefined;

  private constructor(options: FeedOptions, next: number) {
    this.#options = options;
    this.#reader = options.log.reader();
    [this.#next, this.#saved] = [next, next];
    this.#unsubscribe = options.log.subscribe((record) => this.#push(record));
    this.#drain();
  }

  /** Goes on where the provider left off; one that is used for the first time begins at the end of the log. */
  static async open(options: FeedOptions): Promise<ReportFeed> {
    const { provider, cursors, log } = options;
    const stored = await cursors?.load(provider.name);
    // A log that was begun anew has other records under the indices of the old one.
    const next = stored === undefined ? log.durable : Math.min(stored, log.durable);
    if (next !== stored) await cursors?.save(provider.name, next);
    return new ReportFeed(options, next);
  }

  get progress(): ReportProgress {
    return { lag: this.#options.log.durable - this.#next, lost: this.#lost };
  }

  /** Waits for what is under way, one deadline at most, and keeps the place; what is left comes with the next start. */
  async close(): Promise<void> {
    this.#unsubscribe();
    const { deadline } = this.#options.patience;
    const late = new AbortController();
    await Promise.race([this.#draining, sleep(deadline, undefined, { signal: late.signal }).catch(() => {})]);
    late.abort();
    this.#stop.abort();
    await this.#draining;
    await this.#save();
  }

  #push(record: AuditRecord): void {
    const isNext = record.index === this.#next + this.#waiting.length;
    if (isNext && this.#waiting.length < window) this.#waiting.push(record);
    this.#drain();
  }

  #drain(): void {
    this.#draining ??= this.#deliverAll().finally(() => {
      this.#draining = undefined;
      // What came between the last look and here.
      if (this.#next < this.#options.log.durable && !this.#stop.signal.aborted) this.#drain();
    });
  }

  async #deliverAll(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const [record] = this.#waiting;
      if (record === undefined) {
        if (this.#next >= this.#options.log.durable || !(await this.#readOn())) break;
        continue;
      }
      if (!(await this.#deliver(record))) break;
      this.#waiting.shift();
      this.#next = record.index + 1;
      if (this.#next - this.#saved >= stride) await this.#save();
    }
    await this.#save();
  }

  /** Reads what did not fit into memory; false when it cannot be read now. */
  async #readOn(): Promise<boolean> {
    try {
      const records = await this.#reader.read(this.#next, window);
      this.#waiting = [...records];
      if (records.length > 0) return true;
      this.#options.onFault(`record ${this.#next} is not where the log should have it`);
    } catch (error) {
      this.#options.onFault(`records could not be read again: ${messageOf(error)}`);
    }
    return this.#pause(this.#options.patience.longest);
  }

  /** Offers a record until it is taken or given up; false when the feed is closed before that. */
  async #deliver(record: AuditRecord): Promise<boolean> {
    const { patience, onFault, onLost } = this.#options;
    for (let attempt = 1; ; attempt++) {
      const failure = await this.#attempt(record);
      if (failure === undefined) return true;
      if (this.#stop.signal.aborted) return false;
      onFault(`did not take record ${record.index}: ${failure}`);
      if (attempt >= patience.attempts) {
        this.#lost += 1;
        onLost(record, failure);
        return true;
      }
      if (!(await this.#pause(Math.min(patience.longest, patience.pause * 2 ** (attempt - 1))))) return false;
    }
  }

  /** Why the provider did not take a record; `undefined` when it did. */
  async #attempt(record: AuditRecord): Promise<string | undefined> {
    const { provider, patience } = this.#options;
    try {
      const answer = provider.report(record);
      if (!(answer instanceof Promise)) return undefined;
      const done = new AbortController();
      const signal = AbortSignal.any([done.signal, this.#stop.signal]);
      const late = sleep(patience.deadline, `no answer within ${patience.deadline} ms`, { signal });
      return await Promise.race([answer.then(() => undefined), late]).finally(() => done.abort());
    } catch (error) {
      return messageOf(error);
    }
  }

  /** False when the feed was closed meanwhile. */
  async #pause(ms: number): Promise<boolean> {
    await sleep(ms, undefined, { signal: this.#stop.signal }).catch(() => {});
    return !this.#stop.signal.aborted;
  }

  async #save(): Promise<void> {
    const { cursors, provider, onFault } = this.#options;
    if (cursors === undefined || this.#saved === this.#next) return;
    const next = this.#next;
    try {
      await cursors.save(provider.name, next);
      this.#saved = next;
    } catch (error) {
      // The records come again after a restart, which at least once allows for.
      onFault(`its place in the log could not be stored: ${messageOf(error)}`);
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
