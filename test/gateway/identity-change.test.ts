import { afterEach, describe, expect, it } from "vitest";
import type { Identity, NotGranted } from "../../src/session/verifier.ts";
import { type RunningGateway, startGateway } from "../fixtures/gateway.ts";

/** The form of a JWT; who it speaks for is for the test to say. */
const token = `e30.${Buffer.from('{"iss":"i","sub":"s"}').toString("base64url")}.AAAA`;
const root: Identity = {
  token: "t",
  principal: "oidc:i:s",
  role: "operator",
  tier: "A",
  expires: Date.now() + 600_000,
};
const call = { jsonrpc: "2.0", id: 1, method: "tokens.list" };

let running: RunningGateway;
afterEach(() => running.close());

/** A gateway whose verifier answers what the test says, and when. */
async function start() {
  const listeners = new Set<() => void>();
  const state = { answer: Promise.resolve<Identity | NotGranted | undefined>(root) };
  running = await startGateway({
    identities: {
      verify: () => state.answer,
      onChange(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      status: () => [],
    },
  });
  const change = () => {
    const later = Promise.withResolvers<Identity | NotGranted | undefined>();
    state.answer = later.promise;
    for (const listener of listeners) listener();
    return later.resolve;
  };
  return { change, listeners };
}

describe("a message that arrives while an identity is looked at anew", () => {
  it("[SP-15] is handled for whom the token speaks for then", async () => {
    const { change } = await start();
    const socket = await running.socket("/rpc", { token });
    socket.send(call);
    expect(await socket.next()).toMatchObject({ result: expect.any(Array) });
    const answer = change();
    socket.send(call);
    socket.raw.ping();
    // The pong comes after the gateway has got the message.
    await new Promise((resolve) => socket.raw.once("pong", resolve));
    answer({ ...root, role: "user" });
    expect(await socket.next()).toMatchObject({ error: { data: { code: "forbidden" } } });
    change()(root);
    socket.send(call);
    expect(await socket.next()).toMatchObject({ result: expect.any(Array) });
    socket.close();
  });

  it.each([
    [{ notGranted: "unmapped" }, 4403],
    [{ notGranted: "expired" }, 4401],
    [{ notGranted: "unavailable" }, 4503],
    [undefined, 4401],
  ] as const)("[SP-15] is not handled when it is %j", async (found, code) => {
    const { change, listeners } = await start();
    const socket = await running.socket("/rpc", { token });
    const answer = change();
    socket.send(call);
    socket.raw.ping();
    await new Promise((resolve) => socket.raw.once("pong", resolve));
    answer(found);
    expect(await socket.next()).toMatchObject({ id: null, error: {} });
    expect((await socket.closed).code).toBe(code);
    await expect.poll(() => listeners.size).toBe(0);
  });

  it("[SP-15] is not handled when that cannot be found out", async () => {
    const { change } = await start();
    const socket = await running.socket("/rpc", { token });
    change()(Promise.reject(new Error("no state")) as never);
    socket.send(call);
    expect(await socket.next()).toMatchObject({ id: null, error: { data: { code: "failed" } } });
    expect((await socket.closed).code).toBe(1011);
  });
});
