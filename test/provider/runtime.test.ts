import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isWithin, type Request, type ScopeRequest } from "../../src/decision/index.ts";
import { ProviderRegistry, type SecurityProvider, SecurityRuntime } from "../../src/provider/index.ts";
import { anyScope, wideScope } from "../fixtures/arbitrary.ts";
import { MemoryLog } from "../fixtures/memory-log.ts";
import { policySet } from "../fixtures/policies.ts";
import { always, fakeEntry, opinion, selecting } from "../fixtures/provider.ts";
import { request } from "../fixtures/request.ts";

async function runtimeWith(
  over: Partial<SecurityProvider> = {},
  selected = selecting({ main: ["other"] }),
  scope = wideScope,
) {
  const log = new MemoryLog();
  const registry = new ProviderRegistry({ other: fakeEntry("other", over) });
  const runtime = await SecurityRuntime.open({
    log,
    registry,
    ...selected,
    policies: policySet({ main: scope, second: scope }),
    deadline: 20,
  });
  return { log, runtime };
}

/** Something the default provider allows, so that what narrows it is the provider under test. */
const allowed: Request = request();

describe("selection", () => {
  it("[SP-12] refuses to start with a provider that is not in the registry", async () => {
    await expect(runtimeWith({}, selecting({ main: ["othr"] }))).rejects.toMatchObject({
      code: "ERR_PROVIDER_UNKNOWN",
      fix: expect.stringMatching(/^choose one of: other, default\b/),
    });
  });

  it("[SP-12] refuses to start with a provider that is unavailable, cannot say so, or has another version", async () => {
    const unusable: Partial<SecurityProvider>[] = [
      { availability: async () => ({ available: false, reason: "no engine", fix: "install it" }) },
      { availability: () => Promise.reject(new Error("crashed")) },
      { seam: 2 as never },
    ];
    for (const over of unusable)
      await expect(runtimeWith(over)).rejects.toMatchObject({ code: "ERR_PROVIDER_UNAVAILABLE" });
  });

  it("[SP-7] is per agent: two agents with different providers do not influence each other", async () => {
    const { runtime } = await runtimeWith(
      { decide: always("deny") },
      selecting({ main: ["other"], second: ["default"] }),
    );
    const ask = async (agent: string) =>
      (await runtime.forAgent(agent, "ann").evaluate(request({ subject: { id: agent } }))).decision.effect;
    expect(await Promise.all([ask("main"), ask("second"), ask("main")])).toEqual(["deny", "allow", "deny"]);
  });

  it("[SP-7] is per principal where the agent says so", async () => {
    const agents = selecting({ main: [] }, { main: { bob: ["other"] } });
    const { runtime } = await runtimeWith({ decide: always("deny") }, agents);
    const ask = async (principal: string) =>
      (await runtime.forAgent("main", principal).evaluate(request({ subject: { principal } }))).decision.effect;
    expect(await ask("ann")).toBe("allow");
    expect(await ask("bob")).toBe("deny");
    expect(await ask("constructor")).toBe("allow");
  });

  it("[SP-6] gives an agent that nobody configured a context in which nothing may be done", async () => {
    const { runtime } = await runtimeWith();
    const { decision } = await runtime.forAgent("stranger", "ann").evaluate(request({ subject: { id: "stranger" } }));
    expect(decision).toMatchObject({ effect: "deny", cause: "out-of-scope" });
  });

  it("[SP-2] lists what is registered and the built-in ones, which nothing can replace", () => {
    const registry = new ProviderRegistry({
      other: fakeEntry("other"),
      default: fakeEntry("default", { decide: always("allow") }),
    });
    const named = registry.list().filter(({ name }) => name === "other" || name === "default");
    expect(named.map(({ name }) => name)).toEqual(["other", "default"]);
    expect(registry.entry("default").summary).not.toContain("test");
  });
});

