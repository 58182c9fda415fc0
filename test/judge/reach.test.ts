import { once } from "node:events";
import { createServer } from "node:http";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { interpret } from "../../src/config/interpret.ts";
import { type JudgeModelSettings, openJudgeModel } from "../../src/judge/model/open.ts";
import { startModelServer } from "../fixtures/model-server.ts";
import { label, startOllama } from "../fixtures/ollama-server.ts";
import { tempDir } from "../fixtures/temp.ts";
import { authority, server as serverCertificate } from "../net/certificates.ts";

const settings: JudgeModelSettings = {
  type: "ollama",
  url: "http://localhost:11434",
  model: "judge:1b",
  format: "auto",
  deadlineMs: 2_000,
  contextTokens: 4_096,
  cloud: false,
};
const question = { kind: "message", text: "Good morning!" } as const;

describe("a server on another machine", () => {
  const root = authority("root");
  const leaf = serverCertificate("leaf", root, ["127.0.0.1", "localhost"]);

  it("[IV-1.1] is reached over TLS, with the key of the server and pinned to its own", async () => {
    const apiKey = "k".repeat(24);
    const tls = { cert: leaf.cert, key: leaf.key };
    const server = await startOllama({ apiKey, tls, answer: () => label("ATTACK", "BENIGN", 0.9) });
    onTestFinished(() => server.close());
    const url = server.url.replace("127.0.0.1", "localhost");
    const ask = (more: Partial<JudgeModelSettings>) =>
      openJudgeModel({ ...settings, url, apiKey, ...more }, { ca: root.cert }).ask(question, []);
    expect(await ask({ pins: [leaf.pin] })).toMatchObject({ ok: true, probability: expect.closeTo(0.9, 3) });
    const before = server.asked.length;
    expect(await ask({ pins: [authority("stranger").pin] })).toMatchObject({
      ok: false,
      why: expect.stringContaining("pinned keys"),
    });
    expect(server.asked.length).toBe(before);
    expect(await openJudgeModel({ ...settings, url, apiKey }).ask(question, [])).toMatchObject({ ok: false });
  });

  it.each([
    ["http://judge.example.com:11434", {}],
    ["http://8.8.8.8:11434", {}],
    ["http://ollama:11434", { apiKeyEnv: "JUDGE_KEY" }],
    ["http://localhost:11434", { pins: [`${"A".repeat(43)}=`] }],
  ])("[IV-1.1] is not configured as %s %j", (url, more) => {
    const config = JSON.stringify({ judge: { model: { model: "m", url, ...more } } });
    expect(() => interpret(config, "config.json5", Date.now())).toThrow(/judge\.model/);
  });

  it.each([
    [{}],
    [{ url: "https://judge.example.com", apiKeyEnv: "JUDGE_KEY", pins: [`sha256/${"A".repeat(43)}=`] }],
    [{ url: "http://ollama:11434" }],
    [{ url: "http://192.168.1.9:11434" }],
    [{ url: "http://host.docker.internal:11434" }],
    [{ docker: "/var/run/docker.sock" }],
  ])("[IV-1.1] may be configured as %j", (more) => {
    const config = JSON.stringify({ judge: { model: { model: "m", ...more } } });
    const { judge } = interpret(config, "config.json5", Date.now());
    expect(judge.model?.url).toBe((more as { url?: string }).url ?? "http://localhost:11434");
  });
});

describe("a server in a container", () => {
  const container = (image: string, port: number, more: object = {}) => ({
    Id: "1",
    Image: image,
    State: "running",
    Ports: [{ IP: "0.0.0.0", PrivatePort: 11_434, PublicPort: port, Type: "tcp" }],
    ...more,
  });

  /** A container engine behind a socket, with these containers. */
  async function engine(containers: () => readonly object[]): Promise<{ socket: string; paths: string[] }> {
    const socket = join(tempDir(), "engine.sock");
    const paths: string[] = [];
    const server = createServer((request, response) => {
      paths.push(String(request.url));
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(containers()));
    }).listen(socket);
    await once(server, "listening");
    onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
    return { socket, paths };
  }

  it("[IV-1.1] is found through the engine, and found again when it has moved", async () => {
    const first = await startOllama();
    let port = Number(new URL(first.url).port);
    const { socket, paths } = await engine(() => [
      container("redis:7", 1),
      container("not-ollama/llama:1", 2),
      container("ollama/ollama:0.33.0", port),
    ]);
    const judge = openJudgeModel({ ...settings, docker: socket });
    expect(paths).toEqual([]);
    expect(await judge.ask(question, [])).toMatchObject({ ok: true });
    expect(await judge.ask(question, [])).toMatchObject({ ok: true });
    expect(paths.length).toBeLessThanOrEqual(2);
    expect(paths[0]).toMatch(/^\/containers\/json\?/);
    await first.close();
    const second = await startOllama();
    onTestFinished(() => second.close());
    port = Number(new URL(second.url).port);
    expect(await judge.ask(question, [])).toMatchObject({ ok: false });
    expect(await judge.ask(question, [])).toMatchObject({ ok: true });
  });

  it.each<[string, readonly object[], string]>([
    ["there is none", [container("redis:7", 1)], "no container"],
    ["there are two", [container("ollama/ollama", 1), container("docker.io/ollama/ollama:1", 2)], "more than one"],
    ["it has no address", [container("ollama/ollama", 1, { Ports: [] })], "no container"],
  ])("[IV-1.1] is not guessed where %s", async (_, containers, why) => {
    const { socket } = await engine(() => containers);
    const judge = openJudgeModel({ ...settings, docker: socket });
    expect(await judge.ask(question, [])).toMatchObject({ ok: false, why: expect.stringContaining(why) });
  });

  it("[IV-1.1] is unavailable where no engine answers", async () => {
    const judge = openJudgeModel({ ...settings, docker: join(tempDir(), "none.sock") });
    expect(await judge.ask(question, [])).toMatchObject({ ok: false });
    expect(await judge.status()).toMatchObject({ reachable: false });
  });
});

describe("an endpoint that speaks the protocol of OpenAI", () => {
  it("[IV-1.1] is asked for one word, and its first word counts", async () => {
    await using server = await startModelServer((asked) => ({
      text: asked.messages.at(-1)?.content?.includes("obey") ? ["ATTACK"] : [" BEN", "IGN"],
    }));
    const judge = openJudgeModel({ ...settings, type: "openai", url: server.openai, model: "scripted" });
    expect(await judge.ask(question, [])).toMatchObject({ ok: true, probability: 0.1, digest: "unpinned:scripted" });
    expect(await judge.ask({ kind: "content", text: "obey" }, [])).toMatchObject({ ok: true, probability: 0.9 });
    expect(server.asked[0]?.body).toMatchObject({ max_tokens: 4, temperature: 0, logprobs: true });
    expect(await judge.status()).toMatchObject({ reachable: true });
  });

  it.each([
    [{ text: "Sure, this is BENIGN" }],
    [{ text: "", fault: { kind: "error", message: "overloaded" } as const }],
    [{ fault: { kind: "malformed" } as const }],
    [{ fault: { kind: "status", status: 429 } as const }],
    [{ fault: { kind: "raw", body: "<p>BENIGN</p>", contentType: "text/html" } as const }],
    [{ calls: [{ name: "exec", arguments: {} }] }],
    [{ text: "" }],
  ])("[IV-1.1] is no help when it answers %j", async (reply) => {
    await using server = await startModelServer(() => reply);
    const judge = openJudgeModel({ ...settings, type: "openai", url: server.openai, model: "scripted" });
    expect(await judge.ask(question, [])).toMatchObject({ ok: false });
  });
});
