import type { AgentConfig, Config } from "../config/index.ts";
import { canonicalJson } from "../decision/index.ts";
import type { ConfigProblem } from "../errors.ts";

const sections = [
  "gateway",
  "models",
  "security",
  "sandbox",
  "approvals",
  "dlp",
  "judge",
  "audit",
  "logging",
  "incidents",
  "intent",
  "skills",
  "cron",
] as const;

/**
 * What differs between two configurations and is only put in force by a start.
 * INVARIANT: such a change is never taken for done; whoever removed an approver hears that they still approve.
 */
export function fixedAtStart(running: Config, next: Config): readonly ConfigProblem[] {
  const changed = sections.filter((section) => differs(running[section], next[section])).map(problem);
  const [before, after] = [running.agents.map(({ id }) => id), next.agents.map(({ id }) => id)];
  if (differs(before, after)) return [...changed, problem("agents")];
  const agents = next.agents.flatMap((agent, index) =>
    differs(fixedOf(running.agents[index] as AgentConfig), fixedOf(agent)) ? [problem(`agents[${index}]`)] : [],
  );
  return [...changed, ...agents];
}

/** An agent without what its policy is built from, and its tier, which every turn looks up. */
function fixedOf({ profile: _, scope: __, tier: ___, exec: ____, ...fixed }: AgentConfig): object {
  return fixed;
}

function differs(a: unknown, b: unknown): boolean {
  return canonicalJson(a ?? null) !== canonicalJson(b ?? null);
}

function problem(path: string): ConfigProblem {
  return { path, message: "this has changed, and only a start puts it in force", fix: "restart, or change it back" };
}
