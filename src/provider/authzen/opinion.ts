import type { Effect, Json, JsonObject, Opinion, Reason } from "../../decision/index.ts";

const longest = 1_000;

/**
 * The opinion that an answer stands for (OpenID AuthZEN 1.0 §6.2). A refusal that can be lifted by a person is an ask.
 * @throws {Error} when it is no answer, or says two things at once; the runtime then denies.
 */
export function opinionOf({ decision, context = {} }: JsonObject, askWhen: string | undefined): Opinion {
  if (typeof decision !== "boolean") throw new Error("answered without a decision");
  if (typeof context !== "object" || context === null || Array.isArray(context))
    throw new Error("answered with a context that is no object");
  const about = context as JsonObject;
  const effect = effectOf(decision, about, askWhen);
  const obligations = about["obligations"];
  return {
    effect,
    reasons: [reasonOf(about, effect)],
    // What is wrong with them is found where every opinion is looked at; one that is not known means deny.
    ...(obligations !== undefined && effect !== "deny" && { obligations: obligations as unknown as [] }),
  };
}

function effectOf(decision: boolean, context: JsonObject, askWhen: string | undefined): Effect {
  const said = context["effect"];
  // Another Sallyport says its effect outright.
  if (said !== undefined && (said === "allow") !== decision) throw new Error("answered with two decisions at once");
  if (decision) return "allow";
  const lifted = askWhen === undefined ? undefined : context[askWhen];
  return said === "ask" || (lifted !== undefined && lifted !== null && lifted !== false) ? "ask" : "deny";
}

function reasonOf(context: JsonObject, effect: Effect): Reason {
  const message = textOf(context["reason_user"]) ?? `the decision point says ${effect}`;
  const remedy = textOf(context["reason_admin"]);
  return { rule: "authzen.decision", message, ...(remedy !== undefined && { remedy }) };
}

/** A reason is a text, or one in each of several languages. */
function textOf(reason: Json | undefined): string | undefined {
  const texts =
    typeof reason === "object" && reason !== null ? [(reason as JsonObject)["en"], ...Object.values(reason)] : [reason];
  return texts.find((text) => typeof text === "string")?.slice(0, longest);
}
