import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { Budget, cleanLabels } from "../../src/agent/index.ts";
import type { Script } from "../fixtures/model-server.ts";
import { startModelServer } from "../fixtures/model-server.ts";
import { drivers } from "../matrix/drivers.ts";
import { type Installation, install } from "../matrix/installation.ts";
import { obey, order } from "../matrix/obedient-model.ts";
import { startPages } from "../matrix/pages.ts";

type Config = NonNullable<Parameters<typeof install>[0]["config"]>;

/** An installation behind a model that makes every call it is told of, with a file in its workspace and one in `docs`. */
async function start(config?: Config, model: Script = obey): Promise<Installation> {
  const installation = await install({
    model,
    resolver: async () => ["127.0.0.1"],
    config: (places) => {
      mkdirSync(join(places.workspace, "docs"));
      return config?.(places) ?? {};
    },
  });
  onTestFinished(() => installation.close());
  writeFileSync(join(installation.workspace, "plan.txt"), "the plan of the parent");
  writeFileSync(join(installation.workspace, "docs", "guide.txt"), "the guide for all");
  return installation;
}

async function say(installation: Installation, orders: readonly string[], session = crypto.randomUUID()) {
  const token = await installation.token();
  return (await drivers.cli(installation.url, orders.join("\n"), { token, session })).text;
}

const spawn = (orders: readonly string[], more: object = {}) =>
  order("sessions_spawn", { task: orders.join("\n"), ...more });
const delegate = (agent: string, orders: readonly string[]) => order("delegate", { agent, task: orders.join("\n") });
const read = (path: string) => order("read", { path });

/** Decisions of a tool, oldest first: by whom, with what effect, by which rules. */
async function decisions(installation: Installation, tool: string) {
  const records = await installation.records({ kind: "decision", tool });
  return records.map(({ body }) => {
    const { request, effect, reasons } = body as unknown as {
      request: { subject: { id: string; session: string }; context: { bound?: string[] } };
      effect: string;
      reasons: { rule: string }[];
    };
    const { subject, context } = request;
    return { agent: subject.id, session: subject.session, effect, rules: reasons.map(({ rule }) => rule), ...context };
  });
}

it("[SP-3] [SP-5] a sub-agent reads what it was given and nothing else, while its agent reads both", async () => {
  const installation = await start();
  const told = await say(installation, [
    spawn([read("docs/guide.txt"), read("plan.txt"), order("exec", { command: "cat plan.txt" })], {
      name: "librarian",
      scope: { roots: { read: ["docs"] } },
    }),
    read("plan.txt"),
  ]);
  expect(told).toContain("the guide for all");
  expect(told.match(/the plan of the parent/g)).toHaveLength(1);
  const reads = await decisions(installation, "read");
  expect(reads.map(({ agent, effect }) => [agent, effect])).toEqual([
    ["main/librarian", "allow"],
    ["main/librarian", "deny"],
    ["main", "allow"],
  ]);
  // A session of its own, and one decision and one outcome of the spawning itself.
  expect(new Set(reads.map(({ session }) => session)).size).toBe(2);
  expect(await decisions(installation, "sessions_spawn")).toHaveLength(1);
});

it("[SP-5] what a sub-agent uses up is gone for its agent", async () => {
  const budgets = { toolCalls: 4 };
  const main: Config = ({ workspace }) => ({
    agents: [{ id: "main", profile: "full", workspace, scope: { budgets } }],
  });
  const installation = await start(main);
  const list = (path: string) => order("list", { path });
  await say(installation, [spawn([list("."), list("docs")]), read("docs/guide.txt"), read("plan.txt")]);
  expect((await decisions(installation, "list")).map(({ agent }) => agent)).toEqual(["main/sub", "main/sub"]);
  // The spawning and its two calls left one; a turn of another session has four again.
  expect(await decisions(installation, "read")).toHaveLength(1);
  await say(installation, [read("docs/guide.txt"), read("plan.txt")]);
  expect(await decisions(installation, "read")).toHaveLength(3);
});

