import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createLogger, rpcMethod } from "../../src/gateway/index.ts";
import { parseJson } from "../../src/gateway/json-body.ts";
import { RpcServer } from "../../src/gateway/rpc.ts";
import { paramFault } from "../../src/gateway/rpc-params.ts";
import { obeySignals } from "../../src/gateway/signals.ts";
import { ingresses, isRefusal } from "../../src/ingress/index.ts";
import { Written } from "../fixtures/written.ts";

const from = { peer: "10.0.0.1", presented: undefined };

describe("JSON from outside", () => {
  it("is parsed as JSON.parse parses it, when it is not too deep", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 30 }), (value) => {
        const parsed = parseJson(Buffer.from(JSON.stringify(value)));
        expect(isRefusal(parsed) ? parsed : parsed.value).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it("of any bytes gives a value or a coded refusal", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const parsed = parseJson(bytes);
        expect(isRefusal(parsed) ? parsed.refused : "value").toMatch(/^(invalid_json|value)$/);
      }),
    );
  });

  it("may hold any number of brackets in its strings", () => {
    const value = { text: `${"[{".repeat(500)}\\"` };
    expect(parseJson(Buffer.from(JSON.stringify(value)))).toEqual({ value });
  });
});

describe("every ingress", () => {
  it("gives a received message or a coded refusal for any body", () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true }), (body) => {
        for (const [name, ingress] of Object.entries(ingresses)) {
          const outcome = ingress.receive(body, from);
          expect(isRefusal(outcome) || outcome.ingress === name).toBe(true);
        }
      }),
    );
  });

  it("takes nothing for true that the message says of itself", () => {
    const body = {
      text: "hi",
      model: "main",
      messages: [{ role: "user", content: "hi" }],
      peer: "127.0.0.1",
      presented: { digest: "x" },
      principal: "operator",
      tier: "A",
      stage: "screened",
    };
    for (const ingress of Object.values(ingresses)) {
      const { principal, tier, ...message } = ingress.receive(body, from) as never as Record<string, unknown>;
      expect(message).toMatchObject({ stage: "received", peer: "10.0.0.1" });
      expect([principal, tier, message["presented"]]).toEqual([undefined, undefined, undefined]);
    }
  });
});

describe("RPC", () => {
  const logger = createLogger({ stream: new Written(), redact: (line) => line });
  const identity = { token: "t", principal: "ann", role: "user", tier: "B", expires: 0 } as const;
  const call = { identity, peer: "10.0.0.1", presented: undefined, signal: new AbortController().signal };
  const methods = { "a.b": rpcMethod({ role: "user", summary: "", params: {}, run: async () => 1 }) };

  it("answers any JSON with a reply or nothing", async () => {
    const server = new RpcServer(methods, logger, 20);
    const member = fc.oneof(fc.constantFrom("2.0", "a.b", 1, null), fc.jsonValue());
    const request = fc.record({ jsonrpc: member, method: member, id: member, params: member }, { requiredKeys: [] });
    await fc.assert(
      fc.asyncProperty(fc.oneof(request, fc.array(request), fc.jsonValue()), async (body) => {
        const reply = await server.reply(body, call);
        if (reply !== undefined) expect(JSON.stringify(reply)).toContain('"jsonrpc":"2.0"');
      }),
    );
  });

  it.each([
    [{ type: "string", max: 2 }, "ab", "abc"],
    [{ type: "string" }, "\u{1f600}", "\ud83d"],
    [{ type: "string", oneOf: ["x", "y"] }, "y", "z"],
    [{ type: "integer", min: 1, max: 3 }, 3, 4],
    [{ type: "integer" }, 0, -1],
    [{ type: "boolean" }, false, "false"],
    [{ type: "object" }, {}, []],
  ] as const)("takes for %o what fits and nothing else", (param, good, bad) => {
    expect(paramFault({ p: good }, { p: param })).toBeUndefined();
    expect(paramFault({ p: bad }, { p: param })).toMatch(/^parameter "p" must be /);
    expect(paramFault({ p: null }, { p: param })).toBeDefined();
    expect(paramFault({}, { p: param })).toBe('missing parameter "p"');
    expect(paramFault({}, { p: { ...param, optional: true } })).toBeUndefined();
  });
});

describe("the log", () => {
  it("writes one redacted line an event, as JSON and as text", () => {
    const redact = (line: object) => JSON.parse(JSON.stringify(line).replaceAll("hunter2", "[x]"));
    const now = () => Date.UTC(2030, 0, 2);
    const lines = (format: "json" | "text") => {
      const stream = new Written();
      const logger = createLogger({ stream, redact, format, now });
      logger.info("login", { password: "hunter2", note: "two\nlines" });
      return stream.text;
    };
    expect(JSON.parse(lines("json"))).toEqual({
      time: "2030-01-02T00:00:00.000Z",
      level: "info",
      event: "login",
      password: "[x]",
      note: "two\nlines",
    });
    expect(lines("text")).toBe('2030-01-02T00:00:00.000Z info  login password="[x]" note="two\\nlines"\n');
  });

  it("writes nothing of a line that cannot be redacted, and nothing below its level", () => {
    const stream = new Written();
    const logger = createLogger({
      stream,
      level: "warn",
      redact: () => {
        throw new Error("broken");
      },
    });
    logger.info("quiet", { a: 1 });
    logger.error("loud", { password: "hunter2" });
    expect(stream.text.split("\n")).toHaveLength(2);
    expect(JSON.parse(stream.text)).toMatchObject({ level: "error", event: "log.unwritable" });
  });
});

describe("signals", () => {
  it("stop once and reload as often as they come, until they are released", async () => {
    const listeners = new Map<string, Set<() => void>>();
    const source = {
      on: (signal: string, listener: () => void) =>
        listeners.set(signal, (listeners.get(signal) ?? new Set()).add(listener)),
      off: (signal: string, listener: () => void) => listeners.get(signal)?.delete(listener),
    };
    const send = (signal: string) => {
      for (const listener of listeners.get(signal) ?? []) listener();
    };
    const done: string[] = [];
    const actions = { stop: async () => void done.push("stop"), reload: async () => void done.push("reload") };
    const { stopped, release } = obeySignals(actions, source);
    send("SIGHUP");
    send("SIGHUP");
    send("SIGTERM");
    send("SIGINT");
    await stopped;
    release();
    send("SIGHUP");
    send("SIGTERM");
    expect(done).toEqual(["reload", "reload", "stop"]);
  });
});
