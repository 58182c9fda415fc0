import { type Ingress, membersOf, received, type Utterance } from "./received.ts";
import { type Refusal, refuse } from "./refusal.ts";

/** The model name that stands for the caller's own agent. */
export const ownAgent = "sallyport";

const maxMessages = 1_000;

/**
 * The OpenAI chat completions wire: `{model, messages, session?}`. Each request is a conversation of its own, told by
 * its messages, unless `session` names one that is kept here: then only the last message counts.
 */
export const api: Ingress = {
  name: "api",
  summary: "any OpenAI client, through POST /v1/chat/completions",
  receive(body, from) {
    const { model, messages, session, ...options } = membersOf(body);
    const unsupported = unsupportedIn(options);
    if (unsupported !== undefined) return refuse("unsupported", unsupported);
    if (typeof model !== "string") return refuse("invalid_request", "model names the agent to talk to");
    const said = readMessages(messages);
    if ("refused" in said) return said;
    const last = said.at(-1);
    if (last?.role !== "user") return refuse("invalid_request", "the last message must be the user's");
    return received("api", from, {
      text: last.text,
      history: session === undefined ? said.slice(0, -1) : [],
      agent: model === ownAgent ? undefined : model,
      conversation: session,
    });
  },
};

/** What a client asks for that would be answered wrongly if it were ignored. */
function unsupportedIn(options: Readonly<Record<string, unknown>>): string | undefined {
  const { n = 1, tools, functions, logprobs, response_format, modalities, audio } = options;
  if (n !== 1) return "n: there is one answer to a message";
  if (isFilled(tools) || isFilled(functions))
    return "tools: the agent brings its own, under the policy of this gateway";
  if (logprobs === true) return "logprobs: not available";
  const format = membersOf(response_format)["type"] ?? "text";
  if (format !== "text") return "response_format: only text";
  if (audio !== undefined && audio !== null) return "audio: only text";
  if (Array.isArray(modalities) && modalities.some((kind) => kind !== "text")) return "modalities: only text";
  return undefined;
}

function isFilled(list: unknown): boolean {
  return Array.isArray(list) && list.length > 0;
}

function readMessages(messages: unknown): readonly Utterance[] | Refusal {
  if (!Array.isArray(messages) || messages.length === 0) {
    return refuse("invalid_request", "messages must be a list of at least one message");
  }
  if (messages.length > maxMessages) return refuse("invalid_request", `messages: at most ${maxMessages}`);
  const said: Utterance[] = [];
  for (const [index, message] of messages.entries()) {
    const { role, content } = membersOf(message);
    const text = readContent(content);
    const known = role === "developer" ? "system" : role;
    if (known !== "system" && known !== "user" && known !== "assistant") {
      return refuse("unsupported", `messages[${index}].role: only system, developer, user and assistant`);
    }
    if (text === undefined) return refuse("unsupported", `messages[${index}].content: only text`);
    said.push({ role: known, text });
  }
  return said;
}

/** The text of a message: a string, or parts that are all text. */
function readContent(content: unknown): string | undefined {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return undefined;
  const parts = content.map((part) => {
    const { type, text } = membersOf(part);
    return type === "text" && typeof text === "string" ? text : undefined;
  });
  return parts.includes(undefined) ? undefined : parts.join("\n");
}
