import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { defaults } from "../../src/config/defaults.ts";
import type { JsonObject, Request } from "../../src/decision/index.ts";
import { JudgeDesk, type Matter } from "../../src/judge/desk.ts";
import { judgeGuard } from "../../src/judge/guard.ts";
import { Overrides } from "../../src/judge/override.ts";
import type { JudgePolicies, JudgePolicy } from "../../src/judge/policy.ts";
import { withholdPassages } from "../../src/judge/withhold.ts";
import { openSqliteStore } from "../../src/store/index.ts";
import { tempDir } from "../fixtures/temp.ts";
import { judgeWith, ToldModel } from "./parts.ts";

const matter: Matter = {
  point: "ingress",
  direction: "user",
  agent: "main",
  principal: "ann",
  session: "s1",
  ingress: "webchat",
  tier: "B",
};
const dangerous = "p=0.95";

async function desk(options: { policies?: readonly JudgePolicy[]; model?: ToldModel; now?: () => number } = {}) {
  const { policies = [], model = new ToldModel(undefined), now } = options;
  const store = openSqliteStore(join(tempDir(), "state.db"));
  onTestFinished(() => store.close());
  const { judge, cache } = await judgeWith({ model });
  const records: JsonObject[] = [];
  const raised: string[] = [];
  const all: JudgePolicies = { actions: defaults.judge.actions, policies };
  const made = new JudgeDesk({
    judge,
    cache,
    policies: all,
    overrides: new Overrides(store, now),
    record: async (body) => void records.push(body),
    raise: ({ point }, { judgement }) => raised.push(`${point} ${judgement.class}`),
  });
  return { desk: made, records, raised, judge, cache, store };
}

describe("what is done by a verdict", () => {
  it("[IV-3.1] is: safe goes on, suspicious is confirmed, dangerous is blocked, unknown is confirmed or denied", async () => {
    const { desk: made } = await desk();
    const action = async (text: string, more: Partial<Matter> = {}) =>
      (await made.rule(text, { ...matter, ...more })).action;
    expect(await action("hello")).toBe("run");
    expect(await action("p=0.8")).toBe("confirm");
    expect(await action(dangerous)).toBe("block");
    expect(await action("p=0.6")).toBe("confirm");
    expect(await action("p=0.8", { point: "arguments" })).toBe("confirm");
    expect(await action(dangerous, { point: "arguments" })).toBe("block");
    expect(await action(dangerous, { point: "results" })).toBe("block");
    // The operator's own words are asked about, not refused.
    expect(await action("p=0.8", { tier: "A" })).toBe("run");
    expect(await action(dangerous, { tier: "A" })).toBe("confirm");
    expect((await made.ruleOnCommand("make", { ...matter, point: "commands" })).action).toBe("block");
  });

  it.each<[string, JudgePolicy["when"], Partial<Matter>]>([
    ["tool", { tools: ["message"] }, { point: "arguments", tool: "message" }],
    ["user", { principals: ["ann"] }, { principal: "ann" }],
    ["ingress", { ingresses: ["gmail"] }, { ingress: "gmail" }],
    ["direction", { directions: ["content"] }, { direction: "content" }],
    ["point", { points: ["results"] }, { point: "results" }],
    ["tier", { tiers: ["C"] }, { tier: "C" }],
    ["agent", { agents: ["helper"] }, { agent: "helper" }],
  ])("[IV-3.2] can be another for each %s", async (_, when, met) => {
    const { desk: made } = await desk({ policies: [{ when, suspicious: "block" }] });
    const other: Matter = { ...matter, principal: "bob", tool: "write", point: "arguments" };
    expect((await made.rule("p=0.8", { ...other, ...met })).action).toBe("block");
    expect((await made.rule("p=0.8", other)).action).toBe("confirm");
    expect((await made.rule(dangerous, { ...other, ...met })).action).toBe("block");
  });

  it("[IV-3.2] is that of the first policy that names the class", async () => {
    const { desk: made } = await desk({
      policies: [
        { when: { principals: ["ann"] }, unknown: "block" },
        { when: {}, suspicious: "run", unknown: "confirm" },
      ],
    });
    expect((await made.rule("p=0.6", matter)).action).toBe("block");
    expect((await made.rule("p=0.8", matter)).action).toBe("run");
  });
});

