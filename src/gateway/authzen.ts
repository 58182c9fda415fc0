import type { Json, JsonObject } from "../decision/index.ts";
import { isRefusal, membersOf, type Refusal, refuse } from "../ingress/index.ts";
import type { Identity } from "../session/index.ts";

/** The answer to one evaluation (OpenID AuthZEN 1.0 §6.2). */
export interface EvaluationAnswer {
  readonly decision: boolean;
  readonly context: JsonObject;
}

/** Decides one question for a caller; a refusal is about the question or the caller, and then nothing was decided. */
export type EvaluateFor = (question: unknown, caller: Identity) => Promise<EvaluationAnswer | Refusal>;

export const evaluationPath = "/access/v1/evaluation";
export const evaluationsPath = "/access/v1/evaluations";
export const metadataPath = "/.well-known/authzen-configuration";

/** Evaluations in one request. */
const most = 64;

/** Where a decision point says what it answers (§9.1); `origin` is how the caller reached it. */
export function authzenMetadata(origin: string): JsonObject {
  return {
    policy_decision_point: origin,
    access_evaluation_endpoint: origin + evaluationPath,
    access_evaluations_endpoint: origin + evaluationsPath,
  };
}

/** An id that the caller gave its request, if it can be given back. */
export function callersRequestId(path: string, header: string | undefined): string | undefined {
  return path.startsWith("/access/") && header !== undefined && /^[\w.:-]{1,128}$/.test(header) ? header : undefined;
}

/** After which answer the rest is not evaluated; no answer for the semantic that evaluates all. */
const endsAt: Readonly<Record<string, boolean | undefined>> = {
  execute_all: undefined,
  deny_on_first_deny: false,
  permit_on_first_permit: true,
};

/** Answers several evaluations, which share what they do not say themselves (§7); without a list, the one there is. */
export async function evaluateAll(body: unknown, caller: Identity, evaluate: EvaluateFor): Promise<object> {
  const { evaluations, options, ...shared } = membersOf(body);
  if (evaluations === undefined) return evaluate(shared, caller);
  const semantic = membersOf(options)["evaluations_semantic"] ?? "execute_all";
  if (!Array.isArray(evaluations) || evaluations.length === 0 || evaluations.length > most)
    return refuse("invalid_request", `evaluations must be a list of 1 to ${most}`);
  if (typeof semantic !== "string" || !Object.hasOwn(endsAt, semantic))
    return refuse("invalid_request", `evaluations_semantic must be one of ${Object.keys(endsAt).join(", ")}`);
  const answers: Json[] = [];
  for (const each of evaluations) {
    const answer = await evaluate({ ...shared, ...membersOf(each) }, caller);
    if (isRefusal(answer)) return answer;
    answers.push({ ...answer });
    if (answer.decision === endsAt[semantic]) break;
  }
  return { evaluations: answers };
}
