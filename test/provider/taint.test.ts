import { describe, expect, it } from "vitest";
import type { Request } from "../../src/decision/index.ts";
import { ProviderRegistry, SecurityRuntime } from "../../src/provider/index.ts";
import { wideScope } from "../fixtures/arbitrary.ts";
import { MemoryLog } from "../fixtures/memory-log.ts";
import { policySet } from "../fixtures/policies.ts";
import { always, fakeEntry, selecting } from "../fixtures/provider.ts";
import { request } from "../fixtures/request.ts";

/** What becomes of a request of a tainted turn, with the default provider or with one that owns the actions. */
async function decided(
  { action, resource, namedBy }: Pick<Request, "action" | "resource"> & Pick<Request["context"], "namedBy">,
  { owned = false, sensitive = false } = {},
) {
  const registry = new ProviderRegistry({ generous: fakeEntry("generous", { decide: always("allow") }) });
  const owner = { name: "generous", owns: ["exec", "write", "web_fetch", "message"] };
  const runtime = await SecurityRuntime.open({
    log: new MemoryLog(),
    registry,
    ...selecting({ main: owned ? [owner] : [] }),
    policies: policySet({ main: wideScope }),
  });
  const taint = { untrusted: true, sensitive, sources: ["url:https://evil.example/"] };
  const asked = request({
    action,
    resource,
    context: { taint, cwd: "/ws", targets: [resource.id], ...(namedBy !== undefined && { namedBy }) },
  });
  return (await runtime.forAgent("main", "ann").evaluate(asked)).decision;
}

const fetching = (namedBy?: "user" | "others" | "model") => ({
  action: { name: "web_fetch" },
  resource: { type: "url", id: "https://example.com/?q=1", access: "connect" } as const,
  ...(namedBy !== undefined && { namedBy }),
});

describe("a tainted turn under a provider that owns the action and allows everything", () => {
  it.each([
    ["exec", { type: "command", id: "npm test", access: "execute" }],
    ["write", { type: "path", id: "/ws/a", access: "write" }],
    ["message", { type: "message", id: "bob", access: "send" }],
  ] as const)("[TT-D] still needs approval to %s", async (name, resource) => {
    expect((await decided({ action: { name }, resource }, { owned: true })).effect).toBe("ask");
  });

  it("[NB-1] may look and fetch what was named, and not carry sensitive data out", async () => {
    const looking = { action: { name: "exec" }, resource: { type: "command", id: "ls", access: "execute" } } as const;
    expect((await decided(looking, { owned: true })).effect).toBe("allow");
    expect((await decided(fetching("others"), { owned: true })).effect).toBe("allow");
    expect((await decided(fetching("others"), { owned: true, sensitive: true })).effect).toBe("ask");
  });
});

describe("an address in a tainted turn", () => {
  it("[NB-1] that only the model named needs approval, for it can carry what was said", async () => {
    expect(await decided(fetching("model"))).toMatchObject({ effect: "ask", reasons: [{ rule: "taint.address" }] });
    for (const namedBy of ["user", "others"] as const) {
      expect((await decided(fetching(namedBy))).effect).toBe("allow");
    }
  });

  it("[NB-1] that is not the user's choice is said to be none where a person is asked", async () => {
    const rules = async (namedBy: "user" | "others" | "model") =>
      (await decided(fetching(namedBy), { sensitive: true })).reasons.map(({ rule }) => rule);
    expect(await rules("others")).toEqual(["taint.trifecta", "taint.choice"]);
    expect(await rules("model")).toEqual(["taint.trifecta", "taint.choice"]);
    expect(await rules("user")).toEqual(["taint.trifecta"]);
  });
});
