import type { JsonObject } from "../decision/index.ts";
import type { Store } from "../store/index.ts";
import { type ApprovalState, fromJson, type StoredApproval, toJson } from "./request.ts";

/** A change of a request or of a learned rule, in the form in which the audit log takes it. */
export interface ApprovalEntry {
  readonly kind: "approval";
  readonly body: JsonObject;
}

/** Resolves when the entry is durable; rejecting means that the change does not happen, or is a denial. */
export type RecordApproval = (entry: ApprovalEntry) => Promise<unknown>;

/** A question that was asked or closed, for those who show questions to people. */
export interface ApprovalEvent {
  readonly id: string;
  readonly state: ApprovalState;
}

/** What changes of a request. */
type Change = Pick<StoredApproval, "state"> & Partial<StoredApproval>;

const table = "approval";

/** The requests as they are stored: every change is recorded first, and made by one of those who try. */
export class Ledger {
  readonly #store: Store;
  readonly #record: RecordApproval;
  readonly #now: () => number;
  readonly #steps = new Map<string, Promise<unknown>>();
  readonly #listeners = new Set<(event: ApprovalEvent) => void>();

  constructor(store: Store, record: RecordApproval, now: () => number) {
    this.#store = store;
    this.#record = record;
    this.#now = now;
  }

  /** Puts a new request in; false when there is one of its id. */
  async open(stored: StoredApproval): Promise<boolean> {
    return this.#store.compareAndSet(table, stored.request.id, null, toJson(stored));
  }

  async read(id: string): Promise<StoredApproval | undefined> {
    const row = await this.#store.get(table, id);
    return row === undefined ? undefined : fromJson(row.value);
  }

  async all(): Promise<readonly StoredApproval[]> {
    return (await this.#store.scan(table)).map(({ value }) => fromJson(value));
  }

  async forget(id: string): Promise<void> {
    await this.#store.delete(table, id);
  }

  /** Puts on record what happened to a request. */
  note({ request, state }: StoredApproval, detail: JsonObject): Promise<unknown> {
    const { id, evaluation, fingerprint, agent, session, principal, tool } = request;
    const body = { id, state, evaluation, fingerprint, agent, session, principal, tool, ...detail };
    return this.#record({ kind: "approval", body });
  }

  /** Records a change, then makes it, unless somebody else was first. */
  async move(stored: StoredApproval, change: Change): Promise<"moved" | "lost" | "unrecorded"> {
    const next = { ...stored, ...change };
    const { approver, allowedBy } = next;
    const detail: JsonObject = {
      ...(approver !== undefined && { approver }),
      ...(allowedBy.length > 1 && { allowedBy }),
    };
    try {
      await this.note(next, detail);
    } catch {
      return "unrecorded";
    }
    if (await this.write(stored, change)) return "moved";
    await this.note(next, { ...detail, superseded: true }).catch(() => undefined);
    return "lost";
  }

  /** Makes a change, unless the request is no longer as it was read. */
  async write(stored: StoredApproval, change: Change): Promise<boolean> {
    const { id } = stored.request;
    const row = await this.#store.get(table, id);
    if (row === undefined || !isSame(fromJson(row.value), stored)) return false;
    const settled = change.state === "pending" ? {} : { settled: stored.settled ?? this.#now() };
    const written = await this.#store.compareAndSet(
      table,
      id,
      row.version,
      toJson({ ...stored, ...change, ...settled }),
    );
    if (written) this.announce(id, change.state);
    return written;
  }

  /** Tells of requests that are asked, counted and closed from now on; gives back the function that ends it. */
  subscribe(listener: (event: ApprovalEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  announce(id: string, state: ApprovalState): void {
    for (const listener of this.#listeners) {
      try {
        listener({ id, state });
      } catch {
        // A listener only shows what happened; the change stands whether it could or not.
      }
    }
  }

  /** One step of a request at a time, in this process; between processes the store's compare-and-set decides. */
  oneByOne<T>(id: string, step: () => Promise<T>): Promise<T> {
    const before = this.#steps.get(id) ?? Promise.resolve();
    const result = before.then(step, step);
    const settled = result
      .catch(() => undefined)
      .then(() => {
        if (this.#steps.get(id) === settled) this.#steps.delete(id);
      });
    this.#steps.set(id, settled);
    return result;
  }
}

function isSame(a: StoredApproval, b: StoredApproval): boolean {
  return a.state === b.state && a.allowedBy.length === b.allowedBy.length;
}
