import type { Decision, Grant, JsonObject } from "../decision/index.ts";
import { ApprovalNotAsked } from "../errors.ts";
import type { Store } from "../store/index.ts";
import { type Clock, systemClock } from "./clock.ts";
import { SingleUseGrant } from "./grant.ts";
import {
  type ApprovalRequest,
  type ApprovalState,
  fromJson,
  requestOf,
  type StoredApproval,
  toJson,
} from "./request.ts";
import { Turn } from "./turn.ts";

/** What a person may answer. */
export type Answer = "allow-once" | "deny";

/**
 * What became of an answer: it took effect (`allowed`, `denied`), or it did not, because the request is `unknown`, was
 * already `answered`, is `expired`, has no turn that waits any more (`orphaned`), was asked under another policy
 * (`stale-policy`); because the approver is `not-approver` or asks for themselves (`own-request`); or because it could
 * not be recorded (`unrecorded`), which closes the request as denied.
 */
export type AnswerOutcome =
  | "allowed"
  | "denied"
  | "unknown"
  | "answered"
  | "expired"
  | "orphaned"
  | "stale-policy"
  | "not-approver"
  | "own-request"
  | "unrecorded";

/** A change of a request, in the form in which the audit log takes it. */
export interface ApprovalEntry {
  readonly kind: "approval";
  readonly body: JsonObject;
}

/** A question that was asked or closed, for those who show questions to people. */
export interface ApprovalEvent {
  readonly id: string;
  readonly state: ApprovalState;
}

/** What the queue needs from the runtime. */
export interface ApprovalOptions {
  /** Resolves when the entry is durable; rejecting means that the change does not happen, or is a denial. */
  readonly record: (entry: ApprovalEntry) => Promise<unknown>;
  /** The generation of the policy in force. */
  readonly generation: () => number;
  /** Principals that may answer; nobody when empty. */
  readonly approvers: readonly string[];
  /** True when a principal may not allow what an agent of theirs asks. */
  readonly fourEyes?: boolean;
  /** Milliseconds until a request without an answer is denied; default 300000. */
  readonly timeoutMs?: number;
  /** Milliseconds a grant is good for after the answer; default 60000. */
  readonly grantMs?: number;
  readonly clock?: Clock;
  readonly newId?: () => string;
}

const table = "approval";

/** Questions to people, durable from the asking to the end. The turn that waits lives in this process only. */
export class ApprovalQueue {
  readonly #store: Store;
  readonly #options: Required<ApprovalOptions>;
  readonly #owner = crypto.randomUUID();
  readonly #turns = new Map<string, Turn>();
  readonly #steps = new Map<string, Promise<unknown>>();
  readonly #listeners = new Set<(event: ApprovalEvent) => void>();

