import { describe, expect, it } from "vitest";
import type { Grant, Permit } from "../../src/decision/index.ts";
import { Redactor } from "../../src/dlp/index.ts";
import {
  type AskForApproval,
  type EffectResult,
  enforce,
  leakGuard,
  ProviderRegistry,
  type SecurityProvider,
  SecurityRuntime,
} from "../../src/provider/index.ts";
import { wideScope } from "../fixtures/arbitrary.ts";
import { MemoryLog } from "../fixtures/memory-log.ts";
import { policySet } from "../fixtures/policies.ts";
import { always, fakeEntry, selecting } from "../fixtures/provider.ts";
import { request } from "../fixtures/request.ts";

const done: EffectResult = { ok: true, text: "done", source: "test", untrusted: false, sensitive: false };
const nobody: AskForApproval = async () => undefined;
const somebody: AskForApproval = async ({ fingerprint }): Promise<Grant> => {
  let left = 1;
  return { id: "g", fingerprint: fingerprint ?? "", approver: "ann", consume: () => left-- > 0 };
};

async function door(over: Partial<SecurityProvider> = {}) {
  const log = new MemoryLog();
  const registry = new ProviderRegistry({ other: fakeEntry("other", over) });
  const runtime = await SecurityRuntime.open({
    log,
    registry,
    ...selecting({ main: ["other"] }),
    policies: policySet({ main: wideScope }),
    deadline: 20,
  });
  const effects: Permit[] = [];
  const proposal = {
    request: request(),
    run: async (permit: Permit): Promise<EffectResult> => {
      permit.spend(request(), []);
      effects.push(permit);
      return done;
    },
  };
  const context = runtime.forAgent("main", "ann");
  const pass = (ask: AskForApproval = nobody, what: Parameters<typeof enforce>[0] = proposal) =>
    enforce(what, context, runtime, ask, new AbortController().signal);
  return { log, effects, proposal, pass };
}

describe("the double door", () => {
  it("[SP-9] records the decision before the effect and the outcome after it", async () => {
    const { log, pass, proposal } = await door();
    const seen: number[] = [];
    const enforced = await pass(nobody, {
      ...proposal,
      run: async (permit) => {
        seen.push(log.records.length);
        return proposal.run(permit);
      },
    });
    expect(enforced).toMatchObject({ effect: "allow", disposition: "completed", result: done });
    expect(seen).toEqual([1]);
    expect(log.records.map(({ kind }) => kind)).toEqual(["decision", "outcome"]);
    expect(log.records[1]?.body["evaluation"]).toBe(log.records[0]?.body["evaluation"]);
  });

  it("[SP-3] lets nothing happen that is denied", async () => {
    const { log, effects, pass } = await door({ decide: always("deny") });
    expect(await pass()).toMatchObject({ effect: "deny", disposition: "refused" });
    expect(effects).toEqual([]);
    expect(log.records.map(({ kind }) => kind)).toEqual(["decision"]);
  });

  it("[CE-4] lets an ask happen only with a grant, and records both evaluations", async () => {
    const asked = await door({ decide: always("ask") });
    expect(await asked.pass(nobody)).toMatchObject({ effect: "ask", disposition: "unapproved" });
    expect(asked.effects).toEqual([]);
    expect(await asked.pass(() => Promise.reject(new Error("the queue is broken")))).toMatchObject({
      disposition: "unapproved",
    });
    expect(await asked.pass(somebody)).toMatchObject({ effect: "allow", disposition: "completed" });
    expect(asked.effects).toHaveLength(1);
    expect(asked.log.of("decision").map(({ body }) => body["effect"])).toEqual(["ask", "ask", "ask", "allow"]);
  });

  it("[SP-6] lets nothing happen, and shows nothing, once the log cannot be written", async () => {
    const broken = await door();
    broken.log.broken = true;
    expect(await broken.pass()).toMatchObject({ disposition: "refused", decision: { cause: "unrecorded" } });
    expect(broken.effects).toEqual([]);
    const after = await door();
    const enforced = await after.pass(nobody, {
      ...after.proposal,
      run: async (permit) => {
        after.log.broken = true;
        return after.proposal.run(permit);
      },
    });
    expect(enforced.disposition).toBe("failed");
    expect(enforced.result).toBeUndefined();
  });

  it("records the outcome of an effect that throws, and of one that uses its permit for something else", async () => {
    const { log, pass, proposal } = await door();
    expect(await pass(nobody, { ...proposal, run: () => Promise.reject(new Error("broke")) })).toMatchObject({
      disposition: "failed",
      result: { ok: false, text: "broke" },
    });
    const other = {
      ...proposal,
      run: async (permit: Permit) => {
        permit.spend(request({ resource: { id: "/ws/other" } }), []);
        return done;
      },
    };
    expect(await pass(nobody, other)).toMatchObject({ disposition: "failed" });
    expect(log.of("outcome").map(({ body }) => body["disposition"])).toEqual(["failed", "failed"]);
  });

  it("[SP-9] records a call that could not be made into an effect, as the denial it is", async () => {
    const { log, pass } = await door();
    const refusal = { rule: "tool.arguments", message: "not an object" };
    expect(await pass(somebody, { request: request(), refusal })).toMatchObject({
      effect: "deny",
      disposition: "refused",
    });
    expect(log.of("decision")[0]?.body).toMatchObject({ effect: "deny", reasons: [refusal] });
  });
});

describe("the leak guard", () => {
  const guard = leakGuard(new Redactor());
  const token = ["gh", "p_", "Zr8vQ2mX7sKd4LwT9bYcN1fHj6PgE3aUo5Rt"].join("");
  const fetches = (url: string) =>
    guard.decide(
      request({
        action: { name: "web_fetch" },
        resource: { type: "url", id: url, access: "connect" },
        context: { arguments: { url } },
      }),
      new AbortController().signal,
    );

  it("[PH-1] asks about it or only tells of it where the configuration says so", () => {
    const carries = request({
      action: { name: "web_fetch" },
      resource: { type: "url", id: `https://example.com/?k=${token}`, access: "connect" },
    });
    const effect = (mode: "block" | "ask" | "alert") =>
      leakGuard(new Redactor(), { egress: mode }).decide(carries, new AbortController().signal);
    expect(effect("block")).toMatchObject({ effect: "deny", reasons: [{ rule: "dlp.egress" }] });
    expect(effect("ask")).toMatchObject({ effect: "ask", reasons: [{ rule: "dlp.egress" }] });
    expect(effect("alert")).toMatchObject({ effect: "allow", reasons: [{ rule: "dlp.egress" }] });
  });

  it("[SP-10] refuses a URL that carries a secret, plain or percent-encoded, and lets others pass", () => {
    expect(fetches(`https://example.com/?k=${token}`)).toMatchObject({
      effect: "deny",
      reasons: [{ rule: "dlp.egress" }],
    });
    expect(
      fetches(`https://example.com/?k=${[...token].map((c) => `%${c.charCodeAt(0).toString(16)}`).join("")}`),
    ).toMatchObject({ effect: "deny" });
    expect(fetches("https://example.com/?q=weather%20in%20Rome")).toMatchObject({ effect: "allow" });
    expect(fetches("https://example.com/%E0%A4%A")).toMatchObject({ effect: "allow" });
  });
});
