import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type ChatEvent,
  createModel,
  type ModelClient,
  type ModelSettings,
  models,
  type OpenUpstream,
} from "../../src/agent/index.ts";
import { ModelFailed } from "../../src/errors.ts";
import { type ModelServer, type Reply, startModelServer } from "../fixtures/model-server.ts";
import { ask, chat, readTool, textOf } from "./chat.ts";

type Protocol = "openai" | "ollama";
const protocols: readonly Protocol[] = ["openai", "ollama"];

function settingsFor(protocol: Protocol, server: Pick<ModelServer, "url" | "openai">): ModelSettings {
  return { type: protocol, url: protocol === "openai" ? server.openai : server.url, model: "scripted" };
}

function clientFor(protocol: Protocol, server: Pick<ModelServer, "url" | "openai">): ModelClient {
  return createModel(settingsFor(protocol, server));
}

async function failureOf(answer: Promise<unknown>): Promise<ModelFailed> {
  const error = await answer.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ModelFailed);
  return error as ModelFailed;
}

/** Ids that the client made up differ from run to run. */
function withoutIds(events: readonly ChatEvent[]): readonly unknown[] {
  return events.map((event) => (event.type === "tool-call" ? { ...event, id: "" } : event));
}

/** A door that answers with these bytes, cut as told. */
function canned(contentType: string, body: string | Uint8Array, cuts: readonly number[] = []): OpenUpstream {
  const bytes = Buffer.from(body);
  async function* pieces(): AsyncGenerator<Uint8Array> {
    let start = 0;
    for (const cut of [...cuts.map((c) => c % (bytes.length + 1)), bytes.length].sort((a, b) => a - b)) {
      yield bytes.subarray(start, cut);
      start = cut;
    }
  }
  return async () => ({ status: 200, headers: { "content-type": contentType }, body: pieces() });
}

const calls = [
  { name: "read", arguments: { path: "a.txt", note: "naïve 😀" } },
  { name: "read", arguments: { path: "b.txt" } },
];