  constructor(store: Store, options: ApprovalOptions) {
    this.#store = store;
    this.#options = {
      fourEyes: false,
      timeoutMs: 300_000,
      grantMs: 60_000,
      clock: systemClock,
      newId: () => crypto.randomUUID(),
      ...options,
    };
  }

  /**
   * Puts a decision to people. Rejects when it cannot be recorded or stored; there is then nothing to wait for.
   * @throws {ApprovalNotAsked} when the decision does not ask.
   */
  async ask(decision: Decision): Promise<ApprovalRequest> {
    const { clock, newId, timeoutMs } = this.#options;
    const created = clock.now();
    const request = requestOf(decision, newId(), created, created + timeoutMs);
    const stored: StoredApproval = { request, state: "pending", owner: this.#owner };
    await this.#record(stored, { summary: request.summary.what, reasons: request.reasons.map(({ rule }) => rule) });
    if (!(await this.#store.compareAndSet(table, request.id, null, toJson(stored)))) {
      throw new ApprovalNotAsked(`there is already an approval request ${request.id}`);
    }
    this.#turns.set(request.id, new Turn(clock.after(timeoutMs, () => void this.#end(request.id, "expired"))));
    this.#announce(request.id, "pending");
    return request;
  }

  /** Resolves to the grant when the request is allowed, to nothing when it ends otherwise or the signal aborts. */
  async wait(id: string, signal: AbortSignal): Promise<Grant | undefined> {
    const turn = this.#turns.get(id);
    if (turn === undefined) return undefined;
    const withdraw = () => void this.#end(id, "withdrawn");
    signal.addEventListener("abort", withdraw, { once: true });
    if (signal.aborted) withdraw();
    try {
      const allowance = await turn.answered;
      if (allowance === undefined || signal.aborted) return undefined;
      const request = await this.#claim(id);
      if (request === undefined) return undefined;
      const { fingerprint, generation } = request;
      const isGood = () =>
        this.#options.clock.now() < allowance.at + this.#options.grantMs && this.#options.generation() === generation;
      return new SingleUseGrant({ id, fingerprint, approver: allowance.approver }, isGood);
    } finally {
      signal.removeEventListener("abort", withdraw);
      this.#turns.delete(id);
    }
  }

  /** Requests that wait for an answer, oldest first; `orphaned` when the turn that asked is gone. */
  async list(): Promise<readonly (ApprovalRequest & { readonly orphaned: boolean })[]> {
    const now = this.#options.clock.now();
    return (await this.#store.scan(table))
      .map(({ value }) => fromJson(value))
      .filter(({ state, request }) => state === "pending" && now < request.expires)
      .map(({ request, owner }) => ({ ...request, orphaned: owner !== this.#owner }))
      .sort((a, b) => a.created - b.created);
  }

  /** Answers a request; the first answer that may be given wins, and anything but `allow-once` is a denial. */
  answer(id: string, answer: Answer, approver: string): Promise<AnswerOutcome> {
    return this.#oneByOne(id, async () => {
      const stored = await this.#read(id);
      if (stored === undefined) return "unknown";
      const { request, state } = stored;
      const refusal = this.#refusal(request, answer, approver);
      if (refusal !== undefined) {
        await this.#record(stored, { refused: refusal, answer, approver }).catch(() => undefined);
        return refusal;
      }
      if (state !== "pending") return state === "expired" || state === "orphaned" ? state : "answered";
      return this.#settle(stored, answer, approver);
    });
  }

  /** Tells of requests that are asked and closed from now on; gives back the function that ends it. */
  subscribe(listener: (event: ApprovalEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Ends requests whose time is over and whose turn is gone, and forgets those that ended `keepMs` ago or before. */
  async sweep(keepMs: number): Promise<void> {
    const now = this.#options.clock.now();
    for (const { key, value } of await this.#store.scan(table)) {
      const { request, state, settled } = fromJson(value);
      if (state === "pending") {
        if (now >= request.expires) await this.#end(key, "expired");
      } else if (now - (settled ?? request.created) >= keepMs) {
        await this.#store.delete(table, key);
        this.#turns.delete(key);
      }
    }
  }

  /** Ends every wait without a grant; the requests stay pending and are orphans from then on. */
  close(): void {
    for (const turn of this.#turns.values()) turn.settle(undefined);
    this.#turns.clear();
  }

  /** Why this approver may not give this answer. */
  #refusal({ principal }: ApprovalRequest, answer: Answer, approver: string): AnswerOutcome | undefined {
    const { approvers, fourEyes } = this.#options;
    // INVARIANT: an empty list is nobody, and with four eyes nobody allows what they ask for.
    if (!approvers.includes(approver)) return "not-approver";
    return fourEyes && answer === "allow-once" && approver === principal ? "own-request" : undefined;
  }

  async #settle(stored: StoredApproval, answer: Answer, approver: string): Promise<AnswerOutcome> {
    const { request, owner } = stored;
    const at = this.#options.clock.now();
    if (at >= request.expires) return this.#close(stored, "expired", "expired", approver);
    if (owner !== this.#owner || !this.#turns.has(request.id))
      return this.#close(stored, "orphaned", "orphaned", approver);
    if (this.#options.generation() !== request.generation) return this.#close(stored, "void", "stale-policy", approver);
    if (answer !== "allow-once") return this.#close(stored, "denied", "denied", approver);
    const moved = await this.#move(stored, "allowed", approver);
    if (moved === "moved") {
      this.#turns.get(request.id)?.settle({ approver, at });
      return "allowed";
    }
    return moved === "lost" ? "answered" : this.#close(stored, "denied", "unrecorded", approver);
  }

  /** Ends a pending request without a grant, recorded if that can be done, and in any case. */
  async #close(
    stored: StoredApproval,
    state: ApprovalState,
    outcome: AnswerOutcome,
    approver?: string,
  ): Promise<AnswerOutcome> {
    const moved = await this.#move(stored, state, approver);
    // INVARIANT: what cannot be recorded never becomes a grant; closing needs no record.
    if (moved === "unrecorded") await this.#write(stored, "denied", approver);
    this.#turns.get(stored.request.id)?.settle(undefined);
    this.#turns.delete(stored.request.id);
    if (moved === "lost") return "answered";
    return moved === "unrecorded" ? "unrecorded" : outcome;
  }

  #end(id: string, state: "expired" | "withdrawn"): Promise<void> {
    return this.#oneByOne(id, async () => {
      const stored = await this.#read(id);
      if (stored?.state === "pending") await this.#close(stored, state, "expired");
    }).catch(() => this.#turns.get(id)?.settle(undefined));
  }

  /** Gives the grant to the one turn that is first to take it. */
  #claim(id: string): Promise<ApprovalRequest | undefined> {
    return this.#oneByOne(id, async () => {
      const stored = await this.#read(id);
      if (stored?.state !== "allowed") return undefined;
      return (await this.#move(stored, "claimed", stored.approver)) === "moved" ? stored.request : undefined;
    });
  }

  /** Records a change, then makes it, unless somebody else was first. */
  async #move(
    stored: StoredApproval,
    state: ApprovalState,
    approver?: string,
  ): Promise<"moved" | "lost" | "unrecorded"> {
    const by: JsonObject = approver === undefined ? {} : { approver };
    try {
      await this.#record({ ...stored, state }, by);
    } catch {
      return "unrecorded";
    }
    if (await this.#write(stored, state, approver)) return "moved";
    await this.#record({ ...stored, state }, { ...by, superseded: true }).catch(() => undefined);
    return "lost";
  }

  async #write(stored: StoredApproval, state: ApprovalState, approver?: string): Promise<boolean> {
    const { id } = stored.request;
    const row = await this.#store.get(table, id);
    if (row === undefined || fromJson(row.value).state !== stored.state) return false;
    const settled = stored.settled ?? this.#options.clock.now();
    const next = toJson({ ...stored, state, settled, ...(approver !== undefined && { approver }) });
    const written = await this.#store.compareAndSet(table, id, row.version, next);
    if (written) this.#announce(id, state);
    return written;
  }

  #record({ request, state }: StoredApproval, detail: JsonObject): Promise<unknown> {
    const { id, evaluation, fingerprint, agent, session, principal, tool } = request;
    const body = { id, state, evaluation, fingerprint, agent, session, principal, tool, ...detail };
    return this.#options.record({ kind: "approval", body });
  }

  async #read(id: string): Promise<StoredApproval | undefined> {
    const row = await this.#store.get(table, id);
    return row === undefined ? undefined : fromJson(row.value);
  }

  #announce(id: string, state: ApprovalState): void {
    for (const listener of this.#listeners) {
      try {
        listener({ id, state });
      } catch {
        // A listener only shows what happened; the change stands whether it could or not.
      }
    }
  }

  /** One step of a request at a time, in this process; between processes the store's compare-and-set decides. */
  #oneByOne<T>(id: string, step: () => Promise<T>): Promise<T> {
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
