import { systemTimer } from "../dlp/index.ts";
import type { Refusal } from "../ingress/index.ts";
import { type Pace, silence, withSilences } from "./silence.ts";
import type { ReplyEvent } from "./stages.ts";
import type { ReplyRedaction, TextRedactor, TurnEvent } from "./turn-event.ts";

/** How a turn is redacted. */
export interface TurnRedaction {
  /** For every text that is not said to the sender. */
  readonly redactor: () => TextRedactor;
  /** For what is said to the sender; default: the same. */
  readonly reply?: ReplyRedaction | undefined;
  readonly onFailure: (error: unknown) => Refusal;
  /** When a word that nothing follows counts as written; default: after 250 ms. */
  readonly pace?: Pace | undefined;
}

const usualPace: Pace = { idleMs: 250, startTimer: systemTimer };

/**
 * Redacts every text of a turn: the stream as one, so that a secret cut anywhere does not leave, and each other text by
 * itself. What is held back only because a word may go on leaves when nothing comes for a while. A turn that throws or
 * ends without `final` gives `failed` as its last event.
 */
export async function* redactedEvents(
  events: AsyncIterable<TurnEvent>,
  { redactor, reply = { stream: redactor }, onFailure, pace = usualPace }: TurnRedaction,
): AsyncGenerator<ReplyEvent, void, undefined> {
  const once = (stream: TextRedactor, text: string): string => stream.push(text) + stream.flush();
  const whole = (text: string) => once(redactor(), text);
  const stream = reply.stream();
  let streamed = false;
  try {
    for await (const event of withSilences(events, pace)) {
      if (event === silence) {
        const text = stream.idle?.() ?? "";
        if (text !== "") yield { type: "text", text };
        continue;
      }
      switch (event.type) {
        case "text": {
          streamed = true;
          const text = stream.push(event.text);
          if (text !== "") yield { type: "text", text };
          break;
        }
        case "tool":
          // INVARIANT: what is held back stays held back across a tool call; flushing here would let a secret out in halves.
          // The name of a tool is what a model called, and so may be anything.
          yield { ...event, tool: whole(event.tool), summary: whole(event.summary) };
          break;
        case "approval":
          yield { ...inside(event, whole), type: event.type, id: event.id };
          break;
        case "final": {
          const text = streamed ? stream.flush() : once(stream, event.text);
          if (text !== "") yield { type: "text", text };
          yield {
            ...event,
            text: once(reply.stream(), event.text),
            ...(event.reason !== undefined && { reason: whole(event.reason) }),
          };
          return;
        }
      }
    }
    throw new TypeError("the turn ended without its final event");
  } catch (error) {
    yield { type: "failed", refusal: onFailure(error) };
  } finally {
    reply.ended?.();
  }
}

/** A value with every text in it replaced. */
function inside<T>(value: T, replace: (text: string) => string): T {
  if (typeof value === "string") return replace(value) as T;
  if (Array.isArray(value)) return value.map((item) => inside(item, replace)) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, inside(inner, replace)])) as T;
}
