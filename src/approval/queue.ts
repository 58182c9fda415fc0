import type { Surroundings } from "../command/index.ts";
import type { Decision, Grant, Request } from "../decision/index.ts";
import { ApprovalNotAsked } from "../errors.ts";
import type { Store } from "../store/index.ts";
import { type ApproverTerms, mayAllow, quorumFor } from "./approvers.ts";
import { type Clock, systemClock } from "./clock.ts";
import { SingleUseGrant } from "./grant.ts";
import { type ApprovalEvent, Ledger, type RecordApproval } from "./ledger.ts";
import {
  type ApprovalRequest,
  type ApprovalState,
  requestOf,
  type StandingOffer,
  type StoredApproval,
} from "./request.ts";
import { Turn } from "./turn.ts";

/** What a person may answer. */
export type Answer = "allow-once" | "allow-always" | "deny";

/**
 * What became of an answer: it took effect (`allowed`; `learned` when a rule was stored too; `denied`; `counted` when
 * more approvers must agree; `kept` for when the agent asks the same again, since no turn waits any more), or it did
 * not, because the request is `unknown`, was already `answered`, is `expired`, was asked under another policy
 * (`stale-policy`) or offers no such answer (`not-offered`); because the approver is `not-approver` or asks for
 * themselves (`own-request`); or because it could not be recorded (`unrecorded`), which closes the request as denied.
 */
export type AnswerOutcome =
  | "allowed"
  | "learned"
  | "denied"
  | "counted"
  | "kept"
  | "unknown"
  | "answered"
  | "expired"
  | "stale-policy"
  | "not-offered"
  | "not-approver"
  | "own-request"
  | "unrecorded";

/** What the queue needs from the runtime. */
export interface ApprovalOptions extends ApproverTerms {
  readonly record: RecordApproval;
  /** The generation of the policy in force. */
  readonly generation: () => number;
  /** Identity of the policy in force, the same after a restart that changed nothing. */
  readonly policy: () => string;
  /** What allow-always would store; default: nothing, ever. */
  readonly offer?: (decision: Decision) => StandingOffer;
  /** Stores what was offered; rejecting leaves it at allowed once. */
  readonly learn?: (request: ApprovalRequest, approver: string) => Promise<void>;
  /** Where a command runs, for the outline that people are shown. */
  readonly surroundings?: (request: Request) => Surroundings;
  /** Removes secrets from what is shown, stored and recorded; default: nothing is removed. */
  readonly redact?: (text: string) => string;
  /** Milliseconds until a request without an answer is denied, and an answer without a turn is void; default 300000. */
  readonly timeoutMs?: number;
  /** Milliseconds a grant is good for after the answer; default 60000. */
  readonly grantMs?: number;
  readonly clock?: Clock;
  readonly newId?: () => string;
}

/** Questions to people, durable from the asking to the end. The turn that waits lives in this process only. */
export class ApprovalQueue {
  readonly #options: Required<Omit<ApprovalOptions, keyof ApproverTerms>> & ApproverTerms;
  readonly #ledger: Ledger;
  readonly #owner = crypto.randomUUID();
  readonly #turns = new Map<string, Turn>();

