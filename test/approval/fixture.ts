import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ApprovalEntry, type ApprovalOptions, ApprovalQueue, type Clock } from "../../src/approval/index.ts";
import { type Decision, fingerprint, type Request } from "../../src/decision/index.ts";
import { openSqliteStore, type Store } from "../../src/store/index.ts";
import { request } from "../fixtures/request.ts";

/** A clock that stands until it is moved. */
export class HandClock implements Clock {
  #now = 1_000_000;
  #timers: { readonly at: number; readonly run: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(milliseconds: number, run: () => void): () => void {
    const timer = { at: this.#now + milliseconds, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  move(milliseconds: number): void {
    this.#now += milliseconds;
    const due = this.#timers.filter(({ at }) => at <= this.#now);
    this.#timers = this.#timers.filter(({ at }) => at > this.#now);
    for (const { run } of due) run();
  }
}

/** A queue over a store of its own, with everything that can be turned in a test. */
export class Desk {
  readonly clock: HandClock = new HandClock();
  readonly entries: ApprovalEntry[] = [];
  readonly store: Store;
  readonly queue: ApprovalQueue;
  generation = 1;
  policy = "p1";
  /** Called before each entry is recorded; throwing makes the record fail. */
  beforeRecord: (entry: ApprovalEntry) => void | Promise<void> = () => {};
  readonly #options: Partial<ApprovalOptions>;

  constructor(options: Partial<ApprovalOptions> = {}, store: Store = temporaryStore()) {
    this.#options = options;
    this.store = store;
    this.queue = this.another();
  }

  /** Another queue over the same store, as another process or a restart would have. */
  another(): ApprovalQueue {
    return new ApprovalQueue(this.store, {
      record: async (entry) => {
        await this.beforeRecord(entry);
        this.entries.push(entry);
      },
      generation: () => this.generation,
      policy: () => this.policy,
      approvers: ["ann", "bob"],
      clock: this.clock,
      ...this.#options,
    });
  }

  get states(): readonly unknown[] {
    return this.entries.map(({ body }) =>
      body["refused"] === undefined ? body["state"] : `refused ${body["refused"]}`,
    );
  }
}

export function temporaryStore(): Store {
  return openSqliteStore(join(mkdtempSync(join(tmpdir(), "sallyport-")), "state.db"));
}

/** A decision that asks about the request. */
export function asking(about: Request = request(), over: Partial<Decision> = {}): Decision {
  return {
    evaluation: crypto.randomUUID(),
    request: about,
    fingerprint: fingerprint(about),
    effect: "ask",
    cause: "decided",
    reasons: [{ rule: "test.ask", message: "the test asks" }],
    obligations: [],
    ...over,
  };
}

export const never: AbortSignal = new AbortController().signal;
