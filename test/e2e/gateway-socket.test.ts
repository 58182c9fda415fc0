import { connect as connectTls } from "node:tls";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TurnEvent } from "../../src/gateway/index.ts";
import { echo, type RunningGateway, startGateway, type TestSocket } from "../fixtures/gateway.ts";

let running: RunningGateway;
const open: TestSocket[] = [];

async function socket(path: string, options: Parameters<RunningGateway["socket"]>[1] = {}): Promise<TestSocket> {
  const made = await running.socket(path, options);
  open.push(made);
  return made;
}

const say = (id: string, text: string, more: object = {}) => ({ type: "message", id, text, ...more });

const approval = {
  type: "approval",
  programs: [{ text: "ls", effects: [] }],
  details: [{ name: "directory", text: "/ws" }],
  reasons: [{ rule: "test.ask", message: "the test asks" }],
  always: { whyNot: "nothing is learned here" },
} as const;

beforeAll(async () => {
  running = await startGateway({
    approve: async ({ principal }, id, answer) =>
      principal === "operator" ? `${answer} ${id}` : { refused: "forbidden", message: "only operators answer" },
    limits: { authMs: 400, pingMs: 200, messagesInFlight: 4, turnsWaiting: 2 },
    async *answer(message, signal): AsyncGenerator<TurnEvent> {
      const { text } = message.message;
      if (text === "hang") {
        yield { type: "text", text: "waiting" };
        await new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
      }
      if (text === "ask") {
        yield { ...approval, id: "a1", tool: "exec", summary: "run ls", expires: 5 };
        yield { type: "tool", tool: "exec", effect: "allow", disposition: "completed", summary: "ran ls" };
      }
      if (text.startsWith("slow")) await new Promise((resolve) => setTimeout(resolve, 30));
      yield* echo(message);
    },
  });
});
afterAll(async () => {
  for (const each of open) each.close();
  await running.close();
});

