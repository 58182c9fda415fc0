import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ModelServer, startModelServer } from "../fixtures/model-server.ts";
import { runCommand, type Serving, serve, startCommand } from "../matrix/command-line.ts";
import { type Home, makeHome } from "../matrix/home.ts";
import { obey, order } from "../matrix/obedient-model.ts";

let model: ModelServer;
let home: Home;
let gateway: Serving;

beforeAll(async () => {
  // "slowly" makes the model take its time, so that a turn can be met in its midst.
  model = await startModelServer((asked) => {
    const slow = asked.messages.some(({ content }) => content?.includes("slowly"));
    const reply = obey(asked);
    return slow ? { text: "still here ".repeat(20).split(/(?<= )/), wire: { delayMs: 100 } } : reply;
  });
  home = makeHome(model.openai);
  gateway = await serve(home.home);
});
afterAll(async () => {
  gateway.child.kill("SIGKILL");
  await gateway.ended;
  await model.close();
  home.remove();
});

const say = (...argv: readonly string[]) => runCommand(home.home, ...argv);
const made = (name: string) => existsSync(join(home.workspace, name));
/** A command that needs leave: what code in an argument does, nobody can read off it. */
const asking = (name: string) => order("exec", { command: `python3 -c "open('${name}','w')"` });
const message = (text: string) => startCommand(home.home, ["message", "--json", "--", text]).ended;

/** The id of the one approval that waits. */
async function pending(): Promise<string> {
  for (;;) {
    const { json } = await say("approve", "--json");
    if (json.length > 0) return json[0].id;
    await sleep(50);
  }
}

async function signal(name: NodeJS.Signals, answer: RegExp): Promise<void> {
  const heard = gateway.said(answer);
  gateway.child.kill(name);
  await heard;
}

describe("the command line and its gateway", () => {
  it("carries a message to the agent and its answer back", async () => {
    const write = order("write", { path: "from-cli", content: "hello" });
    const { code, stdout } = await say("message", write);
    expect(stdout).toContain("allow write: completed");
    expect(made("from-cli")).toBe(true);
    expect(code).toBe(0);
    const refused = await say("message", order("read", { path: ".env" }));
    expect(refused.stdout).toContain("deny  read: refused");
    expect(refused.code).toBe(1);
  });

  it("tells its state, its providers, and the end of its log", async () => {
    const [status, providers, tail] = await Promise.all([
      say("status", "--json"),
      say("providers"),
      say("audit", "tail", "--kind", "outcome", "--lines", "1", "--json"),
    ]);
    expect(status.json).toMatchObject({ generation: 1, sandbox: { verified: true }, approvals: { pending: 0 } });
    expect(status.code).toBe(0);
    expect(providers.stdout).toMatch(/^default +in use .*\n +default +healthy$/m);
    expect(providers.code).toBe(0);
    expect(tail.json).toMatchObject({ kind: "outcome", body: { disposition: "completed" } });
  });

  it("[CE-4] runs what was asked for once it is approved, and only then", async () => {
    const answer = message(asking("approved"));
    const id = await pending();
    expect(made("approved")).toBe(false);
    const listed = await say("approve");
    expect(listed.stdout).toContain("python3 -c");
    const approved = await say("approve", id);
    expect(approved).toMatchObject({ code: 0, stdout: `allowed ${id}\n` });
    expect((await answer).code).toBe(0);
    expect(made("approved")).toBe(true);
    const again = await say("approve", id);
    expect(again.code).toBe(2);
    expect(again.stderr).toContain("the answer had no effect: answered");
  });

  it("[CE-4] runs nothing that was denied, and knows no id that was never asked", async () => {
    const answer = message(asking("denied"));
    const id = await pending();
    expect(await say("approve", id, "--deny")).toMatchObject({ code: 0, stdout: `denied ${id}\n` });
    expect((await answer).json.tools).toMatchObject([{ tool: "exec", disposition: "unapproved" }]);
    expect(made("denied")).toBe(false);
    const unknown = await say("approve", "00000000-0000-4000-8000-000000000000");
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain("the answer had no effect: unknown");
  });

  it("keeps the configuration it has when another cannot be used, and says so", async () => {
    home.write('{ agents: [{ id: "main", profile: "fool" }] }');
    await signal("SIGHUP", /error\[ERR_CONFIG_INVALID\]: the configuration was not read again/);
    const { json } = await say("status", "--json");
    expect(json.generation).toBe(1);
    expect((await say("message", order("write", { path: "still-works", content: "" }))).code).toBe(0);
    expect(made("still-works")).toBe(true);
  });

  it("[CE-4] voids an approval that was asked for under another policy", async () => {
    const answer = message(asking("stale"));
    const id = await pending();
    home.configure({ version: 2 });
    await signal("SIGHUP", /configuration read again: generation 2/);
    const approved = await say("approve", id);
    expect(approved.code).toBe(2);
    expect(approved.stderr).toContain("the answer had no effect: stale-policy");
    expect((await answer).json.tools).toMatchObject([{ tool: "exec", disposition: "unapproved" }]);
    expect(made("stale")).toBe(false);
  });

  it("puts a narrower profile in force without a restart", async () => {
    home.configure({}, { profile: "minimal" });
    await signal("SIGHUP", /configuration read again: generation 3/);
    const { code, stdout } = await say("message", order("write", { path: "narrowed", content: "" }));
    expect(stdout).toContain("deny  write");
    expect(code).toBe(1);
    expect(made("narrowed")).toBe(false);
    home.configure();
    await signal("SIGHUP", /configuration read again: generation 4/);
    expect((await say("message", order("write", { path: "widened", content: "" }))).code).toBe(0);
  });

  it("refuses a second gateway on its home, and another one on its port", async () => {
    const other = makeHome(model.openai);
    const [second, taken] = await Promise.all([
      say("serve", "--port", "0"),
      runCommand(other.home, "serve", "--port", new URL(gateway.url).port),
    ]);
    other.remove();
    expect(second.code).toBe(2);
    expect(second.stderr).toMatch(/^error\[ERR_AUDIT_LOCKED\]: .*\nfix: /m);
    expect(taken.code).toBe(2);
    expect(taken.stderr).toMatch(/^error\[ERR_GATEWAY_UNBOUND\]: .*EADDRINUSE\nfix: /m);
  });

  it("does not listen for others while nobody could prove who they are", async () => {
    const open = makeHome(model.openai);
    open.configure({ gateway: { host: "0.0.0.0" } });
    const { code, stderr } = await runCommand(open.home, "serve", "--port", "0");
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error\[ERR_GATEWAY_UNSAFE_BIND\]: .*\nfix: .*sallyport token/m);
    const { json } = await runCommand(open.home, "token", "--days", "1", "--json");
    expect(json.token).toMatch(/^sp_/);
    // Now it would, if the port were free.
    const again = await runCommand(open.home, "serve", "--port", new URL(gateway.url).port);
    expect(again.stderr).toMatch(/^error\[ERR_GATEWAY_UNBOUND\]: /m);
    open.remove();
  });

  it("finishes the turn that runs at SIGTERM, and takes no other", async () => {
    const asked = model.asked.length;
    const answer = message("slowly");
    while (model.asked.length === asked) await sleep(20);
    await signal("SIGTERM", /gateway\.draining/);
    const late = await say("message", order("write", { path: "late", content: "" }));
    expect(late.code).toBe(2);
    const { json, code } = await answer;
    expect(json.text.match(/still here/g)).toHaveLength(20);
    expect(code).toBe(0);
    expect((await gateway.ended).code).toBe(0);
    expect(made("late")).toBe(false);
  });
});
