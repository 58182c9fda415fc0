import { higherRisk, meet, type Opinion } from "../decision/index.ts";

/** One opinion from the parts of a decider: the meet of the effects, the reasons of those that settled it. */
export function combineOpinions(opinions: readonly Opinion[]): Opinion {
  const effect = opinions.map((o) => o.effect).reduce(meet);
  const risk = opinions.map((o) => o.risk).reduce(higherRisk, undefined);
  return {
    effect,
    reasons: opinions.filter((o) => o.effect === effect).flatMap((o) => o.reasons),
    obligations: opinions.flatMap((o) => o.obligations ?? []),
    ...(risk !== undefined && { risk }),
  };
}
