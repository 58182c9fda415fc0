import { hash, randomBytes } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { type Permit, type Request, rootOf } from "../decision/index.ts";
import type { Store } from "../store/index.ts";
import { isOver, type Job, type JobOwner, type JobTerms, jobJson, jobOf } from "./job.ts";
import { nextAfter } from "./timing.ts";

/** How many jobs are kept. */
export interface BookBounds {
  /** Of one agent for one principal. */
  readonly each: number;
  /** Of all. */
  readonly total: number;
}

/** What is known of a job without reading it. */
interface Entry {
  readonly due: number | null;
  /** The scheduler that has claimed its run. */
  readonly holder: string | undefined;
}

const table = "cron";
/** Rows read at a time, between which others have their turn. */
const page = 256;

/** The jobs of an installation: in the store, and when each is due in memory. */
export class JobBook {
  readonly #store: Store;
  readonly #bounds: BookBounds;
  readonly #now: () => number;
  readonly #entries = new Map<string, Entry>();
  #adding: Promise<unknown> = Promise.resolve();
  /** Told when something changed that may be due earlier than was known. */
  onChange: () => void = () => {};

  private constructor(store: Store, bounds: BookBounds, now: () => number) {
    this.#store = store;
    this.#bounds = bounds;
    this.#now = now;
  }

  static async open(store: Store, bounds: BookBounds, now: () => number): Promise<JobBook> {
    const book = new JobBook(store, bounds, now);
    for await (const job of book.#rows()) book.#note(job);
    return book;
  }

  /** How many jobs there are, and when the first is due. */
  get summary(): { readonly jobs: number; readonly next: number | undefined } {
    let next: number | undefined;
    for (const { due } of this.#entries.values()) if (due !== null && !(due >= (next ?? due + 1))) next = due;
    return { jobs: this.#entries.size, next };
  }

  /** Jobs that are due at `time`, the one that has waited longest first. */
  due(time: number): readonly string[] {
    const found: (readonly [id: string, due: number])[] = [];
    for (const [id, { due }] of this.#entries) if (due !== null && due <= time) found.push([id, due]);
    return found.sort((a, b) => a[1] - b[1]).map(([id]) => id);
  }

  /** Jobs whose run another scheduler has claimed. */
  claimedBesides(holder: string): readonly string[] {
    const found = [...this.#entries].filter(([, entry]) => entry.holder !== undefined && entry.holder !== holder);
    return found.map(([id]) => id);
  }

  /** Keeps a job as the request says; `undefined` when there is no room. @throws what `Permit.spend` throws. */
  async add(permit: Permit, request: Request, terms: JobTerms): Promise<Job | undefined> {
    permit.spend(request, []);
    // One at a time, so that no two find the last place free.
    const added = this.#adding.then(() => this.#add(terms));
    this.#adding = added.catch(() => undefined);
    return added;
  }

  async #add(terms: JobTerms): Promise<Job | undefined> {
    const own = await this.list(terms);
    if (own.length >= this.#bounds.each) {
      // What will never run again makes room.
      const oldest = own.filter(isOver).sort((a, b) => a.created - b.created)[0];
      if (oldest === undefined || !(await this.remove(oldest.id))) return undefined;
    }
    if (this.#entries.size >= this.#bounds.total) return undefined;
    const created = this.#now();
    const job: Job = {
      ...terms,
      id: prefixOf(terms) + randomBytes(6).toString("hex"),
      created,
      enabled: true,
      due: nextAfter(terms.timing, created) ?? null,
      refusals: 0,
      run: null,
      last: null,
    };
    if (!(await this.#store.compareAndSet(table, job.id, null, jobJson(job)))) return undefined;
    this.#note(job);
    this.onChange();
    return job;
  }

  async get(id: string): Promise<Job | undefined> {
    return (await this.#read(id))?.job;
  }

  /** The jobs of one owner, oldest first. */
  async list({ agent, principal }: JobOwner): Promise<readonly Job[]> {
    const rows = await this.#store.scan(table, { prefix: prefixOf({ agent, principal }) });
    return rows
      .map(({ value }) => jobOf(value))
      .filter((job) => rootOf(job.agent) === rootOf(agent) && job.principal === principal)
      .sort((a, b) => a.created - b.created);
  }

  /** Every job, by its id. */
  all(): Promise<readonly Job[]> {
    return Array.fromAsync(this.#rows());
  }

  async remove(id: string): Promise<boolean> {
    this.#entries.delete(id);
    return this.#store.delete(table, id);
  }

  /**
   * Changes a job as `change` says of what it is now; `undefined` when that says no, or there is no such job.
   * INVARIANT: of several who change what they both read, in any process, one does.
   */
  async change(id: string, change: (job: Job) => Job | undefined): Promise<Job | undefined> {
    for (;;) {
      const found = await this.#read(id);
      const next = found && change(found.job);
      if (found === undefined || next === undefined) return undefined;
      if (!(await this.#store.compareAndSet(table, id, found.version, jobJson(next)))) continue;
      this.#note(next);
      return next;
    }
  }

  /** Lets a job run again from now on, or no more; `undefined` when there is none. */
  async enable(id: string, enabled: boolean): Promise<Job | undefined> {
    const changed = await this.change(id, (job) => ({
      ...job,
      enabled,
      refusals: 0,
      due: enabled ? (nextAfter(job.timing, this.#now()) ?? null) : null,
    }));
    this.onChange();
    return changed;
  }

  async #read(id: string): Promise<{ readonly job: Job; readonly version: number } | undefined> {
    const row = await this.#store.get(table, id);
    if (row === undefined) {
      this.#entries.delete(id);
      return undefined;
    }
    const job = jobOf(row.value);
    this.#note(job);
    return { job, version: row.version };
  }

  #note({ id, due, run }: Job): void {
    this.#entries.set(id, { due, holder: run?.holder });
  }

  async *#rows(): AsyncGenerator<Job> {
    for (let after: string | undefined; ; ) {
      const rows = await this.#store.scan(table, { limit: page, ...(after !== undefined && { after }) });
      for (const { value } of rows) yield jobOf(value);
      after = rows.at(-1)?.key;
      if (rows.length < page) return;
      await setImmediate();
    }
  }
}

/** What ids of one owner begin with; two owners may share one, so what is found by it is compared. */
function prefixOf({ agent, principal }: JobOwner): string {
  return `${hash("sha256", JSON.stringify([rootOf(agent), principal])).slice(0, 8)}-`;
}
