import type { AuthorizationAnswer } from "@cedar-policy/cedar-wasm/web";
import { meetOpinions, type Opinion } from "../../decision/index.ts";
import { PolicyInvalid } from "../../errors.ts";
import type { Policy } from "./policy.ts";
import type { PolicySet } from "./policy-set.ts";
import { lineAt } from "./problem.ts";

/** A denial for want of a policy that permits. */
export const unpermitted: Opinion = {
  effect: "deny",
  reasons: [{ rule: "cedar.unpermitted", message: "no Cedar policy permits it", remedy: "permit it in a policy" }],
};

/**
 * What Cedar's answer means: a forbid beats everything, and a permit that asks beats one that does not.
 * @throws {PolicyInvalid} when a policy could not be evaluated. INVARIANT: it may have been the one that forbids.
 */
export function opinionOf(answer: AuthorizationAnswer, { policies }: PolicySet): Opinion {
  if (answer.type === "failure") throw new Error(answer.errors.map(({ message }) => message).join("; "));
  const { decision, diagnostics } = answer.response;
  const policy = (id: string) => policies.get(id) as Policy;
  if (diagnostics.errors.length > 0) {
    const problems = diagnostics.errors.map(({ policyId, error }) => {
      const { source, offset } = policy(policyId);
      return { file: source.file, line: lineAt(source.text, offset), path: policyId, message: error.message };
    });
    throw new PolicyInvalid(problems);
  }
  const determining = diagnostics.reason.map(policy);
  if (determining.length === 0 || (decision === "allow") !== determining.every(({ effect }) => effect !== "deny")) {
    return unpermitted;
  }
  return meetOpinions(determining.map(opinionOfPolicy));
}

function opinionOfPolicy({ id, effect, reason, obligations }: Policy): Opinion {
  const does = { allow: "permits", ask: "permits, when asked", deny: "forbids" }[effect];
  const message = reason ?? `the Cedar policy "${id}" ${does} it`;
  return { effect, reasons: [{ rule: `cedar.${id}`, message }], obligations };
}