describe.each(protocols)("the %s client", (protocol) => {
  it("streams text, then whole calls, then the end with the tokens used", async () => {
    const reply: Reply = { text: ["Looking ", "at 😀"], calls, usage: { input: 31, output: 7 } };
    await using server = await startModelServer([reply]);
    const events = await chat(clientFor(protocol, server), ask("look"));
    expect(withoutIds(events)).toEqual([
      { type: "text", text: "Looking " },
      { type: "text", text: "at 😀" },
      { type: "tool-call", id: "", ...calls[0] },
      { type: "tool-call", id: "", ...calls[1] },
      { type: "done", finish: "tool-calls", usage: { input: 31, output: 7 } },
    ]);
    const ids = events.flatMap((event) => (event.type === "tool-call" ? [event.id] : []));
    expect(new Set(ids).size).toBe(2);
  });

  it("says the same to the server as was said to it", async () => {
    await using server = await startModelServer([{ text: "done" }]);
    await chat(clientFor(protocol, server), {
      maxTokens: 99,
      tools: [readTool],
      messages: [
        { role: "system", content: "be brief" },
        { role: "user", content: "look" },
        {
          role: "assistant",
          content: "",
          toolCalls: [
            { id: "1", name: "read", arguments: { path: "a" } },
            { id: "2", name: "read", malformed: "{" },
          ],
        },
        { role: "tool", callId: "1", name: "read", content: "text" },
        { role: "tool", callId: "2", name: "read", content: "no" },
      ],
    });
    const [asked] = server.asked;
    expect(asked?.tools).toEqual(["read"]);
    expect(asked?.messages.map(({ role, content }) => [role, content ?? ""])).toEqual([
      ["system", "be brief"],
      ["user", "look"],
      ["assistant", ""],
      ["tool", "text"],
      ["tool", "no"],
    ]);
    expect(asked?.messages[2]?.tool_calls?.map((call) => call.function.arguments)).toEqual(
      protocol === "openai" ? ['{"path":"a"}', "{}"] : [{ path: "a" }, {}],
    );
    expect(asked?.body["max_tokens"] ?? asked?.body["options"]).toEqual(
      protocol === "openai" ? 99 : { num_predict: 99 },
    );
  });

  it("gives the same events in whatever pieces the answer arrives", async () => {
    const reply: Reply = { text: "naïve 😀 text", calls };
    const wires = [{}, { cut: 1 }, { cut: 3, crlf: true }, { cut: 7, comments: true }, { omitDone: true }];
    await using server = await startModelServer(wires.map((wire) => ({ ...reply, wire })));
    const answers = [];
    for (const _ of wires) answers.push(withoutIds(await chat(clientFor(protocol, server), ask("look"))));
    for (const answer of answers) expect(answer).toEqual(answers[0]);
  });

  it("gives arguments that are no JSON object as malformed, not as a call that could be made", async () => {
    const written = protocol === "openai" ? ['{"path": "a', "[]", "null", '"x"', "7"] : ['{"path": "a', [], "7"];
    await using server = await startModelServer(
      written.map((text) => ({ calls: [{ name: "read", arguments: text }] })),
    );
    for (const _ of written) {
      const [call] = await chat(clientFor(protocol, server), ask("look"));
      expect(call).toHaveProperty("malformed");
      expect(call).not.toHaveProperty("arguments");
    }
  });

  it("takes arguments nested 32 deep and no deeper, without running out of stack", async () => {
    const nested = (levels: number) => `${'{"a":'.repeat(levels - 1)}{}${"}".repeat(levels - 1)}`;
    const answers: ChatEvent[] = [];
    for (const levels of [32, 33, 50_000]) {
      const call = `{"function":{"name":"read","arguments":${protocol === "openai" ? JSON.stringify(nested(levels)) : nested(levels)}}}`;
      const body =
        protocol === "openai"
          ? `data: {"choices":[{"delta":{"tool_calls":[${call}]},"finish_reason":"tool_calls"}]}\n\n`
          : `{"message":{"tool_calls":[${call}]},"done":true}\n`;
      const model = createModel(
        settingsFor(protocol, { url: "http://m.test", openai: "http://m.test/v1" }),
        canned("", body),
      );
      answers.push((await chat(model, ask("look")))[0] as ChatEvent);
    }
    expect(answers.map((event) => "arguments" in event)).toEqual([true, false, false]);
  });

  it("calls nothing when the answer breaks off, wherever that is", async () => {
    const reply: Reply = { text: "I will ", calls };
    const cuts = [0, 40, 200, 300, 420];
    const faults = cuts.flatMap((bytes) =>
      [false, true].map((abrupt): Reply => ({ ...reply, fault: { kind: "truncate", bytes, abrupt } })),
    );
    await using server = await startModelServer(faults);
    for (const _ of faults) {
      const events: ChatEvent[] = [];
      const failure = await failureOf(
        (async () => {
          for await (const event of clientFor(protocol, server).chat(ask("look"), new AbortController().signal))
            events.push(event);
        })(),
      );
      expect(failure.message).toMatch(/ended its answer before|broke off|not JSON/);
      expect(events.every((event) => event.type === "text")).toBe(true);
    }
  });

  it("fails with a sentence when the answer is malformed, or says that it failed", async () => {
    await using server = await startModelServer([
      { text: "so far", fault: { kind: "malformed" } },
      { text: "so far", fault: { kind: "error", message: "out of\r\nmemory" } },
    ]);
    const malformed = await failureOf(chat(clientFor(protocol, server), ask("look")));
    expect(malformed.message).toContain("sent an answer that is not JSON");
    const failed = await failureOf(chat(clientFor(protocol, server), ask("look")));
    expect(failed).toMatchObject({ code: "ERR_MODEL_FAILED", retryable: true });
    expect(failed.message).toContain("failed: out of memory");
  });

  it("fails with the status, the words of the server and the fix when it is refused", async () => {
    const statuses = [400, 404, 429, 500, 503, 302];
    await using server = await startModelServer(
      statuses.map((status): Reply => ({ fault: { kind: "status", status } })),
    );
    const failures = [];
    for (const _ of statuses) failures.push(await failureOf(chat(clientFor(protocol, server), ask("look"))));
    expect(failures.map(({ status, retryable }) => [status, retryable])).toEqual([
      [400, false],
      [404, false],
      [429, true],
      [500, true],
      [503, true],
      [302, false],
    ]);
    expect(failures[1]?.message).toContain("answered 404: scripted 404");
    expect(failures[1]?.fix).toContain("name of the model");
  });

  it("fails with the fix when nobody listens, or when what listens is something else", async () => {
    const closed = await startModelServer([]);
    await closed.close();
    const unreachable = await failureOf(chat(clientFor(protocol, closed), ask("look")));
    expect(unreachable.retryable).toBe(true);
    expect(unreachable.fix).toContain("start the model server");
    const settings = settingsFor(protocol, { url: "http://m.test", openai: "http://m.test/v1" });
    for (const page of ["", "<html>hello</html>", "{}"]) {
      const stranger = createModel(settings, canned("text/html", page));
      await failureOf(chat(stranger, ask("look")));
    }
  });

  it("bounds a line, and stops a flood when nobody listens any more", async () => {
    await using long = await startModelServer([{ fault: { kind: "raw", body: `data: ${"x".repeat(1_100_000)}` } }]);
    expect((await failureOf(chat(clientFor(protocol, long), ask("look")))).message).toContain("longer than 1048576");
    await using server = await startModelServer([{ text: "a", fault: { kind: "endless" } }]);
    let heard = 0;
    for await (const _ of clientFor(protocol, server).chat(ask("look"), new AbortController().signal)) {
      if (++heard === 3) break;
    }
    await server.left();
    expect(heard).toBe(3);
  });

  it("bounds a whole answer", async () => {
    await using server = await startModelServer([{ text: "a", fault: { kind: "endless" } }]);
    const failure = await failureOf(chat(clientFor(protocol, server), ask("look")));
    expect(failure.message).toContain("sent more than 16777216 bytes");
    await server.left();
  });

  it("closes the connection when it is aborted, before and in the middle of an answer", async () => {
    await using server = await startModelServer([{ text: "so far", fault: { kind: "hang" } }]);
    const abort = new AbortController();
    const reason = new Error("enough");
    const events: ChatEvent[] = [];
    const answer = (async () => {
      for await (const event of clientFor(protocol, server).chat(ask("look"), abort.signal)) {
        events.push(event);
        if (textOf(events) === "so far") abort.abort(reason);
      }
    })();
    await expect(answer).rejects.toBe(reason);
    await server.left();
    await expect(chat(clientFor(protocol, server), ask("look"), abort.signal)).rejects.toBe(reason);
    expect(server.asked).toHaveLength(1);
  });

  it("takes no count of tokens that is no count, and estimates instead", async () => {
    const usages = [-1e9, 1.5, Number.MAX_VALUE].map((n) => ({ input: n, output: n }));
    await using server = await startModelServer(usages.map((usage) => ({ text: "12345678", usage })));
    for (const _ of usages) {
      const done = (await chat(clientFor(protocol, server), ask("look"))).at(-1);
      expect(done).toMatchObject({ type: "done", usage: { output: 2 } });
      expect(done?.type === "done" && done.usage.input).toBeGreaterThan(10);
    }
  });

  it("never throws anything but a coded failure, whatever bytes it is given", async () => {
    const piece = fc.constantFrom(
      "data: ",
      "\n\n",
      "\n",
      '{"choices":[{"delta":{',
      '"content":"x"',
      '"tool_calls":[{"index":',
      "}}]}",
      "[DONE]",
      "null",
      "0",
      '{"message":',
      '{"content":"x"}',
      ',"done":true}',
      '{"choices":[{"finish_reason":"stop","delta":null}]}',
      '{"error":',
      "[[[",
      '"\\ud800"',
    );
    const anyBytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.array(piece, { maxLength: 30 }).map((p) => Buffer.from(p.join(""))),
    );
    const settings = settingsFor(protocol, { url: "http://m.test", openai: "http://m.test/v1" });
    await fc.assert(
      fc.asyncProperty(
        anyBytes,
        fc.array(fc.nat(), { maxLength: 5 }),
        fc.constantFrom("", "application/json"),
        async (bytes, cuts, type) => {
          const heard = (c: readonly number[]) =>
            chat(createModel(settings, canned(type, bytes, c)), ask("look")).catch((error: unknown) => {
              expect(error).toBeInstanceOf(ModelFailed);
              return (error as Error).message;
            });
          const [whole, cut] = [await heard([]), await heard(cuts)];
          expect(typeof cut === "string" ? cut : textOf(cut)).toEqual(
            typeof whole === "string" ? whole : textOf(whole),
          );
        },
      ),
    );
  });
});