describe("the record", () => {
  it("[IV-2.2] holds every judgement that is not plainly harmless, with the counts of the cache", async () => {
    const { desk: made, records, raised } = await desk({ model: new ToldModel(0.05) });
    for (const text of ["hello", "p=0.6", "p=0.6", dangerous]) await made.rule(text, matter);
    expect(records.map((body) => [(body["verdict"] as JsonObject)["class"], body["action"]])).toEqual([
      ["safe", "run"],
      ["safe", "run"],
      ["dangerous", "block"],
    ]);
    expect(records[0]).toMatchObject({ point: "ingress", principal: "ann", session: "s1", model: "told@d1" });
    expect(records[1]).toMatchObject({ verdict: { cached: true }, cache: { hits: 1, misses: 2 } });
    expect(raised).toEqual(["ingress dangerous"]);
    expect(JSON.stringify(records)).not.toContain(dangerous);
  });

  it("[IV-3.1] is a condition: what cannot be recorded does not go on", async () => {
    const { judge, cache, store } = await desk();
    const broken = new JudgeDesk({
      judge,
      cache,
      policies: { actions: defaults.judge.actions, policies: [] },
      overrides: new Overrides(store),
      record: () => Promise.reject(new Error("no space left on device")),
      raise: () => {},
    });
    expect((await broken.rule("p=0.8", matter)).action).toBe("block");
    expect((await broken.rule("hello", matter)).action).toBe("run");
  });
});

describe("an override", () => {
  it("[IV-3.1] lets one blocked text of one principal go on once, and is on record", async () => {
    const { desk: made, records } = await desk();
    const { id = "" } = await made.rule(dangerous, matter);
    expect(id).toMatch(/^[0-9a-f]{16}$/);
    expect(await made.override(id, "operator")).toContain("ann");
    expect((await made.rule(dangerous, { ...matter, principal: "bob" })).action).toBe("block");
    expect((await made.rule(`${dangerous} `, matter)).action).toBe("block");
    expect(await made.rule(dangerous, matter)).toMatchObject({ action: "confirm", overriddenBy: "operator" });
    expect((await made.rule(dangerous, matter)).action).toBe("block");
    expect(records).toContainEqual(expect.objectContaining({ event: "override given", id, by: "operator" }));
    expect(records).toContainEqual(expect.objectContaining({ overriddenBy: "operator" }));
  });

  it("[IV-3.1] is taken once by two who come at the same time", async () => {
    const { desk: made } = await desk();
    const { id = "" } = await made.rule(dangerous, matter);
    await made.override(id, "operator");
    const both = await Promise.all([made.rule(dangerous, matter), made.rule(dangerous, matter)]);
    expect(both.map(({ action }) => action).sort()).toEqual(["block", "confirm"]);
  });

  it("[IV-3.1] ends after ten minutes, and is for nothing that was not blocked", async () => {
    let now = 0;
    const { desk: made } = await desk({ now: () => now });
    const { id = "" } = await made.rule(dangerous, matter);
    expect(await made.override("0".repeat(16), "operator")).toBeUndefined();
    await made.override(id, "operator");
    now = 600_000;
    expect((await made.rule(dangerous, matter)).action).toBe("block");
  });
});

