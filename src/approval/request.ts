import type { LearnedRule, Surroundings } from "../command/index.ts";
import type { Decision, Json, JsonObject, Reason, Risk } from "../decision/index.ts";
import { ApprovalNotAsked } from "../errors.ts";
import { type ApprovalSummary, summarise } from "./summary.ts";
import { visible } from "./visible.ts";

/** The rule that allow-always would store, and what it would be worth; or why there is none. */
export type StandingOffer =
  | {
      readonly rule: LearnedRule;
      /** The rule in words. */
      readonly text: string;
      /** Files that are run, or that say what is run, a line each with what they hold: as long as they stay so. */
      readonly code: readonly string[];
      /** Days until it ends. */
      readonly days: number;
      /** How often it may be used. */
      readonly uses: number;
    }
  | { readonly whyNot: string };

/** A pending question to a person about one exact request. Times are milliseconds since the epoch. */
export interface ApprovalRequest {
  readonly id: string;
  readonly evaluation: string;
  readonly fingerprint: string;
  readonly agent: string;
  readonly session: string;
  readonly principal: string;
  readonly tool: string;
  readonly summary: ApprovalSummary;
  readonly reasons: readonly Reason[];
  readonly risk?: Risk;
  readonly created: number;
  readonly expires: number;
  /** Generation of the policy that asked. */
  readonly generation: number;
  /** Identity of that policy, which a restart does not change. */
  readonly policy: string;
  /** How many different approvers must allow it. */
  readonly needed: number;
  readonly always: StandingOffer;
}

/**
 * Where a request stands. From `pending` it goes once, to `allowed`, to `kept` when no turn waits any more, or to an
 * end; from `allowed` or `kept` to `claimed`, when a turn takes its grant.
 */
export type ApprovalState = "pending" | "allowed" | "kept" | "claimed" | "denied" | "expired" | "withdrawn" | "void";

/** A request as it is stored. */
export interface StoredApproval {
  readonly request: ApprovalRequest;
  readonly state: ApprovalState;
  /** The queue whose turn waits. */
  readonly owner: string;
  /** Who has allowed it so far. */
  readonly allowedBy: readonly string[];
  /** Who closed it. */
  readonly approver?: string;
  /** When it left `pending`. */
  readonly settled?: number;
}

/** What a question is made of beside the decision. */
export interface Asking extends Pick<ApprovalRequest, "id" | "created" | "expires" | "policy" | "needed" | "always"> {
  readonly surroundings: Surroundings;
  readonly redact: (text: string) => string;
}

/**
 * The question that a decision asks.
 * @throws {ApprovalNotAsked} when its effect is not `ask`.
 */
export function requestOf(decision: Decision, { surroundings, redact, always, ...asking }: Asking): ApprovalRequest {
  const { evaluation, request, fingerprint, effect, reasons, risk } = decision;
  if (effect !== "ask" || fingerprint === undefined) {
    throw new ApprovalNotAsked(`the evaluation ${evaluation} is ${effect}, not ask`);
  }
  const { subject, action, context } = request;
  return {
    ...asking,
    // A rule that holds a secret is not offered; why there is none may quote the command.
    always: "whyNot" in always ? { whyNot: redact(always.whyNot) } : always,
    evaluation,
    fingerprint,
    agent: subject.id,
    session: subject.session,
    principal: subject.principal,
    tool: action.name,
    summary: summarise(request, surroundings, redact),
    reasons: reasons.map(({ message, remedy, ...reason }) => ({
      ...reason,
      message: visible(redact(message)).text,
      ...(remedy !== undefined && { remedy: redact(remedy) }),
    })),
    ...(risk !== undefined && { risk }),
    generation: context.generation,
  };
}

/** The stored form as JSON. */
export function toJson(stored: StoredApproval): JsonObject {
  return stored as unknown as JsonObject;
}

/** The stored form from JSON that this module wrote. */
export function fromJson(value: Json): StoredApproval {
  return value as unknown as StoredApproval;
}
