import type { Json, Opinion, Reason } from "../../decision/index.ts";

/** Members of a decision that policies may give. */
const known: readonly string[] = ["effect", "reasons", "obligations", "risk"];
/** UTF-16 units of a text that a policy gives. */
const longest = 1_000;

/**
 * The opinion that a document stands for: true or false, or an object with an effect and what goes with it.
 * @throws {Error} when it is neither; the runtime then denies.
 */
export function opinionOf(document: Json | undefined, decisionId: string | undefined): Opinion {
  const trace: readonly Reason[] =
    decisionId === undefined ? [] : [{ rule: "opa.decision", message: `decision ${decisionId.slice(0, 128)}` }];
  if (document === undefined || document === null) {
    return { effect: "deny", reasons: [{ rule: "opa.undefined", message: "no policy decides this" }, ...trace] };
  }
  if (typeof document === "boolean") {
    const message = document ? "the policy allows it" : "the policy does not allow it";
    return { effect: document ? "allow" : "deny", reasons: [{ rule: "opa.policy", message }, ...trace] };
  }
  if (typeof document !== "object" || Array.isArray(document))
    throw new Error("the decision is no boolean and no object");
  const decision = document as Readonly<Record<string, Json>>;
  const stranger = Object.keys(decision).find((key) => !known.includes(key));
  // INVARIANT: what is not understood is never passed over, since it may be what would have denied.
  if (stranger !== undefined) throw new Error(`the decision has a member that is not known: ${stranger.slice(0, 64)}`);
  const { reasons = [], ...rest } = decision;
  if (!Array.isArray(reasons)) throw new Error("the reasons of the decision are no list");
  // What is wrong with effect, obligations or risk is found where every opinion is looked at.
  return { ...rest, reasons: [...reasons.map(reasonOf), ...trace] } as unknown as Opinion;
}

function reasonOf(given: Json): Reason {
  if (typeof given === "string") return { rule: "opa.policy", message: given.slice(0, longest) };
  const { rule, message, remedy } = Object(given) as { rule?: Json; message?: Json; remedy?: Json };
  if (typeof rule !== "string" || typeof message !== "string") throw new Error("a reason has no rule or no message");
  return {
    rule: rule.slice(0, 128),
    message: message.slice(0, longest),
    ...(typeof remedy === "string" && { remedy: remedy.slice(0, longest) }),
  };
}
