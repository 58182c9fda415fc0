import { setDefaultCACertificates } from "node:tls";
import OpenAI, { APIError } from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TurnEvent } from "../../src/gateway/index.ts";
import { echo, type RunningGateway, startGateway } from "../fixtures/gateway.ts";

let running: RunningGateway;
const said = { role: "user", content: "hello there" } as const;
const chat = (content: unknown = "hello there") => ({ model: "main", messages: [{ role: "user", content }] });

beforeAll(async () => {
  running = await startGateway({
    async *answer(message, signal) {
      switch (message.message.text) {
        case "break":
          throw new Error("the model is at 10.1.2.3");
        case "break late":
          yield { type: "text", text: "so far " };
          throw new Error("the model is at 10.1.2.3");
        case "hang":
          yield { type: "text", text: "waiting" };
          await new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
          break;
        default:
          yield* echo(message);
      }
    },
  });
  // The official client brings no way to trust an authority; this process is this test's own.
  setDefaultCACertificates([running.ca]);
});
afterAll(() => running.close());

describe("POST /v1/chat/completions", () => {
  const client = (apiKey = running.user) => new OpenAI({ apiKey, baseURL: `${running.gateway.url}/v1`, maxRetries: 0 });

  it("answers the official client with a whole completion", async () => {
    const completion = await client().chat.completions.create({ model: "main", messages: [said] });
    expect(completion).toMatchObject({ object: "chat.completion", model: "main" });
    expect(completion.id).toMatch(/^chatcmpl-/);
    expect(completion.choices).toMatchObject([
      { index: 0, finish_reason: "stop", message: { role: "assistant", content: "hello there" } },
    ]);
    expect(completion.usage).toEqual({ prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 });
  });

  it("streams to the official client, and counts tokens when asked to", async () => {
    const stream = await client().chat.completions.create({
      model: "sallyport",
      messages: [said],
      stream: true,
      stream_options: { include_usage: true },
    });
    const chunks: OpenAI.ChatCompletionChunk[] = [];
    for await (const chunk of stream) chunks.push(chunk);
    expect(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? "").join("")).toBe("hello there");
    expect(chunks.filter((chunk) => chunk.choices[0]?.delta.content).length).toBe(2);
    expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe("stop");
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: 7 } });
    expect(new Set(chunks.map(({ id }) => id)).size).toBe(1);
  });

  it("ends a stream with [DONE], as raw bytes", async () => {
    const { headers, text } = await running.fetch("/v1/chat/completions", {
      token: running.user,
      body: { ...chat(), stream: true },
    });
    expect(headers["content-type"]).toBe("text/event-stream; charset=utf-8");
    const lines = text.split("\n\n").filter(Boolean);
    expect(lines.every((line) => line.startsWith("data: "))).toBe(true);
    expect(lines.at(-1)).toBe("data: [DONE]");
  });

  it("gives the agent what was said before, unless the session is kept here", async () => {
    const messages = [
      { role: "developer", content: "be brief" },
      { role: "user", content: [{ type: "text", text: "one" }] },
      { role: "assistant", content: "two" },
      { role: "user", content: "three" },
    ];
    await running.fetch("/v1/chat/completions", { token: running.user, body: { model: "main", messages } });
    const told = running.answered.at(-1);
    expect(told?.history.map(({ role, text }) => [role, text])).toEqual([
      ["system", "be brief"],
      ["user", "one"],
      ["assistant", "two"],
    ]);
    expect(told).toMatchObject({ ingress: "api", agent: "main", tier: "B", session: { principal: "ann", name: "" } });

    const headers = { "x-sallyport-session": "work" };
    const kept = async () => {
      await running.fetch("/v1/chat/completions", { token: running.user, headers, body: { model: "main", messages } });
      return running.answered.at(-1);
    };
    const [first, second] = [await kept(), await kept()];
    expect(first).toMatchObject({ history: [], session: { name: "work" } });
    expect(second?.session.id).toBe(first?.session.id);
    expect(second?.session.id).not.toBe(told?.session.id);
  });

  it("tells the official client of errors in the form it knows", async () => {
    const failure = (apiKey: string, body: object) =>
      client(apiKey)
        .chat.completions.create(body as Parameters<OpenAI["chat"]["completions"]["create"]>[0])
        .then(
          () => undefined,
          (error: unknown) => error as InstanceType<typeof APIError>,
        );
    const wrong = await failure(`sp_${"A".repeat(43)}`, chat());
    expect(wrong).toBeInstanceOf(OpenAI.AuthenticationError);
    expect(wrong).toMatchObject({ status: 401, code: "invalid_api_key", type: "authentication_error" });
    expect(await failure(running.user, { ...chat(), model: "nobody" })).toMatchObject({
      status: 404,
      code: "model_not_found",
    });
    const tools = [{ type: "function", function: { name: "f" } }];
    for (const part of [{ tools }, { n: 2 }, { response_format: { type: "json_object" } }, { logprobs: true }]) {
      expect(await failure(running.user, { ...chat(), ...part })).toMatchObject({
        status: 400,
        code: "unsupported_parameter",
      });
    }
  });

  it("says no more of a failed turn than that it failed", async () => {
    const whole = await running.fetch("/v1/chat/completions", { token: running.user, body: chat("break") });
    expect(whole).toMatchObject({ status: 500, json: { error: { code: "server_error" } } });
    expect(whole.text).not.toContain("10.1.2.3");
    const stream = await client().chat.completions.create({ ...chat("break late"), stream: true } as never);
    let text = "";
    await expect(async () => {
      for await (const chunk of stream as unknown as AsyncIterable<OpenAI.ChatCompletionChunk>) {
        text += chunk.choices[0]?.delta.content ?? "";
      }
    }).rejects.toThrow(APIError);
    expect(text).toBe("so far ");
  });

  it("aborts the turn when the client goes away", async () => {
    const abort = new AbortController();
    const stream = await client().chat.completions.create(
      { ...chat("hang"), stream: true, messages: [{ role: "user", content: "hang" }] },
      { signal: abort.signal },
    );
    const iterator = stream[Symbol.asyncIterator]();
    await iterator.next();
    await iterator.next();
    abort.abort();
    await iterator.return?.();
    await expect.poll(() => running.log.text).toContain('"turn.aborted"');
  });

  it("lists the agents a token may talk to as models", async () => {
    const models = async (token: string) => (await client(token).models.list()).data.map(({ id }) => id);
    expect(await models(running.user)).toEqual(["sallyport", "main", "other"]);
    expect(await models(await running.issue({ agent: "other" }))).toEqual(["sallyport", "other"]);
  });

  it("[MX-api-auth] refuses who has no token, a wrong one, a revoked one, an expired one, or one for another agent", async () => {
    const call = (token?: string, model = "main") =>
      running.fetch("/v1/chat/completions", {
        ...(token !== undefined && { token }),
        body: { ...chat(), model },
      });
    const revoked = await running.tokens.issue({ principal: "ann", role: "user", tier: "B" });
    expect((await call(revoked.text)).status).toBe(200);
    await running.tokens.revoke(revoked.entry.token);
    const bound = await running.issue({ agent: "other" });
    const before = running.answered.length;
    expect(await call()).toMatchObject({ status: 401, headers: { "www-authenticate": 'Bearer realm="sallyport"' } });
    expect((await call("sk-1234")).status).toBe(401);
    expect((await call(`sp_${"B".repeat(43)}`)).status).toBe(401);
    expect((await call(revoked.text)).status).toBe(401);
    expect((await call(await running.issue({ life: 0 }))).status).toBe(401);
    expect((await call(bound, "main")).status).toBe(403);
    expect(running.answered.length).toBe(before);
  });

  it("[MX-api-auth] answers who has a valid token, and one for this agent", async () => {
    const bound = await running.issue({ agent: "other" });
    for (const [token, model] of [
      [running.user, "main"],
      [bound, "other"],
      [bound, "sallyport"],
    ] as const) {
      const { status } = await running.fetch("/v1/chat/completions", { token, body: { ...chat(), model } });
      expect(status).toBe(200);
    }
    expect(running.answered.at(-1)?.agent).toBe("other");
  });
});

