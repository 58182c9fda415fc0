import { meet } from "./effect.ts";
import { combineObligations } from "./obligation.ts";
import { higherRisk, type Opinion } from "./opinion.ts";

/** One opinion from the parts of a decider: the meet of the effects, the reasons of those that settled it. */
export function meetOpinions(opinions: readonly Opinion[]): Opinion {
  const effect = opinions.map((o) => o.effect).reduce(meet);
  const risk = opinions.map((o) => o.risk).reduce(higherRisk, undefined);
  return {
    effect,
    reasons: opinions.filter((o) => o.effect === effect).flatMap((o) => o.reasons),
    obligations: effect === "deny" ? [] : combineObligations(opinions.flatMap((o) => o.obligations ?? [])),
    ...(risk !== undefined && { risk }),
  };
}
