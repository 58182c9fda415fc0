import type { SecurityContext } from "../../provider/index.ts";
import { didYouMean } from "../../suggestion.ts";
import type { Tool } from "../tool.ts";
import { maxTask, proposeChildTurn, type Worker } from "./child-turn.ts";
import { toolRequest } from "./request.ts";

/** Another agent that a task may be handed to. */
export interface Delegate extends Worker {
  /** What it may do for the principal by itself. */
  readonly within: (principal: string) => SecurityContext;
}

/** Hands a task to another configured agent, which then may do only what both may. */
export function delegateTool(delegates: ReadonlyMap<string, Delegate>): Tool {
  const names = [...delegates.keys()];
  return {
    name: "delegate",
    description: `Hand a task to another agent: ${names.join(", ")}. It may do only what both of you may.`,
    parameters: {
      type: "object",
      properties: {
        agent: { type: "string", description: "Name of the agent", maxLength: 64 },
        task: { type: "string", description: "All that the agent is told", maxLength: maxTask },
      },
      required: ["agent", "task"],
      additionalProperties: false,
    },
    async prepare(args, context) {
      const { agent, task } = args as { agent: string; task: string };
      const worker = delegates.get(agent);
      if (worker === undefined) {
        const resource = { type: "session", id: agent, access: "use" } as const;
        const message = `no task may be handed to "${agent}" from here: ${didYouMean(agent, names)}`;
        return {
          request: toolRequest(context, "delegate", resource, args),
          refusal: { rule: "delegation.agent", message },
        };
      }
      const within = worker.within(context.principal);
      // The sign tells another agent from a sub-agent that is merely called like it.
      return proposeChildTurn("delegate", args, { task, name: `@${agent}`, worker, requested: {}, within }, context);
    },
  };
}