describe("every request", () => {
  it("[SE-1.1] is answered with HSTS and headers that close what browsers would leave open", async () => {
    for (const path of ["/healthz", "/v1/models", "/nothing"]) {
      const { headers } = await running.fetch(path);
      expect(headers).toMatchObject({
        "strict-transport-security": "max-age=31536000",
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
        "content-security-policy": expect.stringContaining("default-src 'none'"),
      });
      expect(headers).not.toHaveProperty("x-powered-by");
      expect(headers).not.toHaveProperty("access-control-allow-origin");
    }
  });

  it("finds health and readiness without a token, and learns nothing else from them", async () => {
    expect(await running.fetch("/healthz")).toMatchObject({ status: 200, json: { status: "ok" } });
    expect(await running.fetch("/readyz")).toMatchObject({ status: 200, json: { status: "ready" } });
    expect(await running.fetch("/healthz", { method: "POST", body: {} })).toMatchObject({ status: 405 });
    expect((await running.fetch("/v1/unknown", { token: running.user })).status).toBe(404);
  });

  it("must name this gateway as its host, so that a rebound name is of no use", async () => {
    const get = (host: string) => running.fetch("/healthz", { headers: { host } });
    for (const host of [
      "evil.example",
      "localhost.evil.example",
      "127.0.0.1.evil.example",
      "0.0.0.0",
      "evil@localhost",
    ]) {
      expect(await get(host), host).toMatchObject({ status: 421, json: { error: { code: "misdirected" } } });
    }
    for (const host of ["localhost", "LOCALHOST:8443", "localhost.", "127.0.0.1:1", "[::1]:8443"]) {
      expect((await get(host)).status, host).toBe(200);
    }
  });

  it("of a page of another origin is refused, of its own and of none is answered", async () => {
    const call = (origin?: string) =>
      running.fetch("/v1/models", { token: running.user, headers: origin === undefined ? {} : { origin } });
    for (const origin of ["https://evil.example", "null", "http://127.0.0.1", "https://127.0.0.1"]) {
      expect(await call(origin), origin).toMatchObject({ status: 403, json: { error: { code: "forbidden_origin" } } });
    }
    const own = `https://127.0.0.1:${running.gateway.port}`;
    expect(await call(own)).toMatchObject({ status: 200, headers: { "access-control-allow-origin": own } });
    expect((await call()).status).toBe(200);
  });

  it("of a page of a listed origin is answered, its preflight too", async () => {
    const origin = "https://chat.example";
    const listed = await startGateway({ origins: [origin] });
    const preflight = await listed.fetch("/v1/chat/completions", { method: "OPTIONS", headers: { origin } });
    expect(preflight).toMatchObject({
      status: 204,
      headers: { "access-control-allow-origin": origin, vary: "Origin" },
    });
    expect((await listed.fetch("/v1/models", { token: listed.user, headers: { origin } })).status).toBe(200);
    await listed.close();
  });
});