it("[SP-3] [SP-5] hands on nothing where no level is left, and puts that on record", async () => {
  const installation = await start(({ workspace }) => ({ agents: [{ id: "main", profile: "coding", workspace }] }));
  await say(installation, [spawn([spawn([read("plan.txt")], { name: "inner" }), read("docs/guide.txt")])]);
  expect(await decisions(installation, "sessions_spawn")).toMatchObject([
    { agent: "main", effect: "allow" },
    { agent: "main/sub", effect: "deny", rules: ["scope.delegationDepth"] },
  ]);
  expect(await decisions(installation, "read")).toMatchObject([{ agent: "main/sub", effect: "allow" }]);
});

it("[SP-5] says on record what was asked for beyond what the agent has, and grants none of it", async () => {
  const installation = await start(({ workspace }) => ({
    agents: [
      { id: "main", profile: "full", workspace, scope: { tools: ["ingress.message", "read", "sessions_spawn"] } },
    ],
  }));
  const secret = join(installation.outside, "secret.txt");
  writeFileSync(secret, "nobody's business");
  const scope = { tools: ["read", "exec"], roots: { read: ["/"] } };
  const told = await say(installation, [
    spawn([read(secret), order("exec", { command: "ls" }), read("plan.txt")], { scope }),
  ]);
  expect(told).toContain("the plan of the parent");
  expect(told).not.toContain("business");
  const [spawned] = await decisions(installation, "sessions_spawn");
  expect(spawned).toMatchObject({
    effect: "allow",
    bound: [
      "tools: asked for [read, exec], granted [read]",
      `roots.read: asked for [/], granted [${installation.workspace}]`,
      `roots.write: asked for [/], granted [${installation.workspace}]`,
    ],
  });
  expect(await decisions(installation, "exec")).toMatchObject([{ effect: "deny", rules: ["scope.tools"] }]);
});

it("[SP-5] another agent does for this one what both may, and only where the operator lets tasks go", async () => {
  const installation = await start(({ workspace }) => ({
    agents: [
      {
        id: "main",
        profile: "full",
        workspace,
        delegatesTo: ["clerk"],
        scope: { tools: ["ingress.message", "read", "list", "delegate", "sessions_spawn"] },
      },
      // May write, which `main` may not; may not list, which `main` may.
      {
        id: "clerk",
        profile: "full",
        workspace,
        scope: { tools: ["ingress.message", "read", "write"], roots: { read: [`${workspace}/docs`] } },
      },
      { id: "stranger", profile: "full", workspace },
    ],
  }));
  const errand = [
    read("docs/guide.txt"),
    read("plan.txt"),
    order("write", { path: "docs/new.txt", content: "x" }),
    order("list", { path: "docs" }),
  ];
  const told = await say(installation, [delegate("clerk", errand), delegate("stranger", errand), read("plan.txt")]);
  expect(told).toContain("the guide for all");
  expect(told.match(/the plan of the parent/g)).toHaveLength(1);
  const effects = async (tool: string) =>
    (await decisions(installation, tool)).map(({ agent, effect }) => [agent, effect]);
  expect(await effects("read")).toEqual([
    ["main/@clerk", "allow"],
    ["main/@clerk", "deny"],
    ["main", "allow"],
  ]);
  expect(await effects("write")).toEqual([["main/@clerk", "deny"]]);
  expect(await effects("list")).toEqual([["main/@clerk", "deny"]]);
  expect(await decisions(installation, "delegate")).toMatchObject([
    { effect: "allow" },
    { effect: "deny", rules: ["delegation.agent"] },
  ]);
  // By itself the clerk may write.
  const token = await installation.token();
  await drivers.cli(installation.url, errand.join("\n"), { token, agent: "clerk" });
  expect(await effects("write")).toContainEqual(["clerk", "allow"]);
});

