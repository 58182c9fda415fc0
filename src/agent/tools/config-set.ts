import type { Json } from "../../decision/index.ts";
import type { OwnSettings } from "../own-settings.ts";
import type { Tool } from "../tool.ts";
import { toolRequest } from "./request.ts";

/** Makes one of the agent's own settings stricter; nothing else of the configuration can be changed, and nothing widened. */
export function configSetTool(settings: OwnSettings): Tool {
  return {
    name: "config_set",
    description: "Give up part of what you may do, for good: makes one of your own settings stricter.",
    parameters: {
      type: "object",
      properties: {
        setting: { type: "string", description: "Such as scope.hosts or exec.ask", maxLength: 128 },
        value: { type: "string", description: 'The new value as JSON, such as ["example.com"]', maxLength: 16_384 },
      },
      required: ["setting", "value"],
      additionalProperties: false,
    },
    async prepare(args, context) {
      const { setting, value } = args as { setting: string; value: string };
      const resource = { type: "config", id: `agents.${context.agent}.${setting}`, access: "write" } as const;
      const request = toolRequest(context, "config_set", resource, args);
      const parsed = parse(value);
      if (parsed === undefined) return { request, refusal: { rule: "config.value", message: "the value is not JSON" } };
      const planned = await settings.plan(context.agent, setting, parsed);
      if ("rule" in planned) return { request, refusal: planned };
      const exact = toolRequest(context, "config_set", resource, args, { bound: planned.bound });
      return {
        request: exact,
        async run(permit) {
          await planned.apply(permit, exact);
          const text = `${setting} is now ${value}; only a person can widen it again.`;
          return { ok: true, text, source: "config", untrusted: false, sensitive: false };
        },
      };
    },
  };
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
