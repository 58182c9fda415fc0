import { analyseCommand, judgeCommand, type Surroundings } from "../command/index.ts";
import { combineObligations, higherRisk, meet, type Opinion, type Request } from "../decision/index.ts";
import { commandRulesFor, decidePolicy, type Policy } from "./policy.ts";

/** The meet of the rules and, for a command, of the judgement of every program in it; pure. */
export function decideWithCommands(policy: Policy, request: Request, surroundings: Surroundings = {}): Opinion {
  if (request.resource.type !== "command") return decidePolicy(policy, request);
  const { workspace, home } = policy.bases;
  const judged = judgeCommand(analyseCommand(request.resource.id), {
    workspace,
    home,
    ...(request.context.cwd !== undefined && { cwd: request.context.cwd }),
    ...surroundings,
    rules: commandRulesFor(policy, request),
  });
  const ruled = decidePolicy(policy, request, { ...(judged.risk !== undefined && { risk: judged.risk }) });
  const effect = meet(judged.effect, ruled.effect);
  const decisive = [ruled, judged].filter((opinion) => opinion.effect === effect);
  const risk = higherRisk(ruled.risk, judged.risk);
  return {
    effect,
    reasons: decisive.flatMap((opinion) => opinion.reasons),
    obligations:
      effect === "deny" ? [] : combineObligations([...(ruled.obligations ?? []), ...(judged.obligations ?? [])]),
    ...(risk !== undefined && { risk }),
  };
}
