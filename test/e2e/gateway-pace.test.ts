import { request } from "node:https";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Redactor, replyStream } from "../../src/dlp/index.ts";
import type { TurnEvent } from "../../src/gateway/index.ts";
import { type RunningGateway, startGateway } from "../fixtures/gateway.ts";

const token = ["gh", "p_", "Zt5Lk0QwR8yN2mVbX7cD1fGhJ4sA9e0R8nS3"].join("");
const pieces = [
  "Hello wor",
  `ld ${token.slice(0, 30)}`,
  `${token.slice(30)} and`,
  "ora, see htt",
  "p://ann.test/x end",
];

/** A model that says its pieces when it is told to, and timers that run when they are told to. */
const told: (() => void)[] = [];
const timers = new Set<() => void>();

async function* slowly(): AsyncGenerator<TurnEvent> {
  for (const text of pieces) {
    await new Promise<void>((resolve) => told.push(resolve));
    yield { type: "text", text };
  }
  yield { type: "final", text: pieces.join(""), finish: "stop" };
}

/** Waits for what a turn is going to do next. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 2));
}

async function saysNext(): Promise<void> {
  await until(() => told.length > 0);
  told.shift()?.();
}

async function fallsSilent(): Promise<void> {
  await until(() => told.length > 0 && timers.size > 0);
  for (const run of timers) run();
}

let running: RunningGateway;
beforeAll(async () => {
  const redactor = new Redactor();
  running = await startGateway({
    answer: slowly,
    redactor: () => redactor.stream(),
    replies: () => ({ stream: () => replyStream(redactor, { mode: "withhold", hosts: [] }) }),
    pace: {
      idleMs: 250,
      startTimer(run) {
        timers.add(run);
        return () => timers.delete(run);
      },
    },
  });
});
afterAll(() => running.close());

/** What a client has been told so far, piece by piece. */
type Heard = { text: string; over: boolean };

async function overSocket(): Promise<Heard> {
  const heard = { text: "", over: false };
  const socket = await running.socket("/webchat", { token: running.operator });
  socket.send({ type: "message", id: "1", text: "hi" });
  void (async () => {
    for (;;) {
      const message = await socket.next();
      if (message.type === "delta") heard.text += message.text;
      if (message.type === "done") break;
    }
    heard.over = true;
    socket.close();
  })();
  return heard;
}

async function overEvents(): Promise<Heard> {
  const heard = { text: "", over: false };
  const call = request({
    host: "127.0.0.1",
    port: running.gateway.port,
    path: "/v1/chat/completions",
    method: "POST",
    ca: running.ca,
    servername: "localhost",
    agent: false,
    headers: { authorization: `Bearer ${running.operator}`, "content-type": "application/json" },
  });
  call.end(JSON.stringify({ model: "main", stream: true, messages: [{ role: "user", content: "hi" }] }));
  call.on("response", (response) => {
    let rest = "";
    response.on("data", (chunk: Buffer) => {
      const events = (rest + chunk).split("\n\n");
      rest = events.pop() as string;
      for (const event of events.filter((line) => line.startsWith("data: {"))) {
        heard.text += JSON.parse(event.slice(6)).choices[0]?.delta.content ?? "";
      }
    });
    response.on("end", () => (heard.over = true));
  });
  return heard;
}

describe("a model that pauses in the middle of a word", () => {
  it.each([
    ["a WebSocket", overSocket],
    ["server-sent events", overEvents],
  ])("[NB-7] is heard over %s up to there, and no part of a secret or a link is", async (_way, listen) => {
    const heard = await listen();
    const said = (text: string) => expect.poll(() => heard.text, { interval: 5, timeout: 10_000 }).toBe(text);
    await saysNext();
    await said("Hello ");
    await fallsSilent();
    await said("Hello wor");
    await saysNext();
    await said("Hello world ");
    await fallsSilent();
    await saysNext();
    await said("Hello world [redacted:github-token] ");
    await fallsSilent();
    await said("Hello world [redacted:github-token] and");
    await saysNext();
    await fallsSilent();
    await said("Hello world [redacted:github-token] andora, see htt");
    await saysNext();
    await until(() => heard.over);
    expect(heard.text).toBe("Hello world [redacted:github-token] andora, see http://ann.test/x end");
  });
});
