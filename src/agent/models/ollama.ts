import { fields, list, string } from "../../decision/index.ts";
import type { ChatEvent, ChatMessage, ChatRequest, ModelClient, ToolCall } from "../model.ts";
import { limits } from "./limits.ts";
import { readLines } from "./lines.ts";
import { wireTool } from "./openai.ts";
import { decodeToolCalls, type ToolCallDraft } from "./tool-call.ts";
import { errorMessage, type OpenUpstream, Upstream } from "./upstream.ts";
import { estimateTokens, requestCharacters, usageOf } from "./usage.ts";

/** Where Ollama is, and which of its models is meant. */
export interface OllamaSettings {
  /** `http://127.0.0.1:11434` */
  readonly url: string;
  readonly model: string;
}

/** A model served by Ollama through its own chat endpoint; thinking is left out of the answer. */
export class OllamaModel implements ModelClient {
  readonly name = "ollama";
  readonly model: string;
  readonly #upstream: Upstream;

  constructor(settings: OllamaSettings, open: OpenUpstream) {
    this.model = settings.model;
    this.#upstream = new Upstream(settings.url, undefined, open);
  }

  async *chat(request: ChatRequest, signal: AbortSignal): AsyncGenerator<ChatEvent, void, undefined> {
    const { body } = await this.#upstream.post("/api/chat", this.#body(request), signal);
    const drafts: ToolCallDraft[] = [];
    let characters = 0;
    for await (const line of readLines(body, limits.lineCharacters)) {
      if (line.trim() === "") continue;
      const part = this.#parse(line);
      const message = fields(part["message"]);
      const text = string(message["content"]).toWellFormed();
      characters += text.length;
      if (text !== "") yield { type: "text", text };
      for (const call of list(message["tool_calls"])) drafts.push(draftOf(call));
      if (drafts.length > limits.toolCalls)
        throw this.#upstream.failure(`made more than ${limits.toolCalls} calls in one answer`);
      if (part["done"] !== true) continue;
      const calls = decodeToolCalls(drafts);
      for (const call of calls) yield { type: "tool-call", ...call };
      const estimate = { input: estimateTokens(requestCharacters(request)), output: estimateTokens(characters) };
      const usage = usageOf(part["prompt_eval_count"], part["eval_count"], estimate);
      const finish = part["done_reason"] === "length" ? "length" : calls.length > 0 ? "tool-calls" : "stop";
      yield { type: "done", finish, usage };
      return;
    }
    // INVARIANT: an answer that broke off calls no tools.
    throw this.#upstream.failure("ended its answer before it was finished", {
      retryable: true,
      fix: "check that the address is that of Ollama",
    });
  }

  #body(request: ChatRequest): object {
    return {
      model: this.model,
      messages: request.messages.map(wireMessage),
      ...(request.tools.length > 0 && { tools: request.tools.map(wireTool) }),
      ...(request.maxTokens !== undefined && { options: { num_predict: request.maxTokens } }),
      stream: true,
    };
  }

  #parse(line: string): Readonly<Record<string, unknown>> {
    let part: unknown;
    try {
      part = JSON.parse(line);
    } catch {
      throw this.#upstream.failure("sent an answer that is not JSON");
    }
    const error = errorMessage(part);
    if (error !== undefined) throw this.#upstream.failure(`failed: ${error}`, { retryable: true });
    return fields(part);
  }
}

function draftOf(call: unknown): ToolCallDraft {
  const { name, arguments: written } = fields(fields(call)["function"]);
  return { id: string(fields(call)["id"]), name: string(name), arguments: written };
}

function wireMessage(message: ChatMessage): object {
  switch (message.role) {
    case "system":
    case "user":
      return { role: message.role, content: message.content };
    case "tool":
      return { role: "tool", tool_name: message.name, tool_call_id: message.callId, content: message.content };
    case "assistant":
      return { role: "assistant", content: message.content, tool_calls: (message.toolCalls ?? []).map(wireCall) };
  }
}

function wireCall(call: ToolCall): object {
  return { id: call.id, function: { name: call.name, arguments: "malformed" in call ? {} : call.arguments } };
}