describe("the openai client", () => {
  const settings = (server: ModelServer, apiKey: string): ModelSettings => ({
    type: "openai",
    url: `${server.openai}/`,
    model: "scripted",
    apiKey,
  });
  const key = ["sk", "test", "0123456789abcdef"].join("-");

  it("sends its key in the header and never repeats it, even where the server does", async () => {
    await using server = await startModelServer([{ text: "hello" }], { apiKey: key });
    const model = createModel(settings(server, key));
    expect(textOf(await chat(model, ask("hi")))).toBe("hello");
    const wrong = createModel(settings(server, `${key}x`));
    const failure = await failureOf(chat(wrong, ask("hi")));
    expect(failure.message).toContain("answered 401: Incorrect API key provided: (API key).");
    expect(failure.fix).toContain("check the API key");
    expect(`${failure.stack} ${JSON.stringify(failure)} ${JSON.stringify(model)}`).not.toContain(key);
  });

  it("refuses a key that could not stand in a header", async () => {
    await using server = await startModelServer([]);
    for (const bad of ["", "a\r\nx-evil: 1", "a b", "é"])
      expect(() => createModel(settings(server, bad))).toThrow(ModelFailed);
  });

  it("takes an answer that was not streamed", async () => {
    const message = {
      role: "assistant",
      content: "hello",
      tool_calls: [{ id: "c", function: { name: "read", arguments: "{}" } }],
    };
    const body = JSON.stringify(
      {
        choices: [{ index: 0, message, finish_reason: "tool_calls" }],
        usage: { prompt_tokens: 3, completion_tokens: 4 },
      },
      undefined,
      2,
    );
    const model = createModel(
      { type: "openai", url: "http://m.test/v1", model: "m" },
      canned("application/json", body),
    );
    expect(await chat(model, ask("hi"))).toEqual([
      { type: "text", text: "hello" },
      { type: "tool-call", id: "c", name: "read", arguments: {} },
      { type: "done", finish: "tool-calls", usage: { input: 3, output: 4 } },
    ]);
  });

  it("keeps apart calls that a careless server gives no index, or all the same one", async () => {
    const delta = (calls: readonly object[], finish: string | null = null) =>
      `data: ${JSON.stringify({ choices: [{ index: 0, delta: { tool_calls: calls }, finish_reason: finish }] })}\n\n`;
    const whole = (id: string, index?: number) => ({
      id,
      index,
      function: { name: "read", arguments: `{"path":"${id}"}` },
    });
    const bodies = [
      delta([whole("a")]) + delta([whole("b")], "stop"),
      delta([whole("a", 0)]) + delta([whole("b", 0)], "stop"),
      delta([
        { index: 0, id: "a", function: { name: "read" } },
        { index: 1, id: "b", function: { name: "read" } },
      ]) +
        delta([{ index: 1, id: "b", function: { name: "read", arguments: '{"path":' } }]) +
        delta(
          [
            { index: 0, function: { arguments: '{"path":"a"}' } },
            { index: 1, function: { arguments: '"b"}' } },
          ],
          "stop",
        ),
      delta(
        [
          { id: "a", function: { name: "read", arguments: { path: "a" } } },
          { id: "b", function: { name: "read", arguments: { path: "b" } } },
        ],
        "stop",
      ),
    ];
    for (const body of bodies) {
      const model = createModel(
        { type: "openai", url: "http://m.test/v1", model: "m" },
        canned("text/event-stream", body),
      );
      expect((await chat(model, ask("hi"))).slice(0, 2)).toEqual([
        { type: "tool-call", id: "a", name: "read", arguments: { path: "a" } },
        { type: "tool-call", id: "b", name: "read", arguments: { path: "b" } },
      ]);
    }
  });

  it("keeps the query of its base URL and asks OpenAI itself by the newer name of the bound", async () => {
    const asked: { url: string; body: object }[] = [];
    const open: OpenUpstream = async (url, { body }) => {
      asked.push({ url: url.href, body: JSON.parse(body ?? "") });
      return { status: 500, headers: {}, body: (async function* () {})() };
    };
    for (const url of ["https://api.openai.com/v1", "https://x.test/openai/v1/?api-version=1"])
      await failureOf(chat(createModel({ type: "openai", url, model: "m" }, open), ask("hi", { maxTokens: 5 })));
    expect(asked.map(({ url }) => url)).toEqual([
      "https://api.openai.com/v1/chat/completions",
      "https://x.test/openai/v1/chat/completions?api-version=1",
    ]);
    expect(asked[0]?.body).toMatchObject({ max_completion_tokens: 5 });
    expect(asked[1]?.body).toMatchObject({ max_tokens: 5 });
  });

  it("bounds the calls and their arguments", async () => {
    const many = Array.from({ length: 65 }, (_, i) => ({ name: "read", arguments: "{}", id: `c${i}` }));
    await using server = await startModelServer([{ calls: many }, { calls: many.slice(1) }]);
    expect((await failureOf(chat(clientFor("openai", server), ask("hi")))).message).toContain("more than 64 calls");
    expect(await chat(clientFor("openai", server), ask("hi"))).toHaveLength(65);
    const piece = `data: ${JSON.stringify({ choices: [{ delta: { tool_calls: [{ index: 0, function: { name: "r", arguments: "x".repeat(600_000) } }] } }] })}\n\n`;
    const model = createModel(
      { type: "openai", url: "http://m.test/v1", model: "m" },
      canned("text/event-stream", piece + piece),
    );
    expect((await failureOf(chat(model, ask("hi")))).message).toContain("characters of arguments");
  });
});

describe("the ollama client", () => {
  it("leaves thinking out of the answer", async () => {
    const body = `{"message":{"role":"assistant","content":"","thinking":"hmm"},"done":false}\n{"message":{"content":"yes"},"done":true,"done_reason":"length"}\n`;
    const model = createModel(
      { type: "ollama", url: "http://m.test", model: "m" },
      canned("application/x-ndjson", body),
    );
    const events = await chat(model, ask("hi"));
    expect(textOf(events)).toBe("yes");
    expect(events.at(-1)).toMatchObject({ finish: "length" });
  });
});

describe("the registry of models", () => {
  it("makes a client of each kind, named as it is listed", async () => {
    const made = [
      createModel({ type: "demo" }),
      createModel({ type: "ollama", url: "http://m.test", model: "m" }),
      createModel({ type: "openai", url: "http://m.test", model: "m" }),
    ];
    expect(made.map(({ name }) => name)).toEqual(Object.keys(models));
  });
});
