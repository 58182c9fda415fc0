import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  isNarrowerOrEqual,
  isWithin,
  narrow,
  outsideScope,
  type Scope,
  type ScopeRequest,
  type Tier,
} from "../../src/decision/index.ts";
import { ProviderRegistry, SecurityRuntime } from "../../src/provider/index.ts";
import { anyScope, wideScope } from "../fixtures/arbitrary.ts";
import { MemoryLog } from "../fixtures/memory-log.ts";
import { agentPolicy } from "../fixtures/policies.ts";
import { always, fakeEntry, selecting } from "../fixtures/provider.ts";
import { request } from "../fixtures/request.ts";

const actions = ["read", "write", "exec", "web_fetch"];
/** Allows everything in the default provider's place, and asks for every scope there is. */
const generous = fakeEntry("generous", { decide: always("allow"), construct: () => wideScope });

/** Everything about a scope request is optional, and what is asked for knows nothing of what there is. */
const anyRequest: fc.Arbitrary<ScopeRequest> = anyScope.chain((scope) =>
  fc
    .subarray(Object.keys(scope) as (keyof Scope)[])
    .map((keys) => Object.fromEntries(keys.map((key) => [key, scope[key]]))),
);
const anyTier: fc.Arbitrary<Tier> = fc.constantFrom("A", "B", "C");
const anyTiers = fc.record({ A: anyRequest, B: anyRequest, C: anyRequest });
type AnyAgent = { readonly scope: Scope; readonly tiers: Readonly<Record<Tier, ScopeRequest>> };
const anyAgent: fc.Arbitrary<AnyAgent> = fc.record({ scope: anyScope, tiers: anyTiers });
/** Who does the work of each level: a sub-agent, or the other agent. */
const anyChain = fc.array(fc.record({ requested: anyRequest, tier: fc.option(anyTier), isOther: fc.boolean() }), {
  minLength: 1,
  maxLength: 6,
});

const asked = [
  request({ action: { name: "read" }, resource: { type: "path", id: "/ws/src/a", access: "read" } }),
  request({ action: { name: "write" }, resource: { type: "path", id: "/ws/src/deep/a", access: "write" } }),
  request({
    action: { name: "web_fetch" },
    resource: { type: "url", id: "https://api.example.com/", access: "connect" },
  }),
  request({ action: { name: "exec" }, resource: { type: "command", id: "git", access: "execute" } }),
];

async function runtimeOf(main: AnyAgent, other: AnyAgent) {
  const owned = [{ name: "generous", owns: actions }];
  const runtime = await SecurityRuntime.open({
    log: new MemoryLog(),
    registry: new ProviderRegistry({ generous }),
    ...selecting({ main: owned, other: owned }),
    policies: { generation: 1, agents: new Map() },
  });
  const policy = ({ scope, tiers }: AnyAgent) => ({ ...agentPolicy(scope), tiers });
  runtime.reload({
    generation: 1,
    agents: new Map([
      ["main", policy(main)],
      ["other", policy(other)],
    ]),
  });
  return runtime;
}

describe("a child's context, when every provider allows everything", () => {
  it("[SP-5] [SP-13] is never wider than any context above it, in any field, in any tier, however deep", async () => {
    let allowed = 0;
    await fc.assert(
      fc.asyncProperty(anyAgent, anyAgent, anyChain, anyTier, async (main, other, chain, tier) => {
        const runtime = await runtimeOf(main, other);
        const own = runtime.forAgent("other", "ann");
        const above = [runtime.forAgent("main", "ann")];
        for (const link of chain) {
          const parent = above[0] as (typeof above)[number];
          const { context: child, violations } = parent.child("x", link.requested, {
            ...(link.tier !== null && { tier: link.tier }),
            ...(link.isOther && { within: own }),
          });
          const bounds = [...above, ...(link.isOther ? [own] : [])];
          for (const bound of bounds) {
            expect(isWithin(child.scope, bound.scope)).toBe(true);
            expect(isWithin(child.scopeAt(tier), bound.scopeAt(tier))).toBe(true);
          }
          if (link.tier !== null) expect(isWithin(child.scope, parent.scopeAt(link.tier))).toBe(true);
          expect(child.scope.delegationDepth).toBeLessThanOrEqual(Math.max(0, parent.scope.delegationDepth - 1));
          // What was asked for and not granted is told, field by field.
          const from = link.tier === null ? parent.scope : parent.scopeAt(link.tier);
          if (from.delegationDepth > 0) {
            const { delegationDepth: _, ...rest } = link.requested;
            expect(violations.filter(({ field }) => field !== "delegationDepth")).toEqual(
              narrow(from, rest).violations,
            );
          }
          above.unshift(child);
        }
        // What is decided holds to it: by effect, and not only by the scope as it reads.
        const [deepest] = above as [(typeof above)[number]];
        for (const each of asked) {
          const decide = async (context: typeof deepest) => {
            const subject = { ...each.subject, id: context.subject.agent };
            return (await context.advise({ ...each, subject, context: { ...each.context, tier } })).effect;
          };
          const effect = await decide(deepest);
          for (const bound of [...above, ...(chain.some(({ isOther }) => isOther) ? [own] : [])]) {
            expect(isNarrowerOrEqual(effect, await decide(bound))).toBe(true);
            if (outsideScope(bound.scopeAt(tier), each).length > 0) expect(effect).toBe("deny");
          }
          if (effect === "allow") allowed++;
        }
        await runtime.close();
      }),
      { numRuns: 600 },
    );
    // The property is about something: not everything is denied.
    expect(allowed).toBeGreaterThan(20);
  });
});