describe("an alternate provider", () => {
  it("[SP-8] narrows what the default allows and cannot loosen what it denies", async () => {
    const forbidden = request({ resource: { type: "path", id: "/ws/.env", access: "read" } });
    for (const effect of ["deny", "ask", "allow"] as const) {
      const { runtime } = await runtimeWith({ decide: always(effect) });
      const context = runtime.forAgent("main", "ann");
      expect((await context.evaluate(allowed)).decision.effect).toBe(effect);
      expect((await context.evaluate(forbidden)).decision.effect).toBe("deny");
    }
  });

  it("[SP-8] that owns an action answers in the default's place, inside the scope", async () => {
    const forbidden = request({ resource: { type: "path", id: "/ws/.env", access: "read" } });
    const owning = selecting({ main: [{ name: "other", owns: ["read"] }] });
    const { runtime } = await runtimeWith({ decide: always("allow") }, owning);
    expect((await runtime.forAgent("main", "ann").evaluate(forbidden)).decision.effect).toBe("allow");
    const scoped = await runtimeWith({ decide: always("allow") }, owning, {
      ...wideScope,
      roots: { read: [], write: [] },
    });
    expect((await scoped.runtime.forAgent("main", "ann").evaluate(forbidden)).decision).toMatchObject({
      effect: "deny",
      cause: "out-of-scope",
    });
    const silent = await runtimeWith({ decide: () => undefined as never }, owning);
    expect((await silent.runtime.forAgent("main", "ann").evaluate(allowed)).decision).toMatchObject({
      effect: "deny",
      cause: "malformed",
    });
  });

  it("[SP-5] that allows everything cannot widen a child's scope", async () => {
    await fc.assert(
      fc.asyncProperty(anyScope, anyScope, anyScope, async (parent, requested, supplied) => {
        const { runtime } = await runtimeWith(
          { decide: always("allow"), construct: () => supplied },
          selecting({ main: [{ name: "other", owns: ["read", "exec"] }] }),
          parent,
        );
        const context = runtime.forAgent("main", "ann");
        expect(isWithin(context.scope, parent)).toBe(true);
        const child = context.child("sub", requested).context;
        expect(isWithin(child.scope, context.scope)).toBe(true);
        expect(child.scope.delegationDepth).toBeLessThanOrEqual(Math.max(0, context.scope.delegationDepth - 1));
      }),
      { numRuns: 300 },
    );
  });

  it("[SP-13] may supply or wrap the scope of a context, which the runtime narrows again", async () => {
    const wrap = (scope: ScopeRequest): ScopeRequest => ({ ...scope, hosts: [], tools: "*", sandbox: "off" });
    const parent = { ...wideScope, tools: ["read"], hosts: ["example.com"], sandbox: "required" as const };
    const { runtime } = await runtimeWith(
      { construct: (_, scope) => wrap(scope) },
      selecting({ main: ["other"] }),
      parent,
    );
    expect(runtime.forAgent("main", "ann").scope).toMatchObject({ tools: ["read"], hosts: [], sandbox: "required" });
  });

  it("[SP-5] leaves a child nothing once no delegation is left", async () => {
    const { runtime } = await runtimeWith({}, selecting({ main: ["other"] }), { ...wideScope, delegationDepth: 1 });
    const child = runtime.forAgent("main", "ann").child("a", {}).context;
    expect(child.subject).toEqual({ agent: "main/a", principal: "ann" });
    expect((await child.evaluate(request({ subject: { id: "main/a" } }))).decision.effect).toBe("allow");
    const grandchild = child.child("b", {}).context;
    expect((await grandchild.evaluate(request({ subject: { id: "main/a/b" } }))).decision).toMatchObject({
      effect: "deny",
      cause: "out-of-scope",
    });
  });
});

