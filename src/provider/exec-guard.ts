import type { Decider } from "../decision/index.ts";
import type { AgentPolicy } from "./policies.ts";

/** Holds commands to the agent's exec mode and to asking about every one; it can only narrow, whoever decides. */
export function execGuard(policyFor: (agent: string) => AgentPolicy | undefined): Decider {
  return {
    name: "exec",
    role: "narrowing",
    decide({ subject, resource }) {
      const stance = policyFor(subject.id)?.exec;
      if (resource.type !== "command" || stance === undefined) return { effect: "allow", reasons: [] };
      if (stance.mode === "deny") {
        const remedy = "set exec.mode of the agent, in config.json5 and host.json5, to allowlist";
        return { effect: "deny", reasons: [{ rule: "exec.mode", message: "this agent runs no commands", remedy }] };
      }
      return stance.ask === "always"
        ? { effect: "ask", reasons: [{ rule: "exec.ask", message: "a person is asked about every command" }] }
        : { effect: "allow", reasons: [] };
    },
  };
}