describe("wss /webchat", () => {
  it("[CE-4] takes the answer to an approval for whoever the token speaks for, and says what became of it", async () => {
    const [operator, user] = [
      await socket("/webchat", { token: running.operator }),
      await socket("/webchat", { token: running.user }),
    ];
    await Promise.all([operator.next(), user.next()]);
    const answer = { type: "approve", approval: "a1", answer: "allow-once" };
    operator.send(answer);
    expect(await operator.next()).toEqual({ type: "answered", approval: "a1", outcome: "allow-once a1" });
    user.send(answer);
    expect(await user.next()).toMatchObject({ type: "error", code: "forbidden", approval: "a1" });
    for (const wrong of [{ answer: "yes" }, { answer: undefined }, { approval: 7 }, { approval: "x".repeat(65) }]) {
      operator.send({ ...answer, ...wrong });
      expect(await operator.next()).toMatchObject({ type: "error", code: "invalid_request" });
    }
    const nobody = await socket("/webchat");
    nobody.send(answer);
    expect((await nobody.closed).code).toBe(4401);
  });

  it("answers a message with deltas and done, and keeps the session of a name", async () => {
    const chat = await socket("/webchat", { token: running.user });
    expect(await chat.next()).toEqual({ type: "ready", principal: "ann" });
    chat.send(say("1", "hello"));
    expect(await chat.until("done")).toEqual([
      { type: "delta", id: "1", text: "hel" },
      { type: "delta", id: "1", text: "lo" },
      { type: "done", id: "1", finish: "stop", usage: { input: 3, output: 4 } },
    ]);
    const first = running.answered.at(-1);
    chat.send(say("1", "again"));
    await chat.until("done");
    chat.send(say("2", "elsewhere", { session: "work" }));
    await chat.until("done");
    const [again, elsewhere] = running.answered.slice(-2);
    expect(first).toMatchObject({ ingress: "webchat", tier: "B", session: { name: "main", principal: "ann" } });
    expect(again?.session.id).toBe(first?.session.id);
    expect(elsewhere?.session.id).not.toBe(first?.session.id);
  });

  it("shows tools and approvals as they happen", async () => {
    const chat = await socket("/webchat", { token: running.user });
    chat.send(say("1", "ask"));
    const messages = await chat.until("done");
    expect(messages).toContainEqual({
      ...approval,
      id: "1",
      approval: "a1",
      tool: "exec",
      summary: "run ls",
      expires: 5,
    });
    expect(messages).toContainEqual({
      type: "tool",
      id: "1",
      tool: "exec",
      effect: "allow",
      disposition: "completed",
      summary: "ran ls",
    });
  });

  it("runs the messages of one session in order and those of two at a time, and refuses more than may wait", async () => {
    const chat = await socket("/webchat", { token: running.user });
    for (const id of ["a", "b", "c", "d"]) chat.send(say(id, `slow ${id}`, { session: "queue" }));
    const ended: { type: string; id: string }[] = [];
    while (ended.length < 4) ended.push((await chat.until("done", "error")).at(-1));
    expect(ended.map(({ id, type }) => `${id} ${type}`).sort()).toEqual(["a done", "b done", "c done", "d error"]);
    expect(ended.filter(({ type }) => type === "done").map(({ id }) => id)).toEqual(["a", "b", "c"]);
    expect(ended.find(({ id }) => id === "d")).toMatchObject({ code: "busy" });
  });

  it("cancels a message, and ends it when the socket closes", async () => {
    const chat = await socket("/webchat", { token: running.user });
    chat.send(say("1", "hang"));
    await chat.until("delta");
    chat.send({ type: "cancel", id: "1" });
    expect((await chat.until("error")).at(-1)).toMatchObject({ id: "1", code: "timed_out" });
    chat.send(say("2", "hello"));
    await chat.until("done");
    const aborted = () => running.log.text.split('"turn.aborted"').length;
    const before = aborted();
    chat.send(say("3", "hang"));
    await chat.until("delta");
    chat.close();
    await expect.poll(aborted).toBe(before + 1);
  });

  it("waits for a reader that is slow, and goes on with the others", async () => {
    let produced = 0;
    const flooding = await startGateway({
      async *answer(message) {
        for (; message.message.text === "flood" && produced < 2_000; produced++) {
          yield { type: "text", text: "x".repeat(16_384) };
        }
        yield* echo(message);
      },
    });
    const chats = [
      await flooding.socket("/webchat", { token: flooding.user }),
      await flooding.socket("/webchat", { token: flooding.user }),
    ];
    const [slow, quick] = chats as [TestSocket, TestSocket];
    slow.raw.pause();
    slow.send(say("1", "flood", { session: "flood" }));
    quick.send(say("1", "hello", { session: "quick" }));
    await quick.until("done");
    expect(produced).toBeLessThan(2_000);
    slow.raw.resume();
    const text = (await slow.until("done")).map((message) => message.text ?? "").join("");
    expect(text.length).toBe(2_000 * 16_384 + "flood".length);
    for (const chat of chats) chat.close();
    await flooding.close();
  });

  it("cuts off a reader that takes nothing for too long, and ends its turn", async () => {
    const stalling = await startGateway({
      limits: { stallMs: 200 },
      async *answer(): AsyncGenerator<TurnEvent> {
        for (;;) yield { type: "text", text: "x".repeat(65_536) };
      },
    });
    const chat = await stalling.socket("/webchat", { token: stalling.user });
    chat.raw.pause();
    chat.send(say("1", "go"));
    await expect.poll(() => stalling.log.text, { timeout: 5_000 }).toContain('"turn.aborted"');
    chat.close();
    await stalling.close();
  });

  it("[MX-webchat-auth] refuses a wrong token before the upgrade, and by a first message", async () => {
    const wrong = `sp_${"A".repeat(43)}`;
    await expect(socket("/webchat", { token: wrong })).rejects.toThrow("401");
    await expect(socket("/webchat", { protocols: ["sallyport", `bearer.${wrong}`] })).rejects.toThrow("401");
    const expired = await running.issue({ life: 0 });
    await expect(socket("/webchat", { token: expired })).rejects.toThrow("401");
    const before = running.answered.length;
    const first = [
      { type: "auth", token: wrong },
      { type: "auth" },
      { type: "auth", token: 1 },
      say("1", "hello"),
      "null",
      "[]",
    ];
    for (const message of first) {
      const chat = await socket("/webchat");
      chat.send(message);
      expect(await chat.next()).toMatchObject({ type: "error", code: "unauthenticated" });
      expect(await chat.closed).toMatchObject({ code: 4401 });
    }
    expect(running.answered.length).toBe(before);
  });

  it("[MX-webchat-auth] closes who does not authenticate in time", async () => {
    const chat = await socket("/webchat");
    expect(await chat.next()).toMatchObject({ type: "error", code: "unauthenticated" });
    expect(await chat.closed).toMatchObject({ code: 4401 });
  });

  it("[MX-webchat-auth] [SE-2.1] closes every socket of a token at once when it is revoked, and ends its turn", async () => {
    const { text, entry } = await running.tokens.issue({ principal: "eve", role: "user", tier: "C" });
    const [one, two] = [await socket("/webchat", { token: text }), await socket("/webchat", { token: text })];
    const other = await socket("/webchat", { token: running.user });
    one.send(say("1", "hang"));
    await one.until("delta");
    await running.tokens.revoke(entry.token);
    expect(await one.closed).toMatchObject({ code: 4401 });
    expect(await two.closed).toMatchObject({ code: 4401 });
    other.send(say("1", "hello"));
    await other.until("done");
  });

  it("[SE-2.1] notices a token that another process revoked, or that expired, while the socket is silent", async () => {
    const { text, entry } = await running.tokens.issue({ principal: "eve", role: "user", tier: "C" });
    const chat = await socket("/webchat", { token: text });
    const short = await socket("/webchat", { token: await running.issue({ life: 300 }) });
    await running.store.delete("tokens", entry.token);
    expect(await chat.closed).toMatchObject({ code: 4401 });
    expect(await short.closed).toMatchObject({ code: 4401 });
  });

  it("[SE-2.1] closes a socket whose token cannot be checked any more", async () => {
    const broken = await startGateway({ limits: { pingMs: 100 } });
    const chat = await broken.socket("/webchat", { token: broken.user });
    await broken.store.close();
    expect(await chat.closed).toMatchObject({ code: 1011 });
    expect((await broken.fetch("/v1/models", { token: broken.user })).status).toBe(500);
    await broken.close();
  });

  it("[MX-webchat-auth] answers a token in the header, in a subprotocol that is not echoed, and in a first message", async () => {
    const header = await socket("/webchat", { token: running.user });
    const subprotocol = await socket("/webchat", { protocols: ["sallyport", `bearer.${running.user}`] });
    expect(subprotocol.raw.protocol).toBe("sallyport");
    const message = await socket("/webchat");
    message.send({ type: "auth", token: running.user });
    for (const chat of [header, subprotocol, message]) {
      expect(await chat.next()).toMatchObject({ type: "ready" });
      chat.send(say("1", "hello"));
      await chat.until("done");
    }
  });

  it("is not opened to a page of another origin, nor at another path or name", async () => {
    const { user: token, gateway } = running;
    const upgrade = (headers: Readonly<Record<string, string>>) => socket("/webchat", { token, headers });
    await expect(upgrade({ origin: "https://evil.example" })).rejects.toThrow("403");
    await expect(upgrade({ origin: "null" })).rejects.toThrow("403");
    await expect(upgrade({ host: "evil.example" })).rejects.toThrow("421");
    await expect(socket("/elsewhere", { token })).rejects.toThrow("404");
    await expect(socket(`/webchat/../webchat`, { token })).resolves.toBeDefined();
    await expect(upgrade({ origin: `https://127.0.0.1:${gateway.port}` })).resolves.toBeDefined();
  });

  it.each([
    ["no JSON", "{"],
    ["no object", "1"],
    ["too deep", `{"type":"message","id":"1","text":${"[".repeat(70)}${"]".repeat(70)}}`],
    ["without a type", "{}"],
    ["without an id", JSON.stringify({ type: "message", text: "hello" })],
    ["with a long id", JSON.stringify(say("x".repeat(65), "hello"))],
    ["without text", JSON.stringify({ type: "message", id: "1" })],
    ["with blank text", JSON.stringify(say("1", " \n"))],
    ["with text that is a number", JSON.stringify({ type: "message", id: "1", text: 7 })],
    ["with half a character", '{"type":"message","id":"1","text":"\\udfff"}'],
    ["for a session of a strange name", JSON.stringify(say("1", "hello", { session: "../x" }))],
    ["for no agent", JSON.stringify(say("1", "hello", { agent: "nobody" }))],
  ])("gives a message that is %s a coded error and goes on", async (_, text) => {
    const chat = await socket("/webchat", { token: running.user });
    await chat.next();
    chat.send(text);
    expect(await chat.next()).toMatchObject({ type: "error", code: expect.stringMatching(/^[a-z_]+$/) });
    chat.send(say("1", "hello"));
    await chat.until("done");
  });

  it("closes with the standard's code on bytes, oversize, bad UTF-8, fragments without end and raw noise", async () => {
    const closing = async (act: (chat: TestSocket) => void) => {
      const chat = await socket("/webchat", { token: running.user });
      act(chat);
      return (await chat.closed).code;
    };
    expect(await closing(({ raw }) => raw.send(Buffer.from("{}")))).toBe(1003);
    expect(await closing(({ raw }) => raw.send("x".repeat((256 << 10) + 1)))).toBe(1009);
    expect(await closing(({ raw }) => raw.send(Buffer.from([0xff, 0xfe]), { binary: false }))).toBe(1007);
    expect(
      await closing(({ raw }) => {
        for (let i = 0; i < 100; i++) raw.send("x", { fin: false });
      }),
    ).toBe(1008);
    const frames = connectTls({
      port: running.gateway.port,
      host: "127.0.0.1",
      servername: "localhost",
      ca: running.ca,
    });
    const upgrade = `GET /webchat HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: ${Buffer.alloc(16).toString("base64")}\r\nauthorization: Bearer ${running.user}\r\n\r\n`;
    frames.write(upgrade);
    frames.write(Buffer.from([0x81, 0x05, 1, 2, 3, 4, 5]));
    await new Promise((resolve) => frames.on("data", () => {}).once("close", resolve));
    expect((await running.fetch("/healthz")).status).toBe(200);
  });

  it("takes a message of nearly 256 KiB, and only so many at a time", async () => {
    const chat = await socket("/webchat", { token: running.user });
    await chat.next();
    chat.send(say("1", "x".repeat((256 << 10) - 100)));
    await chat.until("done");
    for (let i = 0; i < 6; i++) chat.send(say(`${i}`, "hang", { session: `s${i}` }));
    expect((await chat.until("error")).at(-1)).toMatchObject({ code: "busy" });
  });
});

