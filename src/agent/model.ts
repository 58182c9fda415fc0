import type { JsonObject } from "../decision/index.ts";
import type { ObjectSchema } from "./arguments.ts";

/** A tool as a model is told of it. */
export interface ToolSchema {
  readonly name: string;
  readonly description: string;
  readonly parameters: ObjectSchema;
}

/** A call a model proposes; `malformed` is the head of an argument text that is not a JSON object of sane depth. */
export type ToolCall =
  | { readonly id: string; readonly name: string; readonly arguments: JsonObject }
  | { readonly id: string; readonly name: string; readonly malformed: string };

/** One message of a conversation, in the form every protocol is translated from. */
export type ChatMessage =
  | { readonly role: "system" | "user"; readonly content: string }
  | { readonly role: "assistant"; readonly content: string; readonly toolCalls?: readonly ToolCall[] }
  | { readonly role: "tool"; readonly callId: string; readonly name: string; readonly content: string };

/** What a model is asked. */
export interface ChatRequest {
  readonly messages: readonly ChatMessage[];
  readonly tools: readonly ToolSchema[];
  /** Most tokens the answer may have; absent, the model's own bound. */
  readonly maxTokens?: number;
}

/** Why a model stopped. */
export type Finish = "stop" | "tool-calls" | "length" | "filtered";

/** Tokens read and written; an estimate where the server does not count. */
export interface Usage {
  readonly input: number;
  readonly output: number;
}

/** A piece of an answer: text as it arrives, then the calls, each once and whole, then exactly one `done`. */
export type ChatEvent =
  | { readonly type: "text"; readonly text: string }
  | ({ readonly type: "tool-call" } & ToolCall)
  | { readonly type: "done"; readonly finish: Finish; readonly usage: Usage };

/** Something that continues conversations. What it says is data, never authority. */
export interface ModelClient {
  /** Which kind of client: its key in the registry. */
  readonly name: string;
  /** Which model it speaks to. */
  readonly model: string;
  /**
   * Streams one answer; an answer that breaks off yields no call.
   * @throws {ModelFailed} when there is no whole answer; the reason of `signal` once that is aborted.
   */
  chat(request: ChatRequest, signal: AbortSignal): AsyncIterable<ChatEvent>;
}