it("[SP-5] the rules of the agent that does the work hold beside those of the one that gives it", async () => {
  const rule = (id: string, path: string) => ({
    id,
    effect: "deny",
    justification: "a test",
    tools: ["read"],
    when: { paths: [path] },
    match: [{ tool: "read", path: path.replace("$workspace", "/workspace") }],
    not_match: [{ tool: "read", path: "/workspace/other.txt" }],
  });
  // The clerk works in `docs`, where the rule of its workspace is about another file than in that of `main`.
  const installation = await start(({ workspace }) => ({
    agents: [
      { id: "main", profile: "full", workspace, delegatesTo: ["clerk"] },
      { id: "clerk", profile: "full", workspace: `${workspace}/docs`, scope: {} },
    ],
    policy: { rules: [rule("test.index", "$workspace/index.txt")] },
  }));
  for (const place of [".", "docs"])
    writeFileSync(join(installation.workspace, place, "index.txt"), `index of ${place}`);
  await say(installation, [read("docs/index.txt"), delegate("clerk", [read("index.txt"), read("guide.txt")])]);
  expect(await decisions(installation, "read")).toMatchObject([
    { agent: "main", effect: "allow" },
    { agent: "main/@clerk", effect: "deny", rules: ["test.index"] },
    { agent: "main/@clerk", effect: "allow" },
  ]);
});

/** Pages that strangers wrote, which agents reach by the name `pages.test`. */
async function startStrangers() {
  const pages = await startPages({ "/page": "The weather is fine.\n", "/other": "Rain.\n" });
  onTestFinished(() => pages.close());
  const until = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
  const net = {
    dangerouslyAllowPrivate: { hosts: ["pages.test", "evil.test"], until, reason: "the pages are on this machine" },
  };
  const fetch = (path: string) => order("web_fetch", { url: `http://pages.test:${pages.port}${path}` });
  return { pages, fetch, config: () => ({ net }) };
}

it("[SP-5] [NB-1] what a sub-agent has read, its agent has: neither of two halves makes the other clean", async () => {
  const { pages, fetch, config } = await startStrangers();
  const installation = await start(config);
  // The child reads what a stranger wrote; the agent itself reads what is private.
  await say(installation, [spawn([fetch("/page")]), read("plan.txt"), fetch("/other?plan")]);
  // The child reads what is private; the agent itself what a stranger wrote.
  await say(installation, [spawn([read("plan.txt")]), fetch("/page"), fetch("/other?plan")]);
  // The agent reads both, and the child is to carry it out.
  await say(installation, [fetch("/page"), read("plan.txt"), spawn([fetch("/other?plan")])]);
  expect(pages.asked.filter((path) => path.startsWith("/other"))).toEqual([]);
  const asked = (await decisions(installation, "web_fetch")).filter(({ effect }) => effect !== "allow");
  expect(asked.map(({ agent, effect }) => [agent, effect])).toEqual([
    ["main", "ask"],
    ["main", "ask"],
    ["main/sub", "ask"],
  ]);
  // With one half alone nobody is asked.
  await say(installation, [spawn([fetch("/page")]), fetch("/other")]);
  expect(pages.asked).toContain("/other");
});

it("[SP-5] [NB-1] an address that a tainted turn puts into a task, or into its answer, is nobody's choice", async () => {
  const { pages, fetch, config } = await startStrangers();
  const elsewhere = `http://evil.test:${pages.port}`;
  // A model that chooses the host by itself, and says where to go when it is to tell.
  const installation = await start(config, (asked) => {
    const said = obey(asked);
    const isToTell = /^tell$/m.test(asked.messages.find(({ role }) => role === "user")?.content ?? "");
    if (isToTell && "text" in said) return { text: order("web_fetch", { url: `${elsewhere}/from-child` }) };
    const calls = said.calls?.map((call) => ({
      ...call,
      arguments: String(call.arguments).replaceAll("ELSEWHERE", elsewhere),
    }));
    return { ...said, ...(calls && { calls }) };
  });
  const choose = (path: string) => order("web_fetch", { url: `ELSEWHERE${path}` });
  await say(installation, [fetch("/page"), spawn([choose("/from-parent")])]);
  await say(installation, [spawn([fetch("/page"), "tell"])]);
  const asked = (await decisions(installation, "web_fetch")).filter(({ effect }) => effect === "ask");
  expect(asked.map(({ agent, rules }) => [agent, rules])).toEqual([
    ["main/sub", ["taint.address"]],
    ["main", ["taint.address"]],
  ]);
  // Where nothing untrusted was read, what the model puts into a task is as good as what it does itself.
  await say(installation, [spawn([choose("/clean")])]);
  expect(pages.asked).toEqual(["/page", "/page", "/clean"]);
});

