import type { ChatEvent, ChatMessage, ChatRequest, ModelClient, ToolCall, ToolSchema } from "../model.ts";
import { readEvents } from "./event-stream.ts";
import { limits } from "./limits.ts";
import { readLines } from "./lines.ts";
import { OpenAiAnswer } from "./openai-answer.ts";
import { type Answer, errorMessage, type OpenUpstream, Upstream } from "./upstream.ts";
import { requestCharacters } from "./usage.ts";

/** Where an OpenAI-compatible endpoint is, and which model of it is meant. */
export interface OpenAiSettings {
  /** Base URL with its version path: `https://api.openai.com/v1`. */
  readonly url: string;
  readonly model: string;
  readonly apiKey?: string;
}

/** A model behind any endpoint that speaks the OpenAI chat completions protocol, streamed or not. */
export class OpenAiModel implements ModelClient {
  readonly name = "openai";
  readonly model: string;
  readonly #upstream: Upstream;

  constructor(settings: OpenAiSettings, open: OpenUpstream) {
    this.model = settings.model;
    this.#upstream = new Upstream(settings.url, settings.apiKey, open);
  }

  async *chat(request: ChatRequest, signal: AbortSignal): AsyncGenerator<ChatEvent, void, undefined> {
    const answer = await this.#upstream.post("/chat/completions", this.#body(request), signal);
    const parts = new OpenAiAnswer((what) => this.#upstream.failure(what));
    let ended = false;
    for await (const chunk of this.#chunks(answer)) {
      ended = chunk === done;
      if (ended) break;
      const text = parts.take(chunk);
      if (text !== "") yield { type: "text", text };
    }
    // INVARIANT: an answer that broke off calls no tools.
    if (!ended && !parts.finished) {
      throw this.#upstream.failure("ended its answer before it was finished", {
        retryable: true,
        fix: "check that the address is that of an OpenAI-compatible API, with its version path",
      });
    }
    yield* parts.end(requestCharacters(request));
  }

  #body(request: ChatRequest): object {
    // Only OpenAI itself insists on the newer name; other servers know the older one.
    const bound = this.#upstream.host === "api.openai.com" ? "max_completion_tokens" : "max_tokens";
    return {
      model: this.model,
      messages: request.messages.map(wireMessage),
      ...(request.tools.length > 0 && { tools: request.tools.map(wireTool) }),
      ...(request.maxTokens !== undefined && { [bound]: request.maxTokens }),
      stream: true,
      stream_options: { include_usage: true },
    };
  }

  /** The JSON of the answer, chunk by chunk, and `done` where the server says so. */
  async *#chunks(answer: Answer): AsyncGenerator<unknown, void, undefined> {
    const lines = readLines(answer.body, limits.lineCharacters);
    if (answer.contentType.includes("json")) {
      let text = "";
      for await (const line of lines) text += `${line}\n`;
      yield this.#parse(text);
      return;
    }
    for await (const { event, data } of readEvents(lines, limits.lineCharacters)) {
      if (data === "[DONE]") yield done;
      else yield this.#parse(data, event);
    }
  }

  #parse(data: string, event = "message"): unknown {
    let chunk: unknown;
    try {
      chunk = JSON.parse(data);
    } catch {
      throw this.#upstream.failure(event === "error" ? `failed: ${data}` : "sent an answer that is not JSON");
    }
    const error = errorMessage(chunk) ?? (event === "error" ? errorMessage({ error: chunk }) : undefined);
    if (error !== undefined) throw this.#upstream.failure(`failed: ${error}`, { retryable: true });
    return chunk;
  }
}

const done: unique symbol = Symbol("[DONE]");

/** A tool in the form both protocols share. */
export function wireTool({ name, description, parameters }: ToolSchema): object {
  return { type: "function", function: { name, description, parameters } };
}

function wireMessage(message: ChatMessage): object {
  switch (message.role) {
    case "system":
    case "user":
      return { role: message.role, content: message.content };
    case "tool":
      return { role: "tool", tool_call_id: message.callId, content: message.content };
    case "assistant":
      return message.toolCalls === undefined || message.toolCalls.length === 0
        ? { role: "assistant", content: message.content }
        : { role: "assistant", content: message.content || null, tool_calls: message.toolCalls.map(wireCall) };
  }
}

/** Arguments that could not be read are not sent back: servers refuse a history with text in it that is no JSON. */
function wireCall(call: ToolCall): object {
  const written = "malformed" in call ? "{}" : JSON.stringify(call.arguments);
  return { id: call.id, type: "function", function: { name: call.name, arguments: written } };
}
