import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ChatMessage, Conversation } from "../../src/agent/index.ts";
import { clean, join, tainted } from "./labels.ts";

type Exchange = readonly [ChatMessage, ...ChatMessage[]];

const user = (content: string): Exchange => [{ role: "user", content }];

function answer(content: string, calls: number): Exchange {
  const ids = Array.from({ length: calls }, (_, i) => `c${i}`);
  const toolCalls = ids.map((id) => ({ id, name: "read", arguments: {} }));
  return [
    { role: "assistant", content, toolCalls },
    ...ids.map((callId): ChatMessage => ({ role: "tool", callId, name: "read", content })),
  ];
}

const anyExchange = fc.oneof(
  fc.string({ maxLength: 30 }).map(user),
  fc.tuple(fc.string({ maxLength: 30 }), fc.nat({ max: 3 })).map(([content, calls]) => answer(content, calls)),
);

describe("a conversation", () => {
  it("remembers what was said, in order", () => {
    const conversation = new Conversation(join);
    conversation.append(user("hello"));
    conversation.append(answer("hi", 1));
    expect(conversation.messages.map(({ role, content }) => [role, content])).toEqual([
      ["user", "hello"],
      ["assistant", "hi"],
      ["tool", "hi"],
    ]);
  });

  it("keeps to its bounds but for the last exchange and the last thing a person said, and never parts an exchange", () => {
    fc.assert(
      fc.property(fc.array(anyExchange, { maxLength: 40 }), (exchanges) => {
        const conversation = new Conversation(join, { bounds: { messages: 6, characters: 400 } });
        for (const [i, exchange] of exchanges.entries()) {
          conversation.append(exchange);
          const { messages } = conversation;
          const asked = exchanges.slice(0, i + 1).findLast(([first]) => first.role === "user");
          const exempt = new Set([...exchange, ...(asked ?? [])]);
          if (messages.some((message) => !exempt.has(message))) expect(messages.length).toBeLessThanOrEqual(6);
          if (asked !== undefined) expect(messages).toContainEqual(asked[0]);
          expect(messages.slice(-exchange.length)).toEqual(exchange);
          const open = new Set<string>();
          for (const message of messages) {
            if (message.role === "tool") expect(open.delete(message.callId)).toBe(true);
            else expect(open.size).toBe(0);
            if (message.role === "assistant") for (const call of message.toolCalls ?? []) open.add(call.id);
          }
          expect(open.size).toBe(0);
        }
      }),
    );
  });

  it("forgets the oldest first", () => {
    const conversation = new Conversation(join, { bounds: { messages: 100, characters: 40 } });
    for (const text of ["one-----", "two-----", "three---", "four----", "five----", "six-----"])
      conversation.append(user(text));
    expect(conversation.messages.map(({ content }) => content)).toEqual([
      "two-----",
      "three---",
      "four----",
      "five----",
      "six-----",
    ]);
  });

  it("leaves out a message that is too large, whole, so that no envelope is cut open", () => {
    const conversation = new Conversation(join, { bounds: { messages: 10, characters: 400 } });
    conversation.append(user(`<<<envelope ${"x".repeat(100)}>>>`));
    expect(conversation.messages[0]?.content).toBe("(115 characters, too many to keep, were left out here)");
    conversation.append(user("y".repeat(100)));
    expect(conversation.messages[1]?.content).toBe("y".repeat(100));
  });

  it("[TT-D] [NB-1] stays tainted when what tainted it is forgotten", () => {
    const conversation = new Conversation(join, { bounds: { messages: 2, characters: 1_000 } });
    conversation.takeIn(tainted("webchat", "C"));
    conversation.append(user("from a stranger"));
    for (const text of ["a", "b", "c"]) {
      conversation.takeIn(clean);
      conversation.append(user(text));
    }
    expect(conversation.messages.map(({ content }) => content)).toEqual(["b", "c"]);
    expect(conversation.labels).toEqual(tainted("webchat", "C"));
    expect(new Conversation(join).labels).toEqual(clean);
  });
});
