import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { Effect } from "../../src/decision/index.ts";
import { chainOf, namesIn, type ProviderChain } from "../../src/provider/chain.ts";
import { explainProviders, ProviderRegistry, SecurityRuntime } from "../../src/provider/index.ts";
import { wideScope } from "../fixtures/arbitrary.ts";
import { MemoryLog } from "../fixtures/memory-log.ts";
import { policySet } from "../fixtures/policies.ts";
import { always, fakeEntry, fakeProvider, selecting } from "../fixtures/provider.ts";
import { request } from "../fixtures/request.ts";

const link = (name: string, ...owns: string[]) => ({ name, owns });
const names = (links: readonly { readonly name: string }[]) => links.map(({ name }) => name);

describe("a chain", () => {
  const levels = {
    installation: [link("base")],
    agents: {
      plain: {},
      own: { chain: [link("narrow")] },
      more: { chain: [link("inherited"), link("narrow", "exec")] },
      people: { chain: [link("narrow")], byPrincipal: { bob: [link("inherited"), link("bobs")], eve: [] } },
    },
  };

  it("[SP-7] is the installation's where nothing else is said, and the agent's or the principal's where it is", () => {
    expect(names(chainOf(levels, "plain", "ann"))).toEqual(["base"]);
    expect(names(chainOf(levels, "nobody", "ann"))).toEqual(["base"]);
    expect(names(chainOf(levels, "own", "ann"))).toEqual(["narrow"]);
    expect(names(chainOf(levels, "people", "ann"))).toEqual(["narrow"]);
    expect(names(chainOf(levels, "people", "eve"))).toEqual([]);
  });

  it("[SP-7] keeps what stands above where it says inherited, each link with the level that named it", () => {
    expect(chainOf(levels, "more", "ann")).toEqual([
      { name: "base", owns: [], level: "installation" },
      { name: "narrow", owns: ["exec"], level: "agent" },
    ]);
    expect(chainOf(levels, "people", "bob")).toEqual([
      { name: "narrow", owns: [], level: "agent" },
      { name: "bobs", owns: [], level: "principal" },
    ]);
  });

  it("[SP-5] of a child is its parent's, whatever the child is called", () => {
    expect(chainOf(levels, "more/research/own", "ann")).toEqual(chainOf(levels, "more", "ann"));
  });

  it("[SP-7] is not found under names that every object has", () => {
    for (const name of ["constructor", "__proto__", "toString"]) {
      expect(names(chainOf(levels, name, name))).toEqual(["base"]);
      expect(names(chainOf(levels, "people", name))).toEqual(["narrow"]);
    }
  });

  it("[SP-12] names every provider that some chain holds, once", () => {
    expect([...namesIn(levels)].sort()).toEqual(["base", "bobs", "narrow"]);
  });

  it("[SP-8] that names a provider twice has it once, owning what either link owns", () => {
    const twice = { installation: [link("a", "read"), link("b"), link("a", "exec", "read")], agents: {} };
    expect(chainOf(twice, "main", "ann").map(({ name, owns }) => [name, owns])).toEqual([
      ["a", ["read", "exec"]],
      ["b", []],
    ]);
  });
});

/** A runtime in which each provider of the chain always gives one effect. */
async function runtimeOf(effects: Readonly<Record<string, Effect>>, chain: ProviderChain) {
  const entries = Object.entries(effects).map(([name, effect]) => [name, fakeEntry(name, { decide: always(effect) })]);
  return SecurityRuntime.open({
    log: new MemoryLog(),
    registry: new ProviderRegistry(Object.fromEntries(entries)),
    ...selecting({ main: chain }),
    policies: policySet({ main: wideScope }),
  });
}

