import { personalAsk } from "../approval/index.ts";
import type { JudgeOptions } from "../command/index.ts";
import type { Opinion, Request } from "../decision/index.ts";
import { expandPattern, protectedPath, realPathOf, secretPath } from "../files/index.ts";
import { decideWithCommands } from "../policy/index.ts";
import type { AgentPolicy } from "./policies.ts";

/** Where a command of the agent runs, and what it may touch there. Reads where links lead. */
export function commandSurroundings(agent: AgentPolicy, { context: { cwd } }: Request): Omit<JudgeOptions, "rules"> {
  const { workspace, home } = agent.policy.bases;
  return {
    workspace,
    home,
    ...(cwd !== undefined && { cwd }),
    secretPath: (path) => secretPath(path, agent.statePaths),
    protectedPath,
    realPath: realPathOf,
    reachable: agent.egressHosts,
    sandboxed: agent.sandboxed,
    expand: expandPattern,
    ...(agent.secondOpinion && { secondOpinion: agent.secondOpinion }),
  };
}

/** What the agent's rules and the judgement of its command say, before anything else is looked at. */
export function ruleOn(request: Request, agent: AgentPolicy): Opinion {
  return decideWithCommands(agent.policy, request, commandSurroundings(agent, request));
}

/** The same under the agent's exec mode: `full` allows the commands that policy would only ask about. */
export function ruleInMode(request: Request, agent: AgentPolicy): Opinion {
  const ruled = ruleOn(request, agent);
  if (request.resource.type !== "command" || agent.exec.mode !== "full" || ruled.effect !== "ask") return ruled;
  if (personalAsk(ruled.reasons, ruled.risk) !== undefined) return ruled;
  const message = "commands that policy would ask about run without asking";
  return { ...ruled, effect: "allow", reasons: [{ rule: "exec.full", message }] };
}

/** Ids of the rules that ask about a command by themselves: what an answer to them may be remembered for. */
export function askedByRules(request: Request, agent: AgentPolicy): readonly string[] {
  const { effect, reasons } = ruleInMode(request, agent);
  return effect === "ask" ? reasons.map(({ rule }) => rule) : [];
}
