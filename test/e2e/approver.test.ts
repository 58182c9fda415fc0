import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { connect } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { homePaths } from "../../src/config/index.ts";
import { type ModelServer, startModelServer } from "../fixtures/model-server.ts";
import { runCommand, type Serving, serve } from "../matrix/command-line.ts";
import { type Home, makeHome } from "../matrix/home.ts";
import { obey, order } from "../matrix/obedient-model.ts";

const main = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));

let model: ModelServer;
let home: Home;
let gateway: Serving;
const children: ChildProcess[] = [];

beforeAll(async () => {
  model = await startModelServer(obey);
  home = makeHome(model.openai);
  home.configure({ approvals: { timeoutSeconds: 120 } });
  writeFileSync(join(home.workspace, "make.sh"), '#!/bin/sh\n: > "$1"\n');
  chmodSync(join(home.workspace, "make.sh"), 0o755);
  gateway = await serve(home.home);
});
afterAll(async () => {
  for (const child of children) child.kill("SIGKILL");
  gateway.child.kill("SIGKILL");
  await gateway.ended;
  await model.close();
  home.remove();
});

const say = (...argv: readonly string[]) => runCommand(home.home, ...argv);
const made = (name: string) => existsSync(join(home.workspace, name));
/** An unknown program of the workspace, which needs leave and can be learned. */
const asking = (name: string) => order("exec", { command: `./make.sh ${name}` });

/** A call of the gateway, as the operator. */
// biome-ignore lint/suspicious/noExplicitAny: a test reads whatever came.
function call(method: string, params: object = {}): Promise<any> {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
  const headers = { authorization: `Bearer ${gateway.token}`, "content-type": "application/json" };
  const ca = readFileSync(join(homePaths(home.home).tls, "authority.pem"));
  return new Promise((resolve, reject) => {
    const asked = request(new URL("/rpc", gateway.url), { method: "POST", headers, ca, agent: false }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk) => {
        text += chunk;
      });
      response.on("error", reject);
      response.on("end", () => resolve(JSON.parse(text).result));
    });
    asked.on("error", reject);
    asked.end(body);
  });
}
const message = (text: string, session: string = crypto.randomUUID()) => call("message.send", { text, session });

/** The approver as a process of its own, that a program answers for. */
class Approver {
  readonly child: ChildProcess;
  readonly #events: AsyncIterator<string>;

  constructor() {
    this.child = spawn(process.execPath, [main, "approver", "--json"], {
      env: { PATH: process.env["PATH"], SALLYPORT_HOME: home.home },
      stdio: ["pipe", "pipe", "inherit"],
    });
    children.push(this.child);
    this.#events = createInterface({ input: this.child.stdout as NodeJS.ReadableStream })[Symbol.asyncIterator]();
  }

  /** The next event that has the key. */
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever came.
  async next(key: "asked" | "closed" | "outcome"): Promise<any> {
    for (;;) {
      const { value, done } = await this.#events.next();
      if (done === true) throw new Error("the approver ended");
      const event = JSON.parse(value);
      if (key in event) return event;
    }
  }

  answer(request: string, answer: string): void {
    this.child.stdin?.write(`${JSON.stringify({ request, answer })}\n`);
  }

  async end(): Promise<void> {
    this.child.kill("SIGKILL");
    await once(this.child, "close");
  }
}

/** The one approval that waits. */
// biome-ignore lint/suspicious/noExplicitAny: a test reads whatever came.
async function pending(): Promise<any> {
  for (;;) {
    const [first] = await call("approvals.list");
    if (first !== undefined) return first;
    await sleep(50);
  }
}

async function restart(): Promise<void> {
  gateway.child.kill("SIGKILL");
  await gateway.ended;
  gateway = await serve(home.home);
}

