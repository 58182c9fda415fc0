import type { TurnEvent as AgentEvent, AgentInput } from "../agent/index.ts";
import type { ApprovalRequest } from "../approval/index.ts";
import { tierMin } from "../content/index.ts";
import type { Finish, Screened, TurnEvent } from "../gateway/index.ts";
import { judgedReplies, type ReplyJudge } from "./judged-replies.ts";
import type { Sallyport } from "./sallyport.ts";

/** The agent's answer to a screened message, with the approvals it asks for in between as they come. */
export async function* answer(port: Sallyport, message: Screened, signal: AbortSignal): AsyncGenerator<TurnEvent> {
  const agent = port.agents.get(message.agent);
  if (agent === undefined) throw new TypeError(`there is no agent "${message.agent}"`);
  const waiting: TurnEvent[] = [];
  let wake = (): void => {};
  const offer = (event: TurnEvent): void => {
    waiting.push(event);
    wake();
  };
  const release = port.onApproval(message.session.id, (request) => offer(approvalEvent(request)));
  let ended = false;
  const turn = pump(judgedReplies(agent.turn(inputOf(port, message), signal), replyJudge(port, message)), offer, () => {
    const finding = port.runaway.exhausted(message.agent, message.session.id);
    if (finding !== undefined) void port.runtime.raise(finding);
  }).finally(() => {
    ended = true;
    wake();
  });
  // Whoever stops listening before the end hears of no failure; the process must not end of it.
  turn.catch(() => {});
  try {
    while (!ended || waiting.length > 0) {
      const next = waiting.shift();
      if (next !== undefined) yield next;
      else if (!ended) await new Promise<void>((resolve) => (wake = resolve));
    }
    await turn;
  } finally {
    release();
  }
}

async function pump(
  events: AsyncIterable<AgentEvent>,
  offer: (event: TurnEvent) => void,
  onExhausted: () => void,
): Promise<void> {
  for await (const event of events) {
    if (event.type === "final" && event.finish === "budget") onExhausted();
    const translated = translate(event);
    if (translated !== undefined) offer(translated);
  }
}

function replyJudge({ judge, config }: Sallyport, message: Screened): ReplyJudge {
  const { agent, identity, session, ingress, tier } = message;
  const matter = { agent, principal: identity.principal, session: session.id, ingress, tier } as const;
  const { actions, policies } = config.judge;
  const leaving = policies.filter(({ when: { points } }) => points === undefined || points.includes("egress"));
  return {
    holds: [actions.egress, ...leaving].some((each) => Object.values(each).includes("block")),
    rule: async (text) => (await judge.desk()).rule(text, { ...matter, point: "egress", direction: "content" }),
  };
}

function approvalEvent({ id, tool, summary, reasons, risk, always, expires }: ApprovalRequest): TurnEvent {
  return {
    type: "approval",
    id,
    tool,
    summary: summary.what,
    programs: summary.programs,
    details: summary.details,
    reasons: reasons.map(({ rule, message }) => ({ rule, message })),
    ...(risk !== undefined && { risk }),
    always:
      "whyNot" in always ? { whyNot: always.whyNot } : { rule: always.text, days: always.days, uses: always.uses },
    expires,
  };
}

function translate(event: AgentEvent): TurnEvent | undefined {
  switch (event.type) {
    case "text":
      return { type: "text", text: event.text };
    case "tool-start":
      return undefined;
    case "tool-end": {
      const { tool, effect, disposition, summary } = event;
      return { type: "tool", tool, effect, disposition, summary };
    }
    case "final": {
      const { text, reason } = event;
      return { type: "final", text, finish: finishOf(event.finish), ...(reason !== undefined && { reason }) };
    }
  }
}

function finishOf(finish: Extract<AgentEvent, { type: "final" }>["finish"]): Finish {
  switch (finish) {
    case "stop":
    case "length":
    case "filtered":
      return finish;
    case "budget":
      return "length";
    default:
      return "failed";
  }
}

/** INVARIANT: a turn is never of a better tier than its token, nor than the agent may have. */
function inputOf(port: Sallyport, screened: Screened): AgentInput {
  const { message, history, session, ingress, agent, tier, identity, conversation } = screened;
  const best = port.loaded().config.agents.find(({ id }) => id === agent)?.tier ?? "C";
  const effective = tierMin(tier, best);
  return {
    principal: identity.principal,
    session: session.id,
    ingress,
    tier: effective,
    taint: message.taint,
    text: message.text,
    fleeting: conversation === undefined,
    history: history.map(({ role, text, taint }) => ({ role, text, taint, tier: effective })),
  };
}
