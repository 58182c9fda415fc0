import type { Request } from "../decision/index.ts";
import {
  type AskForApproval,
  type Enforced,
  enforce,
  type Proposal,
  type RefusedProposal,
  type SecurityContext,
  type SecurityRuntime,
} from "../provider/index.ts";
import { didYouMean } from "../suggestion.ts";
import { checkArguments } from "./arguments.ts";
import type { Labels } from "./labels.ts";
import type { ToolCall } from "./model.ts";
import type { Tool, ToolContext } from "./tool.ts";
import { toolRequest } from "./tools/request.ts";
import type { ActResult } from "./turn.ts";

/** What carrying out calls needs. */
export interface ActServices {
  readonly runtime: SecurityRuntime;
  readonly ask: AskForApproval;
  readonly tools: ReadonlyMap<string, Tool>;
  /** Takes secrets out of a text and says how many there were. */
  readonly redact: (text: string) => { readonly text: string; readonly found: number };
  /** How the result of a tool is shown to the model; default: redacted. */
  readonly redactResult?: (text: string, about: JudgedResult) => Promise<ReturnType<ActServices["redact"]>>;
  /** Told of every call before it is decided on, of a known tool or not. */
  readonly notice?: (call: ToolCall, turn: TurnContext) => void;
  /** Wraps untrusted text so that a model can tell where it begins and ends. */
  readonly envelope: (text: string, source: string) => string;
  /** What of a text that others wrote the model may see, and what it is told about it; default: all, and nothing. */
  readonly judge?: (text: string, about: JudgedResult, signal: AbortSignal) => Promise<JudgedText>;
}

/** The part of a tool's context that holds for the whole turn. */
export type TurnContext = Omit<ToolContext, "tier" | "taint" | "scope"> & {
  /** What the user asked for, in the user's own words. */
  readonly goal?: string;
};

/** Whose call a text came back from. */
export interface JudgedResult extends Pick<TurnContext, "agent" | "principal" | "session" | "ingress" | "goal"> {
  readonly tool: string;
  readonly tier: Labels["tier"];
}

/** A text as the model may see it, and a line about it. */
export interface JudgedText {
  readonly text: string;
  readonly note?: string;
}

/** Decides, records, and where it is permitted carries out one call of a turn. */
export async function act(
  call: ToolCall,
  labels: Labels,
  turn: TurnContext,
  security: SecurityContext,
  services: ActServices,
  signal: AbortSignal,
): Promise<ActResult> {
  services.notice?.(call, turn);
  const context: ToolContext = { ...turn, ...labels, scope: security.scopeAt(labels.tier) };
  const proposal = await propose(call, context, services.tools);
  const enforced = await enforce(proposal, security, services.runtime, services.ask, signal);
  const about = { ...turn, tool: call.name, tier: labels.tier };
  return show(enforced, proposal.request, labels, services, {
    redactResult: async (text) => (await services.redactResult?.(text, about)) ?? services.redact(text),
    judge: async (text) => (await services.judge?.(text, about, signal)) ?? { text },
  });
}

/** A call as something to decide: unknown tools and unusable arguments are refusals, on record like any other. */
async function propose(
  call: ToolCall,
  context: ToolContext,
  tools: ReadonlyMap<string, Tool>,
): Promise<Proposal | RefusedProposal> {
  const tool = tools.get(call.name);
  const refuse = (rule: string, message: string): RefusedProposal => {
    const args = "malformed" in call ? { malformed: call.malformed } : call.arguments;
    return {
      request: toolRequest(context, call.name, { type: "tool", id: call.name, access: "use" }, args),
      refusal: { rule, message },
    };
  };
  if (tool === undefined)
    return refuse("tool.unknown", `there is no tool "${call.name}": ${didYouMean(call.name, [...tools.keys()])}`);
  if ("malformed" in call) return refuse("tool.arguments", "the arguments are not a JSON object");
  const problems = checkArguments(tool.parameters, call.arguments);
  if (problems.length > 0) return refuse("tool.arguments", problems.join("; "));
  try {
    return await tool.prepare(call.arguments, context);
  } catch (error) {
    return refuse(
      "tool.failed",
      `the call could not be prepared: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** How the result of one call is made fit for the model. */
interface Viewing {
  readonly redactResult: (text: string) => Promise<ReturnType<ActServices["redact"]>>;
  readonly judge: (text: string) => Promise<JudgedText>;
}

/** What the model, and a person who watches, see of it. INVARIANT: remedies are the operator's, so none is shown here. */
async function show(
  enforced: Enforced,
  request: Request,
  labels: Labels,
  services: ActServices,
  { redactResult, judge }: Viewing,
): Promise<ActResult> {
  const { effect, disposition, result, decision } = enforced;
  // INVARIANT: redacted before it is cut, since half a secret matches no detector.
  const shown = (text: string, length: number) => services.redact(text).text.slice(0, length);
  const what = shown(`${request.action.name} ${request.resource.id}`, 200);
  if (result === undefined) {
    const why = decision.reasons.map(({ rule, message }) => `${message} (${rule})`).join("; ");
    const text =
      disposition === "unapproved"
        ? `Not done: nobody approved it. ${why}`
        : `Not done: ${why || "its outcome could not be recorded"}`;
    return {
      ...labels,
      text: services.redact(text).text,
      effect,
      disposition,
      summary: services.redact(`${what}: ${why}`).text,
    };
  }
  const { text, found } = await redactResult(result.text);
  const mustWrap = result.untrusted || enforced.obligations.some(({ id }) => id === "envelope");
  const judged: JudgedText = mustWrap ? await judge(text) : { text };
  const notes = (result.note ?? "") + (judged.note ?? "");
  return {
    text: (mustWrap ? services.envelope(judged.text, result.source) : text) + notes,
    effect,
    disposition,
    summary: result.ok ? what : `${what}: ${shown(firstLine(result.text + (result.note ?? "")), 300)}`,
    tier: result.provenance?.tier ?? labels.tier,
    ...(result.composed !== undefined && { composed: result.composed }),
    taint: {
      untrusted: result.untrusted,
      sensitive: result.sensitive || found > 0,
      sources: result.untrusted ? [result.source, ...(result.provenance?.sources ?? [])] : [],
    },
  };
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? "";
}