describe("the guard of tool calls", () => {
  const request = (access: Request["resource"]["access"], text: string, untrusted = true): Request => ({
    subject: { type: "agent", id: "main", principal: "ann", session: "s1" },
    action: { name: access === "execute" ? "exec" : "message" },
    resource: { type: access === "execute" ? "command" : "channel", id: text, access },
    context: {
      ingress: "webchat",
      tier: "B",
      taint: { untrusted, sensitive: false, sources: [] },
      arguments: { to: "#public", parts: [{ text }] },
      generation: 1,
    },
  });
  const signal = new AbortController().signal;

  async function guard(model?: ToldModel, isDoubtful = true) {
    const made = await desk(model === undefined ? {} : { model });
    return { ...made, guard: judgeGuard({ desk: async () => made.desk, isDoubtful: () => isDoubtful }) };
  }

  it("[IV-4] costs a clean turn nothing: it answers at once", async () => {
    const { guard: made, cache } = await guard(undefined, false);
    for (const asked of [request("send", dangerous, false), request("read", dangerous), request("execute", "ls")])
      expect(made.decide(asked, signal)).toEqual({ effect: "allow", reasons: [] });
    expect(cache.misses).toBe(0);
  });

  it("[IV-3.1] denies, asks, or leaves it to the others, by the arguments of a tainted turn", async () => {
    const { guard: made } = await guard();
    const effect = async (text: string) => (await made.decide(request("send", text), signal)).effect;
    expect(await effect("hello")).toBe("allow");
    expect(await effect("p=0.8")).toBe("ask");
    expect(await effect(dangerous)).toBe("deny");
    const denied = await made.decide(request("send", dangerous), signal);
    expect(denied.reasons[0]).toMatchObject({ rule: "judge.arguments", remedy: expect.stringContaining("override") });
  });

  it("[CE-1.2] can deny a command that would be asked about, or leave the ask; without the model it denies", async () => {
    const model = new ToldModel(0.95);
    const { guard: made } = await guard(model);
    const effect = async (command: string) => (await made.decide(request("execute", command), signal)).effect;
    expect(await effect("curl x | sh")).toBe("deny");
    model.probability = 0.02;
    expect(await effect("make install")).toBe("allow");
    model.probability = undefined;
    const unjudged = await made.decide(request("execute", "make other"), signal);
    expect(unjudged.effect).toBe("deny");
    // Why is the operator's to know, and nothing for the model of the agent.
    expect(unjudged.reasons[0]).toMatchObject({
      message: "it could not be judged",
      remedy: expect.stringContaining("told: it is gone"),
    });
    expect(await effect("make install")).toBe("allow");
  });

  it("[IV-3.1] holds to an override for all evaluations of one request, and for no other", async () => {
    const { guard: made, desk: open } = await guard();
    const first = request("send", dangerous);
    const denied = await made.decide(first, signal);
    const id = /override (\w+)/.exec(denied.reasons[0]?.remedy ?? "")?.[1] ?? "";
    await open.override(id, "operator");
    const again = request("send", dangerous);
    expect((await made.decide(again, signal)).effect).toBe("allow");
    expect((await made.decide(again, signal)).effect).toBe("allow");
    expect((await made.decide(request("send", dangerous), signal)).effect).toBe("deny");
  });
});

describe("a text with passages withheld", () => {
  const mark = "[withheld: this passage looks like an attack]";
  it.each<[string, string, readonly (readonly [number, number])[], string]>([
    ["a line", "one\ntwo\nthree", [[4, 6]], `one\n${mark}\nthree`],
    [
      "two passages of one line",
      "one\ntwo two\nthree",
      [
        [4, 5],
        [8, 9],
      ],
      `one\n${mark}\nthree`,
    ],
    ["lines that touch", "a\nb\nc\nd", [[2, 5]], `a\n${mark}\nd`],
    ["the first line", "a\nb", [[0, 1]], `${mark}\nb`],
    ["the last line", "a\nb", [[2, 3]], `a\n${mark}`],
    ["all of it, without spans", "a\nb", [], mark],
    ["all of it, as one line", "a b c", [[2, 3]], mark],
  ])("[IV-3.1] lacks %s", (_, text, spans, expected) => {
    expect(withholdPassages(text, spans)).toBe(expected);
  });
});
