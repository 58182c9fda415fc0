import type { Answer, AnswerOutcome, ApprovalRequest } from "../approval/index.ts";
import { rootOf } from "../decision/index.ts";
import { type RpcMethods, rpcMethod } from "../gateway/index.ts";
import { type Refusal, refuse } from "../ingress/index.ts";
import type { Identity } from "../session/index.ts";
import type { Sallyport } from "./sallyport.ts";

/** What a person may answer, as it is written on every wire. */
export const answers: readonly ["allow-once", "allow-always", "deny"] = ["allow-once", "allow-always", "deny"];

/** The answer of somebody who is known by their token; the queue knows whether they may give it. */
export async function answerAs(
  { approvals }: Pick<Sallyport, "approvals">,
  identity: Identity,
  id: string,
  answer: Answer,
): Promise<AnswerOutcome | Refusal> {
  // INVARIANT: who may only talk to agents approves nothing, whatever principal their token is for.
  if (identity.role !== "operator") return refuse("forbidden", "only operators answer approvals");
  if (identity.agent !== undefined) {
    const asked = (await approvals.list()).find((request) => request.id === id);
    // INVARIANT: to a token for one agent there is no other.
    if (asked === undefined || !isFor(identity, asked)) return "unknown";
  }
  return approvals.answer(id, answer, identity.principal);
}

/** The RPC methods about approvals and what was learned from them. */
export function approvalMethods(port: Sallyport): RpcMethods {
  return {
    "approvals.list": rpcMethod({
      role: "operator",
      summary: "what waits for an answer, with the rule that allow-always would store",
      params: {},
      run: async (_, { identity }) => (await port.approvals.list()).filter((request) => isFor(identity, request)),
    }),
    "approvals.answer": rpcMethod({
      role: "operator",
      summary: "allow once, allow always by the rule that the request offers, or deny",
      params: { id: { type: "string", max: 64 }, answer: { type: "string", oneOf: answers } },
      run: ({ id, answer }, { identity }) => answerAs(port, identity, id, answer),
    }),
    "approvals.rules": rpcMethod({
      role: "operator",
      summary: "the rules learned by allow-always that still hold",
      params: {},
      run: async (_, { identity }) => (await port.learned.list()).filter((rule) => isFor(identity, rule)),
    }),
    "approvals.forget": rpcMethod({
      role: "operator",
      summary: "take a learned rule away",
      params: { id: { type: "string", max: 64 } },
      async run({ id }, { identity }) {
        const known = (await port.learned.list()).some((rule) => rule.id === id && isFor(identity, rule));
        return known && (await port.learned.remove(id, identity.principal))
          ? { removed: true }
          : refuse("not_found", "there is no such rule");
      },
    }),
  };
}

function isFor(identity: Identity, { agent }: Pick<ApprovalRequest, "agent">): boolean {
  return identity.agent === undefined || identity.agent === rootOf(agent);
}