describe("a bad body", () => {
  const post = (path: string, body: unknown, headers: Readonly<Record<string, string>> = {}) =>
    running.fetch(path, { token: running.user, body, headers });
  const nested = (depth: number) => Buffer.from(`{"a":${"[".repeat(depth - 1)}${"]".repeat(depth - 1)}}`);

  it.each([
    ["empty", Buffer.alloc(0), 400],
    ["cut off", Buffer.from('{"model":"ma'), 400],
    ["not UTF-8", Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]), 400],
    ["in UTF-16", Buffer.from('{"model":"main"}', "utf16le"), 400],
    ["nested 65 deep", nested(65), 400],
    ["nested 100 000 deep", nested(100_000), 400],
    ["a bare value", Buffer.from("1"), 400],
    ["a list", Buffer.from("[]"), 400],
    ["without messages", Buffer.from('{"model":"main"}'), 400],
    ["with a lone surrogate", Buffer.from('{"model":"main","messages":[{"role":"user","content":"\\ud800"}]}'), 400],
    ["with a polluting key", Buffer.from('{"__proto__":{"model":"main"},"messages":[]}'), 400],
    ["with an image", { model: "main", messages: [{ role: "user", content: [{ type: "image_url" }] }] }, 400],
    ["with a tool's message", { model: "main", messages: [{ role: "tool", content: "x" }] }, 400],
    ["of 1 MiB and one byte", Buffer.alloc((1 << 20) + 1, 0x20), 413],
  ])("that is %s gets a coded error and harms nobody", async (_, body, status) => {
    const before = running.answered.length;
    const answer = await post("/v1/chat/completions", body);
    expect(answer.status).toBe(status);
    expect(answer.json.error).toMatchObject({ message: expect.any(String), code: expect.stringMatching(/^[a-z_]+$/) });
    expect(running.answered.length).toBe(before);
    expect((await post("/v1/chat/completions", chat())).status).toBe(200);
  });

  it("of another content type or encoding is not read", async () => {
    const body = Buffer.from(JSON.stringify(chat()));
    expect((await post("/v1/chat/completions", body, { "content-type": "text/plain" })).status).toBe(415);
    expect((await post("/v1/chat/completions", body, { "content-encoding": "gzip" })).status).toBe(415);
    expect(
      (await post("/v1/chat/completions", body, { "content-type": "Application/JSON; charset=utf-8" })).status,
    ).toBe(200);
  });

  it("of exactly 1 MiB is read, and so is one nested 64 deep", async () => {
    const text = JSON.stringify(chat());
    expect((await post("/v1/chat/completions", Buffer.from(text.padEnd(1 << 20)))).status).toBe(200);
    expect((await post("/rpc", nested(64))).json.error.code).toBe(-32600);
    expect((await post("/rpc", nested(65))).json.error.code).toBe(-32700);
  });
});