  constructor(store: Store, options: ApprovalOptions) {
    this.#options = {
      offer: () => ({ whyNot: "nothing is learned here" }),
      learn: async () => {},
      surroundings: () => ({}),
      redact: (text) => text,
      timeoutMs: 300_000,
      grantMs: 60_000,
      clock: systemClock,
      newId: () => crypto.randomUUID(),
      ...options,
    };
    this.#ledger = new Ledger(store, options.record, () => this.#options.clock.now());
  }

  /**
   * Puts a decision to people. Rejects when it cannot be recorded or stored; there is then nothing to wait for.
   * @throws {ApprovalNotAsked} when the decision does not ask.
   */
  async ask(decision: Decision): Promise<ApprovalRequest> {
    const { clock, newId, timeoutMs, policy, offer, surroundings, redact } = this.#options;
    const created = clock.now();
    const needed = quorumFor(this.#options, decision.risk);
    const request = requestOf(decision, {
      id: newId(),
      created,
      expires: created + timeoutMs,
      policy: policy(),
      needed,
      // INVARIANT: what takes several people to allow once is not one person's to allow always.
      always: needed > 1 ? { whyNot: `${needed} approvers must allow it each time` } : offer(decision),
      surroundings: surroundings(decision.request),
      redact,
    });
    const stored: StoredApproval = { request, state: "pending", owner: this.#owner, allowedBy: [] };
    await this.#ledger.note(stored, {
      summary: request.summary.what,
      reasons: request.reasons.map(({ rule }) => rule),
    });
    if (!(await this.#ledger.open(stored))) {
      throw new ApprovalNotAsked(`there is already an approval request ${request.id}`);
    }
    this.#turns.set(request.id, new Turn(clock.after(timeoutMs, () => void this.#end(request.id, "expired"))));
    this.#ledger.announce(request.id, "pending");
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
      const request = await this.#claim(id, "allowed");
      return request && this.#grant(request, allowance.approver, allowance.at);
    } finally {
      signal.removeEventListener("abort", withdraw);
      this.#turns.delete(id);
    }
  }

  /**
   * Takes the grant that was kept for just this request, when somebody allowed it after the turn that asked was gone;
   * ends whatever of that kind still waits, since the request is made anew.
   */
  async takeKept({ fingerprint }: Decision): Promise<Grant | undefined> {
    const now = this.#options.clock.now();
    let grant: Grant | undefined;
    for (const { request, state, owner, allowedBy } of await this.#ledger.all()) {
      // INVARIANT: the fingerprint holds agent, principal, session and everything that would run.
      if (fingerprint === undefined || request.fingerprint !== fingerprint || owner === this.#owner) continue;
      if (state === "pending") await this.#end(request.id, "withdrawn");
      if (state !== "kept" || grant !== undefined || now >= request.expires) continue;
      if (request.policy !== this.#options.policy()) continue;
      const claimed = await this.#claim(request.id, "kept");
      if (claimed !== undefined) grant = this.#grant(claimed, allowedBy.join(", "), now);
    }
    return grant;
  }

  /** Requests that wait for an answer, oldest first; `orphaned` when the turn that asked is gone. */
  async list(): Promise<readonly (ApprovalRequest & Pick<StoredApproval, "allowedBy"> & { orphaned: boolean })[]> {
    const now = this.#options.clock.now();
    return (await this.#ledger.all())
      .filter(({ state, request }) => state === "pending" && now < request.expires)
      .map(({ request, owner, allowedBy }) => ({ ...request, allowedBy, orphaned: owner !== this.#owner }))
      .sort((a, b) => a.created - b.created);
  }

  /** Answers a request; the first answer that may be given wins, and what is no known answer is a denial. */
  answer(id: string, answer: Answer, approver: string): Promise<AnswerOutcome> {
    return this.#ledger.oneByOne(id, async () => {
      const stored = await this.#ledger.read(id);
      if (stored === undefined) return "unknown";
      const refusal = this.#refusal(stored, answer, approver);
      if (refusal !== undefined) {
        await this.#ledger.note(stored, { refused: refusal, answer, approver }).catch(() => undefined);
        return refusal;
      }
      const { state } = stored;
      if (state === "kept" && answer === "deny") return this.#close(stored, "denied", "denied", approver);
      if (state !== "pending") return state === "expired" ? "expired" : "answered";
      return this.#settle(stored, answer, approver);
    });
  }

  /** Tells of requests that are asked, counted and closed from now on; gives back the function that ends it. */
  subscribe(listener: (event: ApprovalEvent) => void): () => void {
    return this.#ledger.subscribe(listener);
  }

  /** Ends requests whose time is over and whose turn is gone, and forgets those that ended `keepMs` ago or before. */
  async sweep(keepMs: number): Promise<void> {
    const now = this.#options.clock.now();
    for (const { request, state, settled } of await this.#ledger.all()) {
      if (state === "pending" || state === "kept") {
        if (now >= request.expires) await this.#end(request.id, "expired");
      } else if (now - (settled ?? request.created) >= keepMs) {
        await this.#ledger.forget(request.id);
        this.#turns.delete(request.id);
      }
    }
  }

  /** Ends every wait without a grant; the requests stay pending and are orphans from then on. */
  close(): void {
    for (const turn of this.#turns.values()) turn.settle(undefined);
    this.#turns.clear();
  }

  /** Why this approver may not give this answer. */
  #refusal({ request, allowedBy, state }: StoredApproval, answer: Answer, approver: string): AnswerOutcome | undefined {
    if (!this.#options.approvers.includes(approver)) return "not-approver";
    if (answer !== "allow-once" && answer !== "allow-always") return undefined;
    if (!mayAllow(this.#options, approver, request.principal)) return "own-request";
    if (answer === "allow-always" && "whyNot" in request.always) return "not-offered";
    // INVARIANT: a quorum is of different people.
    return state === "pending" && allowedBy.includes(approver) ? "counted" : undefined;
  }

  async #settle(stored: StoredApproval, answer: Answer, approver: string): Promise<AnswerOutcome> {
    const { request } = stored;
    const { clock, generation, policy, timeoutMs } = this.#options;
    const at = clock.now();
    if (at >= request.expires) return this.#close(stored, "expired", "expired", approver);
    const turn = stored.owner === this.#owner ? this.#turns.get(request.id) : undefined;
    const isCurrent = turn === undefined ? policy() === request.policy : generation() === request.generation;
    if (!isCurrent) return this.#close(stored, "void", "stale-policy", approver);
    if (answer !== "allow-once" && answer !== "allow-always") return this.#close(stored, "denied", "denied", approver);
    const allowedBy = [...stored.allowedBy, approver];
    const isEnough = allowedBy.length >= request.needed;
    const state = !isEnough ? "pending" : turn === undefined ? "kept" : "allowed";
    // What is kept is good for as long as a new question would be.
    const prolonged = state === "kept" ? { request: { ...request, expires: at + timeoutMs } } : {};
    const moved = await this.#ledger.move(stored, { state, approver, allowedBy, ...prolonged });
    if (moved === "unrecorded") return this.#close(stored, "denied", "unrecorded", approver);
    if (moved === "lost") return "answered";
    if (!isEnough) return "counted";
    const learned = answer === "allow-always" && (await this.#learn(request, approver));
    turn?.settle({ approver: allowedBy.join(", "), at });
    if (learned) return "learned";
    return turn === undefined ? "kept" : "allowed";
  }

  /** False when it could not be stored: the answer then counts for this once. */
  async #learn(request: ApprovalRequest, approver: string): Promise<boolean> {
    try {
      await this.#options.learn(request, approver);
      return true;
    } catch {
      return false;
    }
  }

  /** Ends a request without a grant, recorded if that can be done, and in any case. */
  async #close(
    stored: StoredApproval,
    state: ApprovalState,
    outcome: AnswerOutcome,
    approver?: string,
  ): Promise<AnswerOutcome> {
    const by = approver === undefined ? {} : { approver };
    const moved = await this.#ledger.move(stored, { state, ...by });
    // INVARIANT: what cannot be recorded never becomes a grant; closing needs no record.
    if (moved === "unrecorded") await this.#ledger.write(stored, { state: "denied", ...by });
    this.#turns.get(stored.request.id)?.settle(undefined);
    this.#turns.delete(stored.request.id);
    if (moved === "lost") return "answered";
    return moved === "unrecorded" ? "unrecorded" : outcome;
  }

  #end(id: string, state: "expired" | "withdrawn"): Promise<void> {
    return this.#ledger
      .oneByOne(id, async () => {
        const stored = await this.#ledger.read(id);
        if (stored?.state === "pending" || stored?.state === "kept") await this.#close(stored, state, "expired");
      })
      .catch(() => this.#turns.get(id)?.settle(undefined));
  }

  /** Gives the grant to the one turn that is first to take it. */
  #claim(id: string, from: "allowed" | "kept"): Promise<ApprovalRequest | undefined> {
    return this.#ledger.oneByOne(id, async () => {
      const stored = await this.#ledger.read(id);
      if (stored?.state !== from) return undefined;
      return (await this.#ledger.move(stored, { state: "claimed" })) === "moved" ? stored.request : undefined;
    });
  }

  #grant({ id, fingerprint, generation }: ApprovalRequest, approver: string, at: number): Grant {
    const { clock, grantMs } = this.#options;
    const isGood = () => clock.now() < at + grantMs && this.#options.generation() === generation;
    return new SingleUseGrant({ id, fingerprint, approver }, isGood);
  }
}
