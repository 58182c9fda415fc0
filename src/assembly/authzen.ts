import { cleanTaint, tierMin } from "../content/index.ts";
import {
  accesses,
  type Decision,
  type Fields,
  fields,
  type JsonObject,
  list,
  type Reason,
  type Request,
  type Resource,
  rootOf,
  tiers,
} from "../decision/index.ts";
import type { EvaluateFor, EvaluationAnswer } from "../gateway/index.ts";
import { type Refusal, refuse } from "../ingress/index.ts";
import { toolCatalogue } from "../policy/index.ts";
import type { Identity } from "../session/index.ts";
import type { Sallyport } from "./sallyport.ts";

/**
 * Decides for whoever asks from elsewhere (OpenID AuthZEN 1.0). It is an evaluation like any other, with its one record,
 * whose ingress is `authzen`; nothing is done here, so the permit that may come of it is never spent.
 */
export function evaluateFor(port: Sallyport): EvaluateFor {
  return async (question, caller) => {
    const { subject, action, resource, context = {} } = fields(question);
    const [who, what, where] = [fields(subject), fields(action), fields(resource)];
    const names = [who["type"], who["id"], what["name"], where["type"], where["id"]];
    if (!names.every((name) => typeof name === "string" && name !== ""))
      return refuse("invalid_request", "an evaluation has a subject, an action and a resource, each with its names");
    if (typeof context !== "object" || context === null || Array.isArray(context))
      return refuse("invalid_request", "the context must be an object");
    const properties = fields(who["properties"]);
    const principal = properties["principal"] ?? caller.principal;
    if (typeof principal !== "string") return refuse("invalid_request", "the principal must be a text");
    const agent = String(who["id"]);
    const refused = mayNotAsk(caller, agent, principal);
    if (refused !== undefined) return refused;
    const request = requestOf(port, caller, { agent, principal, what, where, context: fields(context) });
    const refusal = unfit(request, String(who["type"]));
    const { decision } = await port.runtime
      .forAgent(agent, principal)
      .evaluate(request, refusal === undefined ? {} : { refusal });
    return port.redactor.redactJson(answerOf(decision, caller)).value as unknown as EvaluationAnswer;
  };
}

/** INVARIANT: what others may do is told to operators alone. */
function mayNotAsk({ role, principal, agent }: Identity, about: string, forWhom: string): Refusal | undefined {
  if (role === "operator" || (forWhom === principal && (agent === undefined || agent === rootOf(about))))
    return undefined;
  return refuse("forbidden", "you may ask what may be done for yourself, by the agent of your token");
}

interface Asked {
  readonly agent: string;
  readonly principal: string;
  readonly what: Fields;
  readonly where: Fields;
  readonly context: Fields;
}

/** INVARIANT: what a caller says of a turn can make it worse than the caller's own, never better. */
function requestOf({ runtime, config }: Sallyport, caller: Identity, asked: Asked): Request {
  const { agent, principal, what, where, context } = asked;
  const { access } = fields(where["properties"]);
  const name = String(what["name"]);
  const claimed = tiers.find((tier) => tier === context["tier"]) ?? "A";
  const best = config.agents.find(({ id }) => id === rootOf(agent))?.tier ?? "C";
  const { untrusted, sensitive, sources } = { ...cleanTaint, ...fields(context["taint"]) };
  const known = Object.hasOwn(toolCatalogue, name) ? toolCatalogue[name]?.access : undefined;
  return {
    subject: { type: "agent", id: agent, principal, session: "authzen" },
    action: { name },
    resource: {
      type: String(where["type"]) as Resource["type"],
      id: String(where["id"]),
      access: known ?? accesses.find((each) => each === access) ?? "use",
    },
    context: {
      ingress: "authzen",
      tier: tierMin(claimed, tierMin(caller.tier, best)),
      taint: {
        untrusted: untrusted !== false,
        sensitive: sensitive !== false,
        sources: list(sources).filter((source) => typeof source === "string"),
      },
      arguments: fields(context["arguments"]) as JsonObject,
      ...(typeof context["cwd"] === "string" && { cwd: context["cwd"] }),
      ...(Array.isArray(context["targets"]) && { targets: context["targets"].map(String) }),
      generation: runtime.generation,
    },
  };
}

/** Why a question cannot be answered with yes, whatever the policy says. */
function unfit({ action, resource }: Request, subject: string): Reason | undefined {
  if (subject !== "agent") return { rule: "authzen.subject", message: "the subject is no agent" };
  const entry = Object.hasOwn(toolCatalogue, action.name) ? toolCatalogue[action.name] : undefined;
  if (entry === undefined || entry.type === resource.type) return undefined;
  return { rule: "authzen.resource", message: `"${action.name}" is about a ${entry.type}` };
}

function answerOf(decision: Decision, { role }: Identity): JsonObject {
  const { effect, evaluation, reasons, obligations } = decision;
  const told = reasons.map(({ message }) => message).join("; ");
  const remedies = reasons.flatMap(({ remedy }) => remedy ?? []).join("; ");
  return {
    decision: effect === "allow",
    context: {
      id: evaluation,
      effect,
      ...(told !== "" && { reason_user: { en: told } }),
      ...(role === "operator" && remedies !== "" && { reason_admin: { en: remedies } }),
      ...(effect !== "deny" && obligations.length > 0 && { obligations: obligations.map((each) => ({ ...each })) }),
    },
  } as unknown as JsonObject;
}