describe("closing", () => {
  it("finishes the turn that runs, refuses new ones, says goodbye with 1001, and lets go of the port", async () => {
    const closing = await startGateway({
      async *answer(message) {
        yield { type: "text", text: "begun " };
        await new Promise((resolve) => setTimeout(resolve, 300));
        yield* echo(message);
      },
    });
    const [busy, idle] = [await closing.socket("/webchat", { token: closing.user }), await closing.socket("/webchat")];
    busy.send(say("1", "hello"));
    await busy.until("delta");
    const closed = closing.gateway.close(5_000);
    expect(await idle.closed).toMatchObject({ code: 1001 });
    busy.send(say("2", "late", { session: "late" }));
    const messages = await busy.until("done");
    expect(messages).toContainEqual(expect.objectContaining({ type: "error", id: "2", code: "draining" }));
    expect(messages.at(-1)).toMatchObject({ type: "done", id: "1" });
    expect(await busy.closed).toMatchObject({ code: 1001 });
    await closed;
    await expect(closing.fetch("/healthz")).rejects.toThrow(/ECONNREFUSED/);
    expect(closing.log.text).toContain('"whole":true');
  });

  it("aborts a turn that outlasts the grace, and closes all the same when the agent does not notice", async () => {
    const closing = await startGateway({
      async *answer() {
        yield { type: "text", text: "begun" };
        await new Promise(() => {});
      },
    });
    const busy = await closing.socket("/webchat", { token: closing.user });
    busy.send(say("1", "hello"));
    await busy.until("delta");
    await closing.gateway.close(100);
    await busy.closed;
    expect(closing.log.text).toContain('"whole":false');
  });

  it("finishes a stream over HTTP", async () => {
    const closing = await startGateway({
      async *answer(message) {
        await new Promise((resolve) => setTimeout(resolve, 200));
        yield* echo(message);
      },
    });
    const body = { model: "main", stream: true, messages: [{ role: "user", content: "hello" }] };
    const answer = closing.fetch("/v1/chat/completions", { token: closing.user, body });
    await expect.poll(() => closing.answered.length).toBe(1);
    await closing.gateway.close(5_000);
    expect((await answer).text).toContain("data: [DONE]");
  });
});
