import OpenAI from "openai";
import { describe, expect, it } from "vitest";
import { type Reply, startModelServer } from "../fixtures/model-server.ts";

const key = ["sk", "test", "key"].join("-");
const tools: OpenAI.ChatCompletionTool[] = [
  { type: "function", function: { name: "read", parameters: { type: "object", properties: {} } } },
];

function official(baseURL: string, apiKey: string = key): OpenAI {
  return new OpenAI({ baseURL, apiKey, maxRetries: 0, logLevel: "off" });
}

describe("the model server, spoken to by the official openai client", () => {
  it("streams text, calls and usage, then takes the results", async () => {
    await using server = await startModelServer(
      ({ step, messages }): Reply =>
        step === 0
          ? {
              text: "Reading 😀.",
              calls: [
                { name: "read", arguments: { path: "a" } },
                { name: "read", arguments: { path: "b" } },
              ],
              wire: { cut: 5 },
            }
          : { text: `It says ${messages.at(-1)?.content}` },
      { apiKey: key },
    );
    const client = official(server.openai);
    const messages: OpenAI.ChatCompletionMessageParam[] = [{ role: "user", content: "read" }];
    const first = client.chat.completions.stream({
      model: "scripted",
      messages,
      tools,
      stream_options: { include_usage: true },
    });
    const completion = await first.finalChatCompletion();
    const message = completion.choices[0]?.message;
    expect(message?.content).toBe("Reading 😀.");
    expect(message?.tool_calls?.map((call) => call.type === "function" && call.function.arguments)).toEqual([
      '{"path":"a"}',
      '{"path":"b"}',
    ]);
    expect(completion.choices[0]?.finish_reason).toBe("tool_calls");
    expect(completion.usage?.total_tokens).toBe(15);
    messages.push(message as OpenAI.ChatCompletionMessage);
    for (const call of message?.tool_calls ?? [])
      messages.push({ role: "tool", tool_call_id: call.id, content: "text" });
    const second = await client.chat.completions.create({ model: "scripted", messages, tools });
    expect(second.choices[0]?.message.content).toBe("It says text");
    expect(server.asked.map(({ step, tools: offered }) => [step, offered])).toEqual([
      [0, ["read"]],
      [1, ["read"]],
    ]);
  });

  it("fails as the real one does", async () => {
    await using server = await startModelServer(
      [
        { fault: { kind: "status", status: 429 } },
        { text: "so far", fault: { kind: "error", message: "overloaded" } },
        { text: "so far", fault: { kind: "malformed" } },
      ],
      { apiKey: key, models: ["scripted"] },
    );
    const client = official(server.openai);
    const ask = async (
      model = "scripted",
      messages: OpenAI.ChatCompletionMessageParam[] = [{ role: "user", content: "hi" }],
    ) => {
      const stream = await client.chat.completions.create({ model, messages, stream: true });
      for await (const _ of stream);
    };
    await expect(ask()).rejects.toBeInstanceOf(OpenAI.RateLimitError);
    await expect(ask()).rejects.toThrow("overloaded");
    await expect(ask()).rejects.toThrow();
    await expect(ask("other")).rejects.toBeInstanceOf(OpenAI.NotFoundError);
    await expect(ask("scripted", [{ role: "tool", tool_call_id: "x", content: "" }])).rejects.toBeInstanceOf(
      OpenAI.BadRequestError,
    );
    await expect(official(server.openai, `${key}x`).models.list()).resolves.toBeDefined();
    const wrong = official(server.openai, `${key}x`).chat.completions.create({ model: "scripted", messages: [] });
    await expect(wrong).rejects.toBeInstanceOf(OpenAI.AuthenticationError);
  });

  it("notices that the client left", async () => {
    await using server = await startModelServer([{ text: "so far", fault: { kind: "hang" } }]);
    const stream = await official(server.openai).chat.completions.create({
      model: "scripted",
      messages: [{ role: "user", content: "hi" }],
      stream: true,
    });
    for await (const chunk of stream) if (chunk.choices[0]?.delta.content) break;
    await server.left();
  });
});
