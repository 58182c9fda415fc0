import { type Fields, fields, list, string } from "../../decision/index.ts";
import type { ChatEvent, Finish } from "../model.ts";
import { limits } from "./limits.ts";
import { decodeToolCalls } from "./tool-call.ts";
import { estimateTokens, usageOf } from "./usage.ts";

interface Draft {
  id: string;
  name: string;
  /** JSON text in pieces, or an object where a server does not follow the protocol. */
  arguments: unknown;
}

const finishes: Readonly<Record<string, Finish>> = {
  tool_calls: "tool-calls",
  function_call: "tool-calls",
  length: "length",
  content_filter: "filtered",
};

/** Puts an answer together from `chat.completion.chunk` objects, or from one whole `chat.completion`. */
export class OpenAiAnswer {
  readonly #failure: (what: string) => Error;
  readonly #calls: Draft[] = [];
  readonly #byIndex = new Map<number, Draft>();
  #finish: Finish | undefined;
  #usage: Fields = {};
  #characters = 0;

  /** `failure` makes the error that is thrown when a bound is passed. */
  constructor(failure: (what: string) => Error) {
    this.#failure = failure;
  }

  /** True when the server has said why it stopped. */
  get finished(): boolean {
    return this.#finish !== undefined;
  }

  /** Takes one chunk and gives the text in it. */
  take(chunk: unknown): string {
    const { choices, usage } = fields(chunk);
    if (usage !== undefined && usage !== null) this.#usage = fields(usage);
    const choice = fields(list(choices).find((c) => (fields(c)["index"] ?? 0) === 0));
    const delta = fields(choice["delta"] ?? choice["message"]);
    for (const call of list(delta["tool_calls"])) this.#takeCall(fields(call));
    const reason = choice["finish_reason"];
    if (typeof reason === "string") this.#finish = finishes[reason] ?? "stop";
    const text = contentText(delta["content"]);
    this.#characters += text.length;
    return text;
  }

  /** The calls, whole, and the end. */
  end(requestCharacters: number): readonly ChatEvent[] {
    const calls = decodeToolCalls(this.#calls);
    const stopped = this.#finish ?? "stop";
    const finish = calls.length > 0 && stopped === "stop" ? "tool-calls" : stopped;
    const estimate = { input: estimateTokens(requestCharacters), output: estimateTokens(this.#characters) };
    const usage = usageOf(this.#usage["prompt_tokens"], this.#usage["completion_tokens"], estimate);
    return [...calls.map((call): ChatEvent => ({ type: "tool-call", ...call })), { type: "done", finish, usage }];
  }

  #takeCall(delta: Fields): void {
    const wrapped = fields(delta["function"]);
    const id = string(delta["id"]);
    const name = string(wrapped["name"]);
    const draft = this.#draftFor(delta["index"], id, name);
    draft.id ||= id;
    draft.name ||= name;
    const piece = wrapped["arguments"];
    if (typeof piece === "object" && piece !== null) draft.arguments = piece;
    else if (typeof draft.arguments === "string") draft.arguments += string(piece);
    this.#characters += string(piece).length;
    if (string(draft.arguments).length > limits.argumentCharacters)
      throw this.#failure(`sent a call with more than ${limits.argumentCharacters} characters of arguments`);
  }

  /**
   * The call a delta belongs to. Deltas go by index; some servers leave it out, or give every call the index 0, so a
   * new id with a name begins a new call too.
   */
  #draftFor(index: unknown, id: string, name: string): Draft {
    const slot = typeof index === "number" ? index : undefined;
    const held = slot === undefined ? this.#calls.at(-1) : this.#byIndex.get(slot);
    if (held !== undefined && (id === "" || name === "" || held.id === id)) return held;
    if (this.#calls.length >= limits.toolCalls)
      throw this.#failure(`made more than ${limits.toolCalls} calls in one answer`);
    const draft: Draft = { id: "", name: "", arguments: "" };
    this.#calls.push(draft);
    if (slot !== undefined) this.#byIndex.set(slot, draft);
    return draft;
  }
}

/** Text, or a list of parts of which the text ones count. */
function contentText(content: unknown): string {
  const text = Array.isArray(content) ? content.map((part) => string(fields(part)["text"])).join("") : string(content);
  return text.toWellFormed();
}
