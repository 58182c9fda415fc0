import { analyseCommand, type Dialect, type JudgeOptions, judgeCommand } from "../command/index.ts";
import { meetOpinions, type Opinion, type Request } from "../decision/index.ts";
import { commandRulesFor, decidePolicy, type Policy } from "./policy.ts";

/** The meet of the rules and, for a command, of the judgement of every program in it; pure. */
export function decideWithCommands(
  policy: Policy,
  request: Request,
  { dialect = "bash", ...surroundings }: Omit<JudgeOptions, "rules"> & { readonly dialect?: Dialect } = {},
): Opinion {
  if (request.resource.type !== "command") return decidePolicy(policy, request);
  const { workspace, home } = policy.bases;
  const analysis = analyseCommand(request.resource.id, { dialect });
  const judged = judgeCommand(analysis, {
    workspace,
    home,
    ...(request.context.cwd !== undefined && { cwd: request.context.cwd }),
    ...surroundings,
    rules: commandRulesFor(policy, request, analysis),
  });
  const ruled = decidePolicy(policy, request, { ...(judged.risk !== undefined && { risk: judged.risk }) });
  return meetOpinions([ruled, judged]);
}