describe("a provider that fails", () => {
  const faults: [string, Partial<SecurityProvider>][] = [
    [
      "threw",
      {
        decide: () => {
          throw new Error("gone");
        },
      },
    ],
    ["threw", { decide: () => Promise.reject(new Error("gone")) }],
    ["timed-out", { decide: () => new Promise(() => {}) }],
    ["malformed", { decide: () => ({ effect: "perhaps" }) as never }],
    ["malformed", { decide: async () => ({ effect: "perhaps" }) as never }],
    ["unknown-obligation", { decide: () => ({ ...opinion("allow"), obligations: [{ id: "pray" } as never] }) }],
  ];

  it.each(faults)("[SP-12] means deny (%s), a finding, and a health that shows it", async (cause, over) => {
    const { runtime, log } = await runtimeWith(over);
    const { decision } = await runtime.forAgent("main", "ann").evaluate(allowed);
    expect(decision).toMatchObject({ effect: "deny", cause });
    await expect.poll(() => log.of("finding")).toHaveLength(1);
    expect(log.of("finding")[0]?.body).toMatchObject({ rule: "provider.failing", agent: "main" });
    expect(await runtime.status()).toContainEqual(expect.objectContaining({ name: "other", state: "failing" }));
  });

  it("[SP-12] is healthy again once it answers, without a restart", async () => {
    let broken = true;
    const { runtime } = await runtimeWith({ decide: () => (broken ? (undefined as never) : opinion("allow")) });
    const context = runtime.forAgent("main", "ann");
    expect((await context.evaluate(allowed)).decision.effect).toBe("deny");
    broken = false;
    expect((await context.evaluate(allowed)).decision.effect).toBe("allow");
    expect(await runtime.status()).toContainEqual(
      expect.objectContaining({ name: "other", state: "healthy", faults: 1 }),
    );
  });

  it("[SP-9] to take a record is a finding and changes no decision", async () => {
    const { runtime, log } = await runtimeWith({
      report: () => {
        throw new Error("sink is full");
      },
    });
    expect((await runtime.forAgent("main", "ann").evaluate(allowed)).decision.effect).toBe("allow");
    await expect.poll(() => log.of("finding")).toHaveLength(1);
  });
});

describe("report and respond", () => {
  it("[SP-9] every evaluation is one record, delivered in order to the sink of the provider", async () => {
    const seen: number[] = [];
    const { runtime, log } = await runtimeWith({
      report: async (record) => {
        await new Promise((r) => setImmediate(r));
        seen.push(record.index);
      },
    });
    const context = runtime.forAgent("main", "ann");
    await Promise.all(
      Array.from({ length: 40 }, (_, i) => context.evaluate(request({ context: { arguments: { i } } }))),
    );
    await runtime.close();
    expect(log.of("decision")).toHaveLength(40);
    expect(seen).toEqual(log.records.map((r) => r.index));
  });

  it("[SP-10] a finding is recorded and opens the incident that the agent's provider names", async () => {
    const { runtime, log } = await runtimeWith({
      respond: () => ({ incident: { title: "leak", severity: "critical" } }),
    });
    const finding = {
      rule: "dlp.hit",
      severity: "high" as const,
      message: "m",
      agent: "main",
      session: "s",
      evidence: [3],
    };
    await runtime.raise(finding);
    await runtime.raise(finding);
    expect(log.of("finding").map((r) => r.body)).toEqual([finding]);
    expect(log.of("incident").map((r) => r.body)).toEqual([
      expect.objectContaining({ title: "leak", severity: "critical", finding: 0 }),
    ]);
  });

  it("[SP-10] a session that is denied again and again is a finding of the default provider", async () => {
    const { runtime, log } = await runtimeWith({}, selecting({ main: ["default"] }));
    const context = runtime.forAgent("main", "ann");
    for (let i = 0; i < 12; i++) await context.evaluate(request({ action: { name: "nonesuch" } }));
    await expect.poll(() => log.of("incident")).toHaveLength(1);
    expect(log.of("finding")[0]?.body).toMatchObject({ rule: "denial.burst", session: "s1" });
  });
});

describe("generations", () => {
  it("[CE-4] denies a request made before the policy was replaced", async () => {
    const { runtime } = await runtimeWith();
    const context = runtime.forAgent("main", "ann");
    expect((await context.evaluate(allowed)).decision.effect).toBe("allow");
    runtime.reload({ ...policySet({ main: wideScope }), generation: 2 });
    expect((await context.evaluate(allowed)).decision).toMatchObject({
      effect: "deny",
      reasons: [{ rule: "runtime.generation" }],
    });
  });
});
