import { randomBytes } from "node:crypto";
import {
  includesName,
  type JsonObject,
  type ScopeRequest,
  type ScopeViolation,
  type Tier,
} from "../../decision/index.ts";
import type { EffectResult, Proposal, RefusedProposal, SecurityContext } from "../../provider/index.ts";
import type { AgentInput, Delegated } from "../agent.ts";
import type { Tool, ToolContext } from "../tool.ts";
import type { TurnEvent, TurnFinish } from "../turn.ts";
import { toolRequest } from "./request.ts";

/** An agent that can be given a task. */
export interface Worker {
  /** Name of its model in the configuration. */
  readonly model: string;
  /** Best tier that its turns can have. */
  readonly tier: Tier;
  turn(input: AgentInput, signal: AbortSignal, as: Delegated): AsyncIterable<TurnEvent>;
}

/** A task that is to be done in a turn of its own. */
export interface ChildTask {
  readonly task: string;
  /** What it is called after the agent that gives it. */
  readonly name: string;
  readonly worker: Worker;
  readonly requested: ScopeRequest;
  /** What the worker may do by itself, where it is another agent. */
  readonly within?: SecurityContext;
}

/** How long a task may be; UTF-16 code units. */
export const maxTask = 32_768;

/**
 * Makes a task into a proposal: a turn within parent ⊓ requested that spends the parent's budget, begins with all that
 * the parent's turn has read, and hands back all that it has read itself.
 */
export function proposeChildTurn(
  tool: Tool["name"],
  args: JsonObject,
  { task, name, worker, requested, within }: ChildTask,
  context: ToolContext,
): Proposal | RefusedProposal {
  const { authority, principal, ingress, taint, scope } = context;
  const resource = { type: "session", id: `${context.agent}/${name}`, access: "use" } as const;
  const refuse = (rule: string, message: string): RefusedProposal => ({
    request: toolRequest(context, tool, resource, args),
    refusal: { rule, message },
  });
  if (authority === undefined) return refuse("delegation.turn", "only a turn can hand on a task");
  if (scope.delegationDepth < 1) return refuse("scope.delegationDepth", "no further level of delegation is left here");
  const tier = worker.tier > context.tier ? worker.tier : context.tier;
  const { context: security, violations } = authority.security.child(name, requested, {
    tier: context.tier,
    ...(within && { within }),
  });
  if (!includesName(security.scopeAt(tier).models, worker.model))
    return refuse("scope.models", `"${worker.model}" is outside the scope of this agent (models)`);
  const request = toolRequest(context, tool, resource, args, {
    ...(violations.length > 0 && { bound: violations.map(lineOf) }),
  });
  return {
    request,
    async run(permit, signal) {
      permit.spend(request, []);
      const session = `${context.session}/${randomBytes(6).toString("base64url")}`;
      const input = { principal, session, ingress, tier, taint, text: task };
      const as = { security, budget: authority.budget, from: context };
      const ended = await lastOf(worker.turn(input, signal, as));
      return resultOf(ended, resource.id, { session, cut: violations.length });
    },
  };
}

type Ended = Extract<TurnEvent, { type: "final" }>;

async function lastOf(events: AsyncIterable<TurnEvent>): Promise<Ended> {
  let last: Ended | undefined;
  for await (const event of events) if (event.type === "final") last = event;
  if (last === undefined) throw new Error("the turn came to no end");
  return last;
}

const wentWell: readonly TurnFinish[] = ["stop", "length"];

/** INVARIANT: all that the child has read, the parent has: nothing is made clean by being told through a child. */
function resultOf(
  { text, finish, labels: { taint, tier } }: Ended,
  agent: string,
  detail: NonNullable<EffectResult["detail"]>,
): EffectResult {
  return {
    ok: wentWell.includes(finish),
    text,
    ...(finish !== "stop" && { note: `\n(it ended early: ${finish})` }),
    source: `agent:${agent}`,
    untrusted: taint.untrusted,
    provenance: { tier, sources: taint.sources },
    composed: true,
    sensitive: taint.sensitive,
    detail: { ...detail, finish },
  };
}

/** What was asked for beyond what the parent has. */
function lineOf({ field, requested, granted }: ScopeViolation): string {
  return `${field}: asked for ${requested}, granted ${granted}`;
}