describe("an approver process", () => {
  it("[OC-3] is shown what waits and what comes, and its answer counts", async () => {
    const first = message(asking("before"));
    const waiting = await pending();
    const approver = new Approver();
    const { asked } = await approver.next("asked");
    expect(asked).toMatchObject({
      id: waiting.id,
      agent: "main",
      summary: { what: "./make.sh before", programs: [{ text: "./make.sh before", effects: ["unknown"] }] },
    });
    approver.answer(asked.id, "allow-once");
    expect(await approver.next("outcome")).toEqual({ request: asked.id, outcome: "allowed" });
    expect((await first).tools).toMatchObject([{ disposition: "completed" }]);
    expect(made("before")).toBe(true);

    const second = message(asking("after"));
    const later = await approver.next("asked");
    approver.answer(later.asked.id, "deny");
    expect(await approver.next("outcome")).toMatchObject({ outcome: "denied" });
    expect((await second).tools).toMatchObject([{ disposition: "unapproved" }]);
    expect(made("after")).toBe(false);
    approver.answer(later.asked.id, "allow-once");
    expect(await approver.next("outcome")).toMatchObject({ outcome: "answered" });
    await approver.end();
  });

  it("[OC-3] hears when somebody else was quicker", async () => {
    const approver = new Approver();
    const answer = message(asking("elsewhere"));
    const { asked } = await approver.next("asked");
    await call("approvals.answer", { id: asked.id, answer: "deny" });
    expect(await approver.next("closed")).toMatchObject({ closed: asked.id, state: "denied" });
    await answer;
    await approver.end();
  });

  it("[OC-3] without the key is told nothing, whatever it says", async () => {
    const answer = message(asking("stranger"));
    const { id } = await pending();
    for (const lines of [
      [],
      ['{"nonce":"00","proof":"00"}'],
      [
        JSON.stringify({ nonce: "0".repeat(64), proof: "0".repeat(64) }),
        JSON.stringify({ id: 1, request: id, answer: "allow-once" }),
      ],
      [
        JSON.stringify({
          seq: 0,
          body: JSON.stringify({ id: 1, request: id, answer: "allow-once" }),
          mac: "0".repeat(64),
        }),
      ],
      ["x".repeat(10_000)],
    ]) {
      const socket = connect(join(homePaths(home.home).approver, "socket"));
      let heard = "";
      socket.setEncoding("utf8").on("data", (text) => {
        heard += text;
      });
      socket.on("error", () => {});
      const closed = new Promise((resolve) => socket.once("close", resolve));
      socket.once("connect", () => {
        for (const line of lines) socket.write(`${line}\n`);
      });
      await closed;
      // The challenge and nothing more; not even that, where the end of the conversation overtakes it.
      expect(heard).toMatch(/^(?:\{"challenge":"[0-9a-f]{64}"\}\n)?$/);
    }
    await call("approvals.answer", { id, answer: "deny" });
    await answer;
    expect(made("stranger")).toBe(false);
  });

  it("[OC-3] does not trust a place that others may enter", async () => {
    const { approver } = homePaths(home.home);
    chmodSync(approver, 0o755);
    const { code, stderr } = await say("approver");
    chmodSync(approver, 0o700);
    expect(code).toBe(2);
    expect(stderr).toContain("error[ERR_APPROVER_SOCKET_UNUSABLE]");
  });
});

describe("allow-always on the command line", () => {
  it("[CE-4] shows the rule, stores it when it is confirmed, and does not ask the same again", async () => {
    const answer = message(asking("always"));
    const { id, always } = await pending();
    expect(always).toMatchObject({ text: `./make.sh always  (in ${home.workspace})`, days: 30, uses: 100 });
    const unconfirmed = await say("approve", id, "--always");
    expect(unconfirmed.code).toBe(2);
    expect(unconfirmed.stderr).toContain(
      `this rule is stored: ./make.sh always  (in ${home.workspace}), for 30 days or 100 times`,
    );
    expect(unconfirmed.stderr).toContain("nobody is here to confirm the rule");
    expect(await say("approve", id, "--always", "--yes")).toMatchObject({ code: 0, stdout: `learned ${id}\n` });
    expect((await answer).tools).toMatchObject([{ disposition: "completed" }]);
    expect((await message(asking("always"))).tools).toMatchObject([{ disposition: "completed" }]);

    const { json: rules } = await say("approve", "rules", "--json");
    expect(rules).toMatchObject([{ agent: "main", principal: "operator", approver: "operator", uses: 99 }]);
    expect(await say("approve", "rules", "remove", rules[0].id)).toMatchObject({ code: 0 });
    const again = message(asking("always"));
    await call("approvals.answer", { id: (await pending()).id, answer: "deny" });
    expect((await again).tools).toMatchObject([{ disposition: "unapproved" }]);
  });

  it("[CE-4] says why it is not offered", async () => {
    const answer = message(order("exec", { command: `python3 -c "open('code','w')"` }));
    const { id } = await pending();
    const refused = await say("approve", id, "--always", "--yes");
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain("this cannot be allowed always: python3 is given code");
    await call("approvals.answer", { id, answer: "deny" });
    await answer;
  });
});

