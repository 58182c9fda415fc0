import type { Decision, Json, JsonObject, Reason, Risk } from "../decision/index.ts";
import { ApprovalNotAsked } from "../errors.ts";
import { type ApprovalSummary, summarise } from "./summary.ts";
import { visible } from "./visible.ts";

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
}

/**
 * Where a request stands. From `pending` it goes once, to `allowed` or to an end; from `allowed` to `claimed`, when the
 * turn that waits takes its grant.
 */
export type ApprovalState =
  | "pending"
  | "allowed"
  | "claimed"
  | "denied"
  | "expired"
  | "withdrawn"
  | "orphaned"
  | "void";

/** A request as it is stored. */
export interface StoredApproval {
  readonly request: ApprovalRequest;
  readonly state: ApprovalState;
  /** The queue whose turn waits. */
  readonly owner: string;
  readonly approver?: string;
  /** When it left `pending`. */
  readonly settled?: number;
}

/**
 * The question that a decision asks.
 * @throws {ApprovalNotAsked} when its effect is not `ask`.
 */
export function requestOf(decision: Decision, id: string, created: number, expires: number): ApprovalRequest {
  const { evaluation, request, fingerprint, effect, reasons, risk } = decision;
  if (effect !== "ask" || fingerprint === undefined) {
    throw new ApprovalNotAsked(`the evaluation ${evaluation} is ${effect}, not ask`);
  }
  const { subject, action, context } = request;
  return {
    id,
    evaluation,
    fingerprint,
    agent: subject.id,
    session: subject.session,
    principal: subject.principal,
    tool: action.name,
    summary: summarise(request),
    reasons: reasons.map((reason) => ({ ...reason, message: visible(reason.message).text })),
    ...(risk !== undefined && { risk }),
    created,
    expires,
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
