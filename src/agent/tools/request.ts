import type { Context, JsonObject, Request, Resource } from "../../decision/index.ts";
import type { ToolContext } from "../tool.ts";

/** The request that a call comes to; who asks, and in which turn, is the context's to say and never the model's. */
export function toolRequest(
  context: ToolContext,
  tool: string,
  resource: Resource,
  args: JsonObject,
  resolved: Pick<Context, "argv" | "executable" | "cwd" | "environment" | "targets" | "bound"> = {},
): Request {
  const { agent, principal, session, ingress, tier, taint, generation } = context;
  const reaches = resource.access === "connect" || resource.access === "send";
  const namedBy = reaches ? context.namedBy?.(resource) : undefined;
  return {
    subject: { type: "agent", id: agent, principal, session },
    action: { name: tool },
    resource,
    context: { ingress, tier, taint, arguments: args, generation, ...(namedBy && { namedBy }), ...resolved },
  };
}
