import { randomBytes } from "node:crypto";
import { type Refusal, refuse } from "../ingress/index.ts";
import { errorBody } from "./refusal-wire.ts";
import type { Redacted, ReplyEvent } from "./stages.ts";
import type { Finish } from "./turn-event.ts";

/** What the client chose about the form of the answer. */
export interface CompletionForm {
  /** The model name as the client wrote it. */
  readonly model: string;
  /** Whether the last chunk of a stream counts the tokens. */
  readonly includeUsage: boolean;
}

const finishReasons: Readonly<Record<Exclude<Finish, "failed">, string>> = {
  stop: "stop",
  length: "length",
  filtered: "content_filter",
};

/** The whole answer as one `chat.completion` object, or why there is none. */
export async function wholeCompletion({ events }: Redacted, form: CompletionForm): Promise<object | Refusal> {
  for await (const event of events) {
    if (event.type === "failed") return event.refusal;
    if (event.type !== "final") continue;
    if (event.finish === "failed") return refuse("failed", event.reason ?? "the agent could not answer");
    const message = { role: "assistant", content: event.text, refusal: null };
    return {
      ...head("chat.completion", form),
      choices: [{ index: 0, message, logprobs: null, finish_reason: finishReasons[event.finish] }],
      ...usage(event),
    };
  }
  return refuse("failed", "the agent could not answer");
}

/** The answer as `chat.completion.chunk` objects with `[DONE]` behind the last; a failure ends it with an error object. */
export async function* streamedCompletion(
  { events }: Redacted,
  form: CompletionForm,
): AsyncGenerator<object | string, void, undefined> {
  const start = head("chat.completion.chunk", form);
  const chunk = (delta: object, finish: string | null = null) => ({
    ...start,
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
    ...(form.includeUsage && { usage: null }),
  });
  yield chunk({ role: "assistant", content: "", refusal: null });
  for await (const event of events) {
    switch (event.type) {
      case "text":
        yield chunk({ content: event.text });
        break;
      case "failed":
        yield errorBody(event.refusal);
        return;
      case "final":
        if (event.finish === "failed") {
          yield errorBody(refuse("failed", event.reason ?? "the agent could not answer"));
          return;
        }
        yield chunk({}, finishReasons[event.finish]);
        if (form.includeUsage) yield { ...start, choices: [], ...usage(event) };
        yield "[DONE]";
        return;
    }
  }
}

function head(object: string, { model }: CompletionForm): object {
  const id = `chatcmpl-${randomBytes(12).toString("base64url")}`;
  return { id, object, created: Math.floor(Date.now() / 1_000), model, system_fingerprint: null };
}

function usage(event: Extract<ReplyEvent, { type: "final" }>): object {
  const { input = 0, output = 0 } = event.usage ?? {};
  return { usage: { prompt_tokens: input, completion_tokens: output, total_tokens: input + output } };
}