describe("after the gateway was killed", () => {
  it("[CE-4] a question is still listed, and a yes to it is good when the agent asks the same again, once", async () => {
    const lost = message(asking("kept"), "the-same").catch(() => "the gateway is gone");
    const { id } = await pending();
    await restart();
    expect(await lost).toBe("the gateway is gone");
    const [orphan] = (await say("approve", "--json")).json;
    expect(orphan).toMatchObject({ id, orphaned: true });
    expect((await say("approve")).stdout).toContain("a yes is kept for when it asks again");
    expect(await say("approve", id)).toMatchObject({ code: 0, stdout: `kept ${id}\n` });
    expect(made("kept")).toBe(false);
    // Killed once more, with the yes in the store.
    await restart();
    expect((await message(asking("kept"), "the-same")).tools).toMatchObject([{ disposition: "completed" }]);
    expect(made("kept")).toBe(true);
    const again = message(asking("kept"), "the-same");
    await call("approvals.answer", { id: (await pending()).id, answer: "deny" });
    expect((await again).tools).toMatchObject([{ disposition: "unapproved" }]);
  });
});

describe("what the host says", () => {
  const host = (settings: object) =>
    writeFileSync(homePaths(home.home).host, JSON.stringify(settings), { mode: 0o600 });
  async function reloaded(): Promise<void> {
    const heard = gateway.said(/configuration (?:read again: generation \d+|was not read again)/);
    gateway.child.kill("SIGHUP");
    await heard;
  }
  const listing = order("exec", { command: "ls" });

  it("[OC-3] makes the configuration stricter and never wider", async () => {
    home.configure({ approvals: { timeoutSeconds: 120 } }, { exec: { mode: "full", ask: "off" } });
    await restart();
    expect((await message(asking("full"))).tools).toMatchObject([{ disposition: "completed" }]);

    host({ exec: { mode: "allowlist" } });
    await restart();
    const off = await message(asking("off"));
    expect(off.tools).toMatchObject([{ effect: "deny", disposition: "refused" }]);
    expect(off.tools[0].summary).toContain("nobody is asked about the commands of this agent");
    expect((await message(listing)).tools).toMatchObject([{ disposition: "completed" }]);

    host({ agents: { main: { exec: { ask: "always" } } } });
    await restart();
    expect((await call("security.status")).agents[0].exec).toEqual({ mode: "full", ask: "always" });
    const asked = message(listing);
    await say("approve", (await pending()).id);
    expect((await asked).tools).toMatchObject([{ disposition: "completed" }]);

    host({ exec: { mode: "deny" } });
    await reloaded();
    expect((await message(listing)).tools).toMatchObject([{ effect: "deny", disposition: "refused" }]);
  });

  it("[OC-3] is not ignored when it cannot be read", async () => {
    writeFileSync(homePaths(home.home).host, '{ exec: { mode: "none" } }');
    gateway.child.kill("SIGKILL");
    await gateway.ended;
    const { code, stderr } = await say("serve", "--port", "0");
    expect(code).toBe(2);
    expect(stderr).toContain("host.json5");
    host({});
    gateway = await serve(home.home);
  });
});
