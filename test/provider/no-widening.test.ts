import fc from "fast-check";
import { expect, it } from "vitest";
import {
  type Effect,
  isNarrowerOrEqual,
  isWithin,
  outsideScope,
  type Request,
  type Resource,
  type Scope,
  type Taint,
} from "../../src/decision/index.ts";
import { ProviderRegistry, SecurityRuntime } from "../../src/provider/index.ts";
import { anyScope, wideScope } from "../fixtures/arbitrary.ts";
import { MemoryLog } from "../fixtures/memory-log.ts";
import { agentPolicy } from "../fixtures/policies.ts";
import { fakeEntry, selecting } from "../fixtures/provider.ts";
import { request } from "../fixtures/request.ts";

const cases = 10_000;

/** Allows whatever it is asked, asks for every scope there is, and answers every finding with nothing. */
const generous = fakeEntry("generous", { construct: () => ({ ...wideScope, delegationDepth: 16 }) });

const actions: readonly (readonly [action: string, Resource["type"], Resource["access"], readonly string[]])[] = [
  ["read", "path", "read", ["/ws/a", "/ws/.env", "/etc/passwd", "/ws/src/deep/b", "/tmp/c"]],
  ["write", "path", "write", ["/ws/a", "/ws/.git/config", "/etc/cron.d/x", "/wsx/a"]],
  [
    "web_fetch",
    "url",
    "connect",
    ["https://api.example.com/", "https://example.com/", "http://127.0.0.1/", "https://other.org/"],
  ],
  ["exec", "command", "execute", ["ls -l", "git push", "rm -rf /", "unheard-of --x"]],
  ["message", "message", "send", ["webchat", "elsewhere"]],
  ["nonesuch", "tool", "use", ["nonesuch"]],
];
const anyTaint: fc.Arbitrary<Taint> = fc.record({
  untrusted: fc.boolean(),
  sensitive: fc.boolean(),
  sources: fc.constant(["url:https://other.example/"]),
});
const anyRequest: fc.Arbitrary<Request> = fc.constantFrom(...actions).chain(([name, type, access, ids]) =>
  fc
    .tuple(fc.constantFrom(...ids), fc.constantFrom("A" as const, "B" as const, "C" as const), anyTaint)
    .map(([id, tier, taint]) =>
      request({
        action: { name },
        resource: { type, id, access },
        context: { tier, taint, cwd: "/ws", ...(type === "path" && { targets: [id] }) },
      }),
    ),
);

async function runtimeOf(owns: readonly string[] | undefined) {
  const runtime = await SecurityRuntime.open({
    log: new MemoryLog(),
    registry: new ProviderRegistry({ generous }),
    ...selecting({ main: owns === undefined ? [] : [{ name: "generous", owns }] }),
    policies: { generation: 1, agents: new Map() },
  });
  /** What is decided under a scope, and the scope that was enforced. */
  return async (scope: Scope, asked: Request): Promise<{ effect: Effect; enforced: Scope }> => {
    runtime.reload({ generation: 1, agents: new Map([["main", agentPolicy(scope)]]) });
    const context = runtime.forAgent("main", "ann");
    const { decision } = await context.evaluate(asked);
    return { effect: decision.effect, enforced: context.scope };
  };
}

it("[SP-5] [SP-8] a provider that allows everything widens nothing, over random scopes and requests", async () => {
  const [alone, beside, owner] = await Promise.all([
    runtimeOf(undefined),
    runtimeOf([]),
    runtimeOf(actions.map(([name]) => name)),
  ]);
  let refused = 0;
  let allowed = 0;
  await fc.assert(
    fc.asyncProperty(anyScope, anyRequest, async (scope, asked) => {
      const before = await alone(scope, asked);
      const narrowed = await beside(scope, asked);
      const owned = await owner(scope, asked);
      expect(isWithin(narrowed.enforced, scope)).toBe(true);
      expect(isWithin(owned.enforced, scope)).toBe(true);
      // Beside the default provider it changes nothing at all.
      expect(narrowed.effect).toBe(before.effect);
      // In its place it can lift what the default provider says, but neither the scope nor what a tainted turn may do.
      if (outsideScope(scope, asked).length > 0) expect(owned.effect).toBe("deny");
      const { taint } = asked.context;
      const acts = asked.resource.access === "write" || asked.resource.access === "send";
      if (taint.untrusted && acts) expect(isNarrowerOrEqual(owned.effect, "ask")).toBe(true);
      if (!scope.approvals) expect(owned.effect).not.toBe("ask");
      if (owned.effect === "allow") allowed++;
      else refused++;
    }),
    { numRuns: cases },
  );
  // The property is about something: both outcomes are common.
  expect(refused).toBeGreaterThan(cases / 100);
  expect(allowed).toBeGreaterThan(cases / 100);
});
