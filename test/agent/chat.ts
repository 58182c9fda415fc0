import type { ChatEvent, ChatRequest, ModelClient, ToolSchema } from "../../src/agent/index.ts";

/** A tool that reads a file. */
export const readTool: ToolSchema = {
  name: "read",
  description: "Reads a file.",
  parameters: {
    type: "object",
    properties: { path: { type: "string" } },
    required: ["path"],
    additionalProperties: false,
  },
};

/** A request with one user message. */
export function ask(content: string, more: Partial<ChatRequest> = {}): ChatRequest {
  return { messages: [{ role: "user", content }], tools: [readTool], ...more };
}

/** All events of one answer. */
export async function chat(
  model: ModelClient,
  request: ChatRequest,
  signal: AbortSignal = new AbortController().signal,
): Promise<readonly ChatEvent[]> {
  const events: ChatEvent[] = [];
  for await (const event of model.chat(request, signal)) events.push(event);
  return events;
}

/** The text of the events. */
export function textOf(events: readonly ChatEvent[]): string {
  return events.map((event) => (event.type === "text" ? event.text : "")).join("");
}
