import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ExecStance, strictest } from "../../src/approval/index.ts";
import type { Effect, Request } from "../../src/decision/index.ts";
import type { SecurityContext } from "../../src/provider/index.ts";
import { ProviderRegistry, SecurityRuntime } from "../../src/provider/index.ts";
import { wideScope } from "../fixtures/arbitrary.ts";
import { MemoryLog } from "../fixtures/memory-log.ts";
import { agentPolicy } from "../fixtures/policies.ts";
import { fakeEntry, selecting } from "../fixtures/provider.ts";
import { request } from "../fixtures/request.ts";

const modes = ["deny", "allowlist", "full"] as const;
const asks = ["always", "on-miss", "off"] as const;
const anyStance = fc.record(
  { mode: fc.constantFrom(...modes), ask: fc.constantFrom(...asks) },
  { requiredKeys: [] },
) as fc.Arbitrary<Partial<ExecStance>>;

describe("the stricter of two stances", () => {
  it("[OC-3] is at least as strict as each, and each where the other says nothing", () => {
    fc.assert(
      fc.property(anyStance, anyStance, (a, b) => {
        const both = strictest([a, b]);
        expect(strictest([b, a])).toEqual(both);
        expect(strictest([a, a])).toEqual(strictest([a]));
        for (const one of [a, b]) {
          if (one.mode !== undefined) expect(modes.indexOf(both.mode)).toBeLessThanOrEqual(modes.indexOf(one.mode));
          if (one.ask !== undefined) expect(asks.indexOf(both.ask)).toBeLessThanOrEqual(asks.indexOf(one.ask));
        }
        expect(strictest([a, {}])).toEqual(strictest([a]));
      }),
    );
  });

  it("[OC-3] is an allowlist with asking where nobody says anything", () => {
    expect(strictest([])).toEqual({ mode: "allowlist", ask: "on-miss" });
  });
});

function command(id: string, over: Partial<Request["context"]> = {}): Request {
  const base = request();
  return {
    ...base,
    action: { name: "exec" },
    resource: { type: "command", id, access: "execute" },
    context: { ...base.context, arguments: { command: id }, cwd: "/ws", ...over },
  };
}

async function contextOf(exec: ExecStance, owns: readonly string[] = []): Promise<SecurityContext> {
  const runtime = await SecurityRuntime.open({
    log: new MemoryLog(),
    registry: new ProviderRegistry({ easy: fakeEntry("easy") }),
    ...selecting({ main: owns.length > 0 ? [{ name: "easy", owns }] : [] }),
    policies: { generation: 1, agents: new Map([["main", { ...agentPolicy(wideScope), exec }]]) },
  });
  return runtime.forAgent("main", "ann");
}

const effectOf = async (context: SecurityContext, about: Request): Promise<Effect> =>
  (await context.evaluate(about)).decision.effect;

describe("a stance in force", () => {
  const [allowed, asked, denied] = [command("ls"), command("git push origin main"), command("rm -rf /")];
  const untrusted = { untrusted: true, sensitive: false, sources: ["url:https://example.com/"] };

  it.each<[ExecStance["mode"], ExecStance["ask"], readonly Effect[]]>([
    ["deny", "off", ["deny", "deny", "deny"]],
    ["deny", "on-miss", ["deny", "deny", "deny"]],
    ["deny", "always", ["deny", "deny", "deny"]],
    ["allowlist", "off", ["allow", "ask", "deny"]],
    ["allowlist", "on-miss", ["allow", "ask", "deny"]],
    ["allowlist", "always", ["ask", "ask", "deny"]],
    ["full", "off", ["allow", "allow", "deny"]],
    ["full", "on-miss", ["allow", "allow", "deny"]],
    ["full", "always", ["ask", "ask", "deny"]],
  ])("[OC-3] %s, asking %s: what is allowed, asked and denied by policy is %s", async (mode, ask, effects) => {
    const context = await contextOf({ mode, ask });
    expect(await Promise.all([allowed, asked, denied].map((about) => effectOf(context, about)))).toEqual(effects);
  });

  it("[OC-3] is about commands alone", async () => {
    const context = await contextOf({ mode: "deny", ask: "always" });
    expect(await effectOf(context, request())).toBe("allow");
  });

  it("[OC-3] holds whoever owns the decision", async () => {
    expect(await effectOf(await contextOf({ mode: "allowlist", ask: "on-miss" }, ["exec"]), asked)).toBe("allow");
    expect(await effectOf(await contextOf({ mode: "deny", ask: "on-miss" }, ["exec"]), asked)).toBe("deny");
    expect(await effectOf(await contextOf({ mode: "full", ask: "always" }, ["exec"]), asked)).toBe("ask");
  });

  it("[OC-3] full lifts no rule that protects, no critical risk, and nothing that a turn has read", async () => {
    const context = await contextOf({ mode: "full", ask: "on-miss" });
    expect(await effectOf(context, command("cp a .git/hooks/pre-commit"))).toBe("ask");
    expect(await effectOf(context, command("git push origin main", { taint: untrusted }))).toBe("ask");
    expect(await effectOf(context, command("cat .env"))).toBe("deny");
  });

  it("[OC-3] full still runs its commands in the sandbox", async () => {
    const { decision } = await (await contextOf({ mode: "full", ask: "on-miss" })).evaluate(asked);
    expect(decision.obligations.map(({ id }) => id)).toContain("sandbox");
    expect(decision.reasons).toMatchObject([{ rule: "exec.full" }]);
  });
});