describe("a chain in force", () => {
  it("[SP-8] decides the meet of all its providers and the default one, in whatever order", async () => {
    const order: readonly Effect[] = ["deny", "ask", "allow"];
    const anyEffect = fc.constantFrom(...order);
    await fc.assert(
      fc.asyncProperty(fc.array(anyEffect, { minLength: 1, maxLength: 5 }), async (effects) => {
        const named = Object.fromEntries(effects.map((effect, i) => [`p${i}`, effect]));
        const runtime = await runtimeOf(
          named,
          Object.keys(named).map((name) => link(name)),
        );
        const { decision } = await runtime.forAgent("main", "ann").evaluate(request());
        expect(decision.effect).toBe(order.find((effect) => effects.includes(effect)));
        await runtime.close();
      }),
      { numRuns: 100 },
    );
  });

  it("[SP-8] an owner stands in the default's place for its actions only, and every other link still narrows it", async () => {
    const secret = request({ resource: { type: "path", id: "/ws/.env", access: "read" } });
    const decided = async (effects: Record<string, Effect>, chain: ProviderChain) =>
      (await (await runtimeOf(effects, chain)).forAgent("main", "ann").evaluate(secret)).decision.effect;
    expect(await decided({ owner: "allow" }, [link("owner")])).toBe("deny");
    expect(await decided({ owner: "allow" }, [link("owner", "write")])).toBe("deny");
    expect(await decided({ owner: "allow" }, [link("owner", "read")])).toBe("allow");
    expect(await decided({ owner: "allow", other: "ask" }, [link("owner", "read"), link("other")])).toBe("ask");
  });

  it("[SP-2] is explained link by link, the default provider first", async () => {
    const runtime = await runtimeOf({ a: "allow", b: "deny" }, [link("a", "exec"), link("b")]);
    const { chain } = await explainProviders(runtime, "main", "ann");
    expect(chain).toEqual([
      { name: "default", kind: "default", level: "always", owns: [], state: "healthy", available: true },
      { name: "a", kind: "a", level: "agent", owns: ["exec"], state: "healthy", available: true },
      { name: "b", kind: "b", level: "agent", owns: [], state: "healthy", available: true },
    ]);
  });

  it("[SP-13] hands the scope from provider to provider, each of which can narrow it and none widen it", async () => {
    const seen: unknown[] = [];
    const registry = new ProviderRegistry({
      first: fakeEntry("first", { construct: (_, scope) => ({ ...scope, tools: ["read", "write"] }) }),
      greedy: fakeEntry("greedy", {
        construct(subject, scope) {
          seen.push([subject, scope.tools]);
          return { ...wideScope, tools: "*" };
        },
      }),
    });
    const runtime = await SecurityRuntime.open({
      log: new MemoryLog(),
      registry,
      ...selecting({ main: ["first", "greedy"] }),
      policies: policySet({ main: wideScope }),
    });
    expect(runtime.forAgent("main", "ann").scope.tools).toEqual(["read", "write"]);
    expect(seen).toEqual([[{ agent: "main", principal: "ann" }, ["read", "write"]]]);
  });

  it("[SP-6] a provider that fails to construct a scope leaves one in which nothing may be done", async () => {
    const registry = new ProviderRegistry({
      broken: fakeEntry("broken", {
        construct() {
          throw new Error("no");
        },
      }),
    });
    const log = new MemoryLog();
    const runtime = await SecurityRuntime.open({
      log,
      registry,
      ...selecting({ main: ["broken"] }),
      policies: policySet({ main: wideScope, second: wideScope }),
    });
    const decided = async (agent: string) =>
      (await runtime.forAgent(agent, "ann").evaluate(request({ subject: { id: agent } }))).decision;
    expect(await decided("main")).toMatchObject({ effect: "deny", cause: "out-of-scope" });
    expect(await decided("second")).toMatchObject({ effect: "allow" });
    await runtime.close();
    expect(log.of("finding")[0]?.body).toMatchObject({ rule: "provider.failing" });
  });

  it("[SP-12] a provider described in the configuration is built from its settings, and wrong ones refuse to start", async () => {
    const told: unknown[] = [];
    const registry = new ProviderRegistry({
      told: {
        summary: "takes a number",
        settings: async () => z.strictObject({ most: z.int() }),
        create: ({ name }, settings) => {
          told.push([name, settings]);
          return fakeProvider(name, { decide: always("deny") });
        },
      },
    });
    const open = (described: Record<string, { kind: string; most?: unknown }>) =>
      SecurityRuntime.open({
        log: new MemoryLog(),
        registry,
        providers: { installation: [link("mine")], agents: {}, described },
        services: selecting({}).services,
        policies: policySet({ main: wideScope }),
      });
    const runtime = await open({ mine: { kind: "told", most: 3 } });
    expect(told).toEqual([["mine", { most: 3 }]]);
    expect((await runtime.status()).map(({ name, kind }) => [name, kind])).toContainEqual(["mine", "told"]);
    await expect(open({ mine: { kind: "told", most: "x" } })).rejects.toMatchObject({
      code: "ERR_PROVIDER_SETTINGS_INVALID",
      message: expect.stringContaining("security.providers.mine.most"),
    });
    await expect(open({ mine: { kind: "default", most: 3 } })).rejects.toMatchObject({
      code: "ERR_PROVIDER_SETTINGS_INVALID",
    });
    await expect(open({ mine: { kind: "nonesuch" } })).rejects.toMatchObject({ code: "ERR_PROVIDER_UNKNOWN" });
  });
});
