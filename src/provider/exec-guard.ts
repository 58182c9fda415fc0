import { basename } from "node:path";
import type { Decider, Opinion, Request } from "../decision/index.ts";
import type { AgentPolicy } from "./policies.ts";
import { ruleOn } from "./ruling.ts";

/**
 * Holds whatever is executed to the agent's exec mode and to asking about every command, and what is no command itself to
 * what its rules forbid of commands; it can only narrow, whoever decides.
 */
export function execGuard(policyFor: (agent: string) => AgentPolicy | undefined): Decider {
  return {
    name: "exec",
    role: "narrowing",
    decide(request) {
      const agent = policyFor(request.subject.id);
      if (request.resource.access !== "execute" || agent === undefined) return unobjectionable;
      if (agent.exec.mode === "deny") {
        const remedy = "set exec.mode of the agent, in config.json5 and host.json5, to allowlist";
        return { effect: "deny", reasons: [{ rule: "exec.mode", message: "this agent runs no commands", remedy }] };
      }
      const forbidden = forbiddenAsCommand(request, agent);
      if (forbidden !== undefined) return forbidden;
      return agent.exec.ask === "always"
        ? { effect: "ask", reasons: [{ rule: "exec.ask", message: "a person is asked about every command" }] }
        : unobjectionable;
    },
  };
}

const unobjectionable: Opinion = { effect: "allow", reasons: [] };

/** INVARIANT: a tool that starts a program on a script is no way round what is forbidden of commands that do. */
function forbiddenAsCommand(request: Request, agent: AgentPolicy): Opinion | undefined {
  const [program, script] = request.context.argv ?? [];
  if (request.resource.type === "command" || program === undefined || script === undefined) return undefined;
  const resource = { type: "command", id: `${program} ./${basename(script)}`, access: "execute" } as const;
  const ruled = ruleOn({ ...request, action: { name: "exec" }, resource }, agent);
  return ruled.effect === "deny" ? ruled : undefined;
}