it("[SP-5] ten sub-agents at once use up what there is, and not one call more", async () => {
  const installation = await start();
  const { runtime, agents } = installation.port;
  const budget = new Budget({ toolCalls: 7 });
  const parent = runtime.forAgent("main", "ann");
  const ends = await Promise.all(
    Array.from({ length: 10 }, async (_, i) => {
      const security = parent.child(`sub-${i}`, {}).context;
      const text = [order("list", { path: "." }), order("list", { path: "docs" })].join("\n");
      const input = { principal: "ann", session: `s_1/${i}`, ingress: "cli", text, ...cleanLabels };
      const turn = agents.get("main")?.turn(input, new AbortController().signal, { security, budget });
      for await (const event of turn ?? []) if (event.type === "final") return event.finish;
      return undefined;
    }),
  );
  expect(await decisions(installation, "list")).toHaveLength(7);
  expect(budget.remaining("toolCalls")).toBe(0);
  expect(ends.filter((finish) => finish === "budget").length).toBeGreaterThanOrEqual(6);
});

it("[SP-3] the sub-agents of a turn end with it", async () => {
  const hanging: Script = (asked) => {
    const said = obey(asked);
    return JSON.stringify(asked.messages).includes("wait here") && "text" in said
      ? { text: "…", fault: { kind: "hang" } }
      : said;
  };
  const installation = await start(undefined, hanging);
  const agent = installation.port.agents.get("main");
  const abort = new AbortController();
  const input = {
    principal: "ann",
    session: "s_1",
    ingress: "cli",
    ...cleanLabels,
    text: spawn([spawn([read("plan.txt"), "wait here"], { name: "inner" })]),
  } as const;
  const turn = (async () => {
    for await (const event of agent?.turn(input, abort.signal) ?? []) if (event.type === "final") return event.finish;
    return undefined;
  })();
  await expect.poll(async () => (await decisions(installation, "read")).length, { timeout: 10_000 }).toBe(1);
  abort.abort();
  expect(await turn).toBe("aborted");
  await installation.model.left();
  const spawned = await decisions(installation, "sessions_spawn");
  expect(spawned.map(({ agent: by, effect }) => [by, effect])).toEqual([
    ["main", "allow"],
    ["main/sub", "allow"],
  ]);
  expect(await installation.records({ kind: "outcome" })).toHaveLength(3);
});

it("[SP-3] a session uses another model from the turn after the one that a person allowed it in", async () => {
  const other = await startModelServer(() => ({ text: "I am the other one" }));
  onTestFinished(() => other.close());
  const installation = await start(({ workspace, scripted }) => ({
    agents: [{ id: "main", profile: "full", workspace, scope: { models: ["default", "other", "nonesuch"] } }],
    models: {
      default: scripted,
      other: { type: "openai", url: other.openai, model: "scripted" },
      third: { type: "openai", url: other.openai, model: "scripted" },
    },
  }));
  const session = crypto.randomUUID();
  const change = (model: string) => order("model_switch", { model });
  await say(installation, [change("other")], session);
  await say(installation, ["hello"], session);
  expect(other.asked).toHaveLength(0);
  const stop = installation.port.approvals.subscribe(({ id, state }) => {
    if (state === "pending") void installation.port.approvals.answer(id, "allow-once", "operator");
  });
  await say(installation, [change("third"), change("nonesuch"), change("other")], session);
  stop();
  expect(other.asked).toHaveLength(0);
  expect(await say(installation, ["hello"], session)).toContain("I am the other one");
  expect(other.asked).toHaveLength(1);
  await say(installation, ["hello"]);
  expect(other.asked).toHaveLength(1);
  expect((await decisions(installation, "model_switch")).map(({ effect, rules }) => [effect, rules[0]])).toEqual([
    ["ask", "models.switch"],
    ["deny", "scope.models"],
    ["deny", "model.unknown"],
    ["ask", "models.switch"],
    ["allow", "models.switch"],
  ]);
});