describe("guessing tokens", () => {
  it("[OC-13] locks the address out, on record, while a token that worked from there goes on working", async () => {
    const locked = await startGateway({ lockout: { failures: 3, first: 60_000 } });
    const call = (token: string) => locked.fetch("/v1/models", { token });
    expect((await call(locked.user)).status).toBe(200);
    for (let i = 0; i < 3; i++) expect((await call(`sp_${"C".repeat(43)}`)).status).toBe(401);
    expect(await call(`sp_${"C".repeat(43)}`)).toMatchObject({ status: 429, headers: { "retry-after": "60" } });
    expect((await call(locked.operator)).status).toBe(429);
    expect((await call(locked.user)).status).toBe(200);
    await expect(locked.socket("/webchat", { token: locked.operator })).rejects.toThrow("429");
    expect(locked.recorded).toEqual([{ event: "auth.locked-out", fields: { peer: "127.0.0.1" } }]);
    await locked.close();
  });
});

describe("the reply", () => {
  it("passes the redactor as one stream, with tool summaries and the whole text by themselves", async () => {
    const secret = ["AK", "IA", "QWERTYUIOP123456"].join("");
    const redactor = () => {
      let kept = "";
      return {
        push(chunk: string) {
          kept += chunk;
          return "";
        },
        flush: () => kept.replaceAll(secret, "[key]"),
      };
    };
    const redacting = await startGateway({
      redactor,
      async *answer(): AsyncGenerator<TurnEvent> {
        yield { type: "text", text: `take ${secret.slice(0, 9)}` };
        yield { type: "tool", tool: "read", effect: "allow", disposition: "completed", summary: `read ${secret}` };
        yield { type: "text", text: `${secret.slice(9)} and go` };
        yield { type: "final", text: `take ${secret} and go`, finish: "stop" };
      },
    });
    const whole = await redacting.fetch("/v1/chat/completions", { token: redacting.user, body: chat() });
    expect(whole.json.choices[0].message.content).toBe("take [key] and go");
    const streamed = await redacting.fetch("/v1/chat/completions", {
      token: redacting.user,
      body: { ...chat(), stream: true },
    });
    const socket = await redacting.socket("/webchat", { token: redacting.user });
    socket.send({ type: "message", id: "1", text: "hello" });
    const messages = JSON.stringify(await socket.until("done"));
    for (const text of [whole.text, streamed.text, messages]) {
      expect(text).not.toContain(secret);
      expect(text).not.toContain(secret.slice(9));
    }
    expect(messages).toContain("read [key]");
    socket.close();
    await redacting.close();
  });
});
