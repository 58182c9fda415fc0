import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RpcMethods, rpcMethod } from "../../src/gateway/index.ts";
import { type RunningGateway, startGateway } from "../fixtures/gateway.ts";

let running: RunningGateway;
let ran = 0;

const methods: RpcMethods = {
  "test.add": rpcMethod({
    role: "user",
    summary: "adds",
    params: { a: { type: "integer" }, b: { type: "integer", optional: true } },
    run: async ({ a, b = 1 }) => {
      ran += 1;
      return a + b;
    },
  }),
  "test.secret": rpcMethod({ role: "operator", summary: "for operators", params: {}, run: async () => "seen" }),
  "test.throws": rpcMethod({
    role: "user",
    summary: "throws",
    params: {},
    run: () => Promise.reject(new Error("password is hunter2")),
  }),
};

const call = (method: string, params?: unknown, id: unknown = 1) => ({
  jsonrpc: "2.0",
  id,
  method,
  ...(params !== undefined && { params }),
});

const rpc = async (body: unknown, token = running.operator) => (await running.fetch("/rpc", { token, body })).json;

beforeAll(async () => {
  running = await startGateway({ methods });
});
afterAll(() => running.close());

describe("JSON-RPC", () => {
  it("answers a request, and a batch in one list without its notifications", async () => {
    expect(await rpc(call("test.add", { a: 1, b: 2 }))).toEqual({ jsonrpc: "2.0", id: 1, result: 3 });
    const notification = { jsonrpc: "2.0", method: "test.add", params: { a: 1 } };
    expect(await rpc([call("test.add", { a: 1 }, "x"), notification, call("nothing", {}, null)])).toEqual([
      { jsonrpc: "2.0", id: "x", result: 2 },
      { jsonrpc: "2.0", id: null, error: { code: -32601, message: "there is no such method" } },
    ]);
    const before = ran;
    expect((await running.fetch("/rpc", { token: running.user, body: notification })).status).toBe(204);
    expect(ran).toBe(before + 1);
  });

  it.each([
    ["a batch of nothing", [], -32600],
    ["a batch of 21", Array.from({ length: 21 }, () => call("test.add", { a: 1 })), -32600],
    ["another version", { ...call("test.add"), jsonrpc: "1.0" }, -32600],
    ["no method", { jsonrpc: "2.0", id: 1 }, -32600],
    ["an id that is an object", call("test.add", { a: 1 }, {}), -32600],
    ["a number", 7, -32600],
    ["an unknown method", call("test.nothing"), -32601],
    ["a method every object has", call("constructor"), -32601],
    ["a method of the prototype", call("__proto__"), -32601],
    ["parameters by position", call("test.add", [1, 2]), -32602],
    ["a missing parameter", call("test.add", {}), -32602],
    ["an unknown parameter", call("test.add", { a: 1, c: 2 }), -32602],
    ["a parameter of another type", call("test.add", { a: "1" }), -32602],
    ["a fraction", call("test.add", { a: 1.5 }), -32602],
    ["a method that throws", call("test.throws"), -32603],
  ])("answers %s with the standard's code", async (_, body, code) => {
    const reply = await rpc(body);
    expect(reply).toMatchObject({ jsonrpc: "2.0", error: { code, message: expect.any(String) } });
    expect(JSON.stringify(reply)).not.toContain("hunter2");
  });

  it("[MX-cli-auth] lets nobody in without a valid token, and no user at an operator's method", async () => {
    expect((await running.fetch("/rpc", { body: call("message.send", { text: "hello" }) })).status).toBe(401);
    const wrong = `sp_${"A".repeat(43)}`;
    expect((await running.fetch("/rpc", { token: wrong, body: call("message.send", { text: "hello" }) })).status).toBe(
      401,
    );
    for (const method of ["test.secret", "tokens.list", "tokens.issue", "tokens.revoke", "sessions.revoke"]) {
      expect(await rpc(call(method, { role: "operator" }), running.user)).toMatchObject({ error: { code: -32003 } });
    }
    await expect(running.socket("/rpc")).rejects.toThrow("401");
    await expect(running.socket("/rpc", { token: wrong })).rejects.toThrow("401");
    expect(running.answered).toEqual([]);
  });

  it("[MX-cli-auth] lets the operator send a message and administer", async () => {
    const { result } = await rpc(call("message.send", { text: "hello", session: "work" }));
    expect(result).toMatchObject({ text: "hello", finish: "stop", agent: "main", tools: [] });
    expect(running.answered.at(-1)).toMatchObject({
      ingress: "cli",
      tier: "A",
      session: { id: result.session, name: "work" },
    });
    expect(await rpc(call("test.secret"))).toMatchObject({ result: "seen" });
    expect(await rpc(call("message.send", { text: "hello", agent: "nobody" }))).toMatchObject({
      error: { code: -32005, data: { code: "unknown_agent" } },
    });
  });

  it("[SE-2.1] issues, lists and revokes tokens, each on record before it happens", async () => {
    const { result } = await rpc(
      call("tokens.issue", { principal: "bob", role: "user", tier: "C", hours: 1, label: "phone" }),
    );
    expect(result.text).toMatch(/^sp_/);
    expect((await running.fetch("/v1/models", { token: result.text })).status).toBe(200);
    const listed = await running.fetch("/rpc", { token: running.operator, body: call("tokens.list") });
    expect(listed.json.result).toContainEqual(result.entry);
    expect(listed.text).not.toContain(result.text);
    expect(await rpc(call("tokens.revoke", { token: result.entry.token }))).toMatchObject({
      result: { revoked: true },
    });
    expect((await running.fetch("/v1/models", { token: result.text })).status).toBe(401);
    expect(await rpc(call("tokens.revoke", { token: result.entry.token }))).toMatchObject({
      error: { data: { code: "not_found" } },
    });
    expect(running.recorded.map(({ event }) => event)).toEqual(["token.issued", "token.revoked", "token.revoked"]);
  });

  it("does nothing that cannot be put on record", async () => {
    const unrecorded = await startGateway({ record: () => Promise.reject(new Error("disk full")) });
    const body = call("tokens.issue", { principal: "bob", role: "operator", tier: "A" });
    const { json } = await unrecorded.fetch("/rpc", { token: unrecorded.operator, body });
    expect(json).toMatchObject({ error: { code: -32603 } });
    expect((await unrecorded.tokens.list()).map(({ principal }) => principal).sort()).toEqual(["ann", "operator"]);
    await unrecorded.close();
  });

  it("shows a user only their own sessions, and ends one with the turn that runs in it", async () => {
    await rpc(call("message.send", { text: "mine" }), running.user);
    const own = (await rpc(call("sessions.list"), running.user)).result as { id: string; principal: string }[];
    expect(own.map(({ principal }) => principal)).toEqual(["ann"]);
    expect((await rpc(call("sessions.list"))).result.length).toBeGreaterThan(1);
    expect(await rpc(call("sessions.revoke", { id: own[0]?.id }))).toMatchObject({ result: { revoked: true } });
    expect((await rpc(call("sessions.list"), running.user)).result).toEqual([]);
  });

  it("is spoken over a WebSocket too, several calls at a time", async () => {
    const socket = await running.socket("/rpc", { token: running.operator });
    for (let id = 0; id < 10; id++) socket.send(call("test.add", { a: id, b: 0 }, id));
    const replies = await Promise.all(Array.from({ length: 10 }, () => socket.next()));
    expect(replies.sort((a, b) => a.id - b.id).map(({ result }) => result)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    socket.send("{");
    expect(await socket.next()).toMatchObject({ id: null, error: { code: -32700 } });
    socket.close();
  });
});
