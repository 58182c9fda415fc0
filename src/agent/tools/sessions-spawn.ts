import type { JsonObject } from "../../decision/index.ts";
import type { Tool } from "../tool.ts";
import { childScopeSchema, readChildScope } from "./child-scope.ts";
import { maxTask, proposeChildTurn, type Worker } from "./child-turn.ts";
import { toolRequest } from "./request.ts";

/** Names that can stand in the id of a sub-agent: they neither look like a path nor like another agent's. */
const childName = /^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/;

/** Has a task done by a sub-agent: the same agent, in a conversation of its own, within a part of its scope. */
export function sessionsSpawnTool(worker: Worker): Tool {
  return {
    name: "sessions_spawn",
    description: "Have a sub-agent do a task in a conversation of its own, with no more than you may do yourself.",
    parameters: {
      type: "object",
      properties: {
        task: { type: "string", description: "All that the sub-agent is told", maxLength: maxTask },
        name: { type: "string", description: "What to call it: a word in lower case", maxLength: 32 },
        scope: childScopeSchema,
      },
      required: ["task"],
      additionalProperties: false,
    },
    async prepare(args, context) {
      const { task, name = "sub", scope = {} } = args as { task: string; name?: string; scope?: JsonObject };
      const refuse = (rule: string, message: string) => {
        const resource = { type: "session", id: context.agent, access: "use" } as const;
        return { request: toolRequest(context, "sessions_spawn", resource, args), refusal: { rule, message } };
      };
      if (!childName.test(name)) return refuse("tool.arguments", '"name" must be a word in lower case');
      const asked = await readChildScope(scope, context.cwd);
      if (!asked.ok) return refuse(`path.${asked.fault}`, asked.message);
      return proposeChildTurn("sessions_spawn", args, { task, name, worker, requested: asked.scope }, context);
    },
  };
}
