import type { Refusal } from "../ingress/index.ts";
import type { ReplyEvent } from "./stages.ts";
import type { TextRedactor, TurnEvent } from "./turn-event.ts";

/**
 * Redacts every text of a turn: the stream as one, so that a secret cut anywhere does not leave, and each other text by
 * itself. What is said to the sender goes through `reply`. A turn that throws or ends without `final` gives `failed` as
 * its last event, made by `onFailure`.
 */
export async function* redactedEvents(
  events: AsyncIterable<TurnEvent>,
  redactor: () => TextRedactor,
  onFailure: (error: unknown) => Refusal,
  reply: () => TextRedactor = redactor,
): AsyncGenerator<ReplyEvent, void, undefined> {
  const once = (make: () => TextRedactor, text: string): string => {
    const stream = make();
    return stream.push(text) + stream.flush();
  };
  const whole = (text: string) => once(redactor, text);
  const stream = reply();
  let streamed = false;
  try {
    for await (const event of events) {
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
          const text = streamed ? stream.flush() : once(reply, event.text);
          if (text !== "") yield { type: "text", text };
          yield {
            ...event,
            text: once(reply, event.text),
            ...(event.reason !== undefined && { reason: whole(event.reason) }),
          };
          return;
        }
      }
    }
    throw new TypeError("the turn ended without its final event");
  } catch (error) {
    yield { type: "failed", refusal: onFailure(error) };
  }
}

/** A value with every text in it replaced. */
function inside<T>(value: T, replace: (text: string) => string): T {
  if (typeof value === "string") return replace(value) as T;
  if (Array.isArray(value)) return value.map((item) => inside(item, replace)) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, inside(inner, replace)])) as T;
}
