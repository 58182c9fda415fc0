import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { accesses, type Request } from "../../src/decision/index.ts";
import { resourceTypes } from "../../src/provider/cedar/schema.ts";
import { ProviderRegistry, SecurityRuntime } from "../../src/provider/index.ts";
import { wideScope } from "../fixtures/arbitrary.ts";
import { asked, cedarOf } from "../fixtures/cedar.ts";
import { MemoryLog } from "../fixtures/memory-log.ts";
import { policySet } from "../fixtures/policies.ts";
import { selecting } from "../fixtures/provider.ts";
import { request } from "../fixtures/request.ts";

const decided = async (inline: string, asks: Request) => (await asked(await cedarOf(inline), asks)).effect;
const permitAll = "permit (principal, action, resource);";

describe("a Cedar policy", () => {
  it("[SP-1] permits what it names, and everything else is denied", async () => {
    const policies = `permit (principal, action == Sallyport::Action::"read", resource in Sallyport::Path::"/ws");`;
    expect(await decided(policies, request())).toBe("allow");
    expect(await decided(policies, request({ action: { name: "write" } }))).toBe("deny");
    expect(await decided(policies, request({ resource: { id: "/wsx/notes.txt" } }))).toBe("deny");
    expect(await asked(await cedarOf("forbid (principal, action, resource);"), request())).toMatchObject({
      effect: "deny",
      reasons: [{ rule: "cedar.security.providers.cedar.inline:1" }],
    });
  });

  it("[SP-1] can tell every part of a request from another", async () => {
    const web = { type: "url", id: "https://api.example.com:8443/v1?q", access: "connect" } as const;
    const parts: readonly [string, Request, Request][] = [
      [`principal in Sallyport::Principal::"ann"`, request(), request({ subject: { principal: "bob" } })],
      [
        `principal in Sallyport::Agent::"main"`,
        request({ subject: { id: "main/x/y" } }),
        request({ subject: { id: "mainx" } }),
      ],
      [`principal.name == "main"`, request(), request({ subject: { id: "main/x" } })],
      [
        `principal.actsFor like "ann*"`,
        request({ subject: { principal: "ann@x" } }),
        request({ subject: { principal: "xann" } }),
      ],
      [`principal.session == "s1"`, request(), request({ subject: { session: "s2" } })],
      [`action == Sallyport::Action::"read"`, request(), request({ action: { name: "list" } })],
      [
        `action in Access::Action::"read"`,
        request({ action: { name: "anything" } }),
        request({ resource: { access: "write" } }),
      ],
      [`resource == Sallyport::Path::"/ws/notes.txt"`, request(), request({ resource: { id: "/ws/other.txt" } })],
      [`resource in Sallyport::Path::"/"`, request(), request({ resource: { type: "tool", id: "/" } })],
      [
        `resource is Sallyport::Path && resource.path like "*.txt"`,
        request(),
        request({ resource: { id: "/ws/a.md" } }),
      ],
      [
        `resource is Sallyport::Command && resource.script like "ls *"`,
        request({ resource: { type: "command", id: "ls -l", access: "execute" } }),
        request({ resource: { type: "command", id: "lsof", access: "execute" } }),
      ],
      [
        `resource is Sallyport::Url && resource.host == "api.example.com" && resource.port == 8443 && resource.scheme == "https" && resource.path == "/v1"`,
        request({ resource: web }),
        request({ resource: { ...web, id: "https://api.example.com/v1" } }),
      ],
      [
        `resource in Sallyport::Host::"example.com"`,
        request({ resource: web }),
        request({ resource: { ...web, id: "https://notexample.com/" } }),
      ],
      [
        `resource in Sallyport::Host::"example.com"`,
        request({ resource: { ...web, id: "https://a.b.EXAMPLE.com./" } }),
        request({ resource: { ...web, id: "https://example.com.evil.net/" } }),
      ],
      [
        `resource is Sallyport::Memory && resource.name == "plans"`,
        request({ resource: { type: "memory", id: "plans", access: "write" } }),
        request({ resource: { type: "config", id: "plans", access: "write" } }),
      ],
      [`context.ingress == "cli"`, request(), request({ context: { ingress: "webchat" } })],
      [`context.tier == "A"`, request(), request({ context: { tier: "B" } })],
      [
        `context.taint == {untrusted: true, sensitive: false, sources: ["webchat"]}`,
        request({ context: { taint: { untrusted: true, sensitive: false, sources: ["webchat"] } } }),
        request({ context: { taint: { untrusted: true, sensitive: true, sources: ["webchat"] } } }),
      ],
      [`context.generation < 2`, request(), request({ context: { generation: 2 } })],
      [
        `context has argv && context.argv.contains("-c")`,
        request({ context: { argv: ["sh", "-c"] } }),
        request({ context: { argv: ["sh"] } }),
      ],
      [
        `context has executable && context.executable == "/bin/sh"`,
        request({ context: { executable: "/bin/sh" } }),
        request(),
      ],
      [
        `context has cwd && context.cwd in Sallyport::Path::"/ws"`,
        request({ context: { cwd: "/ws/src" } }),
        request({ context: { cwd: "/etc" } }),
      ],
      [
        `context has cwd && resource in context.cwd`,
        request({ context: { cwd: "/ws" } }),
        request({ context: { cwd: "/ws/src" } }),
      ],
      [
        `context has environment && context.environment.contains("HOME")`,
        request({ context: { environment: ["HOME"] } }),
        request(),
      ],
      [
        `context has namedBy && context.namedBy == "user"`,
        request({ context: { namedBy: "user" } }),
        request({ context: { namedBy: "model" } }),
      ],
      [
        `context has targets && ["a", "b"].containsAll(context.targets)`,
        request({ context: { targets: ["a"] } }),
        request({ context: { targets: ["a", "c"] } }),
      ],
      [
        `context has bound && context.bound.contains("x")`,
        request({ context: { bound: ["x"] } }),
        request({ context: { bound: [] } }),
      ],
      ...[
        ['text == "notes.txt"', "text", "notes.txt", "other"],
        ["number <= 100", "number", 100, 101],
        ["flag", "flag", true, false],
        ['list.contains("x")', "list", ["x"], ["y"]],
        ['json == "{\\"a\\":[1]}"', "json", { a: [1] }, { a: [2] }],
        ['json == "1.5"', "json", 1.5, 2.5],
      ].map(([test, kind, yes, no]): [string, Request, Request] => [
        `context.arguments.hasTag("x") && context.arguments.getTag("x") has ${kind} && context.arguments.getTag("x").${test}`,
        request({ context: { arguments: { x: yes as string } } }),
        request({ context: { arguments: { x: no as string } } }),
      ]),
    ];
    for (const [condition, yes, no] of parts) {
      const provider = await cedarOf(`permit (principal, action, resource) when { ${condition} };`);
      expect([(await asked(provider, yes)).effect, (await asked(provider, no)).effect], condition).toEqual([
        "allow",
        "deny",
      ]);
    }
  });

  it("[SP-1] can be about every type of resource, however it is accessed", async () => {
    for (const [type, name] of Object.entries(resourceTypes) as [Request["resource"]["type"], string][]) {
      const policies = accesses.map(
        (access) => `permit (principal, action in Access::Action::"${access}", resource is ${name});`,
      );
      const provider = await cedarOf(policies.join("\n"));
      const id = type === "url" ? "https://example.com/" : "/ws";
      for (const access of accesses) {
        expect((await asked(provider, request({ resource: { type, id, access } }))).effect, `${type} ${access}`).toBe(
          "allow",
        );
      }
    }
  });

  it("[SP-1] reads the risk of a command", async () => {
    const agent = policySet({ main: { ...wideScope, roots: { read: ["/"], write: ["/ws"] } } }).agents.get("main");
    const provider = await cedarOf(
      `permit (principal, action, resource) unless { context has risk && ["high", "critical"].contains(context.risk) };`,
      { policyFor: () => agent },
    );
    const run = (id: string) =>
      request({ action: { name: "exec" }, resource: { type: "command", id, access: "execute" } });
    expect((await asked(provider, run("ls"))).effect).toBe("allow");
    expect((await asked(provider, run("rm -rf /"))).effect).toBe("deny");
  });

  it("[SP-6] asks when a policy that asks permits, whatever else permits, and a forbid beats both", async () => {
    const asks = `@id("a") @effect("ask") @reason("look first") permit (principal, action, resource);`;
    const opinion = await asked(await cedarOf(`${permitAll}\n${asks}`), request());
    expect(opinion).toMatchObject({ effect: "ask", reasons: [{ rule: "cedar.a", message: "look first" }] });
    expect(await decided(`${permitAll}\n${asks}\nforbid (principal, action, resource);`, request())).toBe("deny");
  });

  it("[SP-1] obliges to what the policies that permit oblige to, the stricter of each", async () => {
    const provider = await cedarOf(
      `@sandbox("a.example b.example") @limit_bytes("10") permit (principal, action, resource);
       @sandbox("b.example, c.example") @limit_ms("5") @limit_bytes("7") @redact @envelope permit (principal, action, resource);
       @redact permit (principal, action == Sallyport::Action::"exec", resource);`,
    );
    expect((await asked(provider, request())).obligations).toEqual([
      { id: "envelope" },
      { id: "limit", bytes: 7, ms: 5 },
      { id: "redact" },
      { id: "sandbox", hosts: ["b.example"] },
    ]);
  });

  it("[SP-6] that cannot be evaluated denies, and says which policy it was", async () => {
    const provider = await cedarOf(
      `${permitAll}
       @id("sum") permit (principal, action, resource) when {
         context.arguments.hasTag("n") && context.arguments.getTag("n") has number &&
         context.arguments.getTag("n").number * 9007199254740991 > 0
       };`,
    );
    const call = (n: number) => request({ context: { arguments: { n } } });
    expect((await asked(provider, call(1))).effect).toBe("allow");
    await expect(async () => asked(provider, call(2 ** 50))).rejects.toMatchObject({
      code: "ERR_POLICY_INVALID",
      message: expect.stringContaining("sum"),
    });
  });
});

describe("text in a request", () => {
  const hostile = [
    `"`,
    `\\`,
    `::`,
    `Sallyport::Path::"/ws"`,
    `"); permit (principal, action, resource); //`,
    "\n\r\u2028",
    "\0",
    "\u202e",
    "__entity",
    "__proto__",
    "é\u0301😀",
    "*",
    "?principal",
  ];

  it("[SP-6] is only ever the text it is", async () => {
    const provider = await cedarOf(
      `permit (principal, action, resource) when { resource is Sallyport::Tool && resource.name == "plain" };
       permit (principal, action == Sallyport::Action::"exec", resource) when { resource.script == "plain" };
       permit (principal, action in Access::Action::"use", resource is Sallyport::Message)
         when { context.arguments.hasTag("plain") && context.arguments.getTag("plain") has text && context.arguments.getTag("plain").text == "plain" };`,
    );
    const tool = (id: string) => request({ action: { name: id }, resource: { type: "tool", id, access: "use" } });
    const command = (id: string) =>
      request({ action: { name: "exec" }, resource: { type: "command", id, access: "execute" } });
    const message = (x: string) =>
      request({
        resource: { type: "message", id: x, access: "use" },
        context: { arguments: Object.fromEntries([[x, x]]) },
      });
    for (const make of [tool, command]) expect((await asked(provider, make("plain"))).effect).toBe("allow");
    for (const text of hostile) {
      for (const make of [tool, command, message]) {
        const asks = make(text);
        const everywhere = { ...asks, subject: { ...asks.subject, id: text, principal: text, session: text } };
        expect((await asked(provider, asks)).effect, JSON.stringify(text)).toBe("deny");
        expect((await asked(provider, everywhere)).effect, JSON.stringify(text)).toBe("deny");
      }
      expect((await asked(provider, command("plain"))).effect).toBe("allow");
    }
  });

  it("[SP-6] names just the entity that a policy names, whatever it consists of", async () => {
    for (const id of hostile) {
      const literal = [...id].map((c) => `\\u{${(c.codePointAt(0) as number).toString(16)}}`).join("");
      // What cannot be seen is not taken in policies, however it is written.
      if (!/^[\x20-\x7e]*$/.test(id)) {
        await expect(
          cedarOf(`permit (principal in Sallyport::Principal::"${literal}", action, resource);`),
        ).rejects.toMatchObject({ code: "ERR_POLICY_INVALID" });
        continue;
      }
      const provider = await cedarOf(`permit (principal in Sallyport::Principal::"${literal}", action, resource);`);
      expect((await asked(provider, request({ subject: { principal: id } }))).effect, JSON.stringify(id)).toBe("allow");
      expect((await asked(provider, request({ subject: { principal: `${id} ` } }))).effect).toBe("deny");
    }
  });

  it("[SP-6] that has no one form is denied without asking, and leaves the provider well", async () => {
    const provider = await cedarOf(permitAll);
    const command = (id: string) => request({ resource: { type: "command", id, access: "execute" } });
    const refused: readonly Request[] = [
      command("\ud800"),
      command("x".repeat(5 << 20)),
      request({ resource: { id: "notes.txt" } }),
      request({ resource: { id: "/ws/../etc/passwd" } }),
      request({ resource: { id: `/${"a/".repeat(1 << 20)}b` } }),
      request({ context: { cwd: "/ws/.." } }),
      request({ subject: { id: "a/".repeat(1 << 20) } }),
      request({ resource: { type: "url", id: "not a url", access: "connect" } }),
      request({ resource: { type: "url", id: `https://${"a.".repeat(300)}com/`, access: "connect" } }),
      request({ context: { arguments: { deep: { "\udfff": 1 } } } }),
    ];
    for (const asks of refused) {
      expect(await asked(provider, asks)).toMatchObject({ effect: "deny", reasons: [{ rule: "cedar.untold" }] });
    }
    expect((await asked(provider, command("x".repeat(1 << 20)))).effect).toBe("allow");
  });
});

/** A family of simple policies, and what they mean, worked out here once more. */
interface Simple {
  readonly effect: "permit" | "forbid";
  readonly asks: boolean;
  readonly principal: string | undefined;
  readonly access: string | undefined;
  readonly directory: string | undefined;
  readonly tier: string | undefined;
  readonly tainted: boolean | undefined;
}

const maybe = <T>(...values: T[]) => fc.option(fc.constantFrom(...values), { nil: undefined });
const anySimple: fc.Arbitrary<Simple> = fc.record({
  effect: fc.constantFrom("permit", "permit", "forbid"),
  asks: fc.boolean(),
  principal: maybe("ann", "bob"),
  access: maybe("read", "write"),
  directory: maybe("/", "/ws", "/ws/src", "/tmp"),
  tier: maybe("A", "B"),
  tainted: maybe(true, false),
});

function written({ effect, asks, principal, access, directory, tier, tainted }: Simple): string {
  const conditions = [
    tier === undefined ? "true" : `context.tier == "${tier}"`,
    tainted === undefined ? "true" : `context.taint.untrusted == ${tainted}`,
  ];
  return `${asks && effect === "permit" ? '@effect("ask") ' : ""}${effect} (
    principal${principal === undefined ? "" : ` in Sallyport::Principal::"${principal}"`},
    action${access === undefined ? "" : ` in Access::Action::"${access}"`},
    resource${directory === undefined ? "" : ` in Sallyport::Path::"${directory}"`}
  ) when { ${conditions.join(" && ")} };`;
}

function meant(policies: readonly Simple[], { subject, resource, context }: Request): string {
  const hits = policies.filter(
    (each) =>
      (each.principal ?? subject.principal) === subject.principal &&
      (each.access ?? resource.access) === resource.access &&
      (each.directory === undefined ||
        `${resource.id}/`.startsWith(each.directory === "/" ? "/" : `${each.directory}/`)) &&
      (each.tier ?? context.tier) === context.tier &&
      (each.tainted ?? context.taint.untrusted) === context.taint.untrusted,
  );
  if (hits.length === 0 || hits.some(({ effect }) => effect === "forbid")) return "deny";
  return hits.some(({ asks }) => asks) ? "ask" : "allow";
}

const anyAsked: fc.Arbitrary<Request> = fc
  .record({
    principal: fc.constantFrom("ann", "bob", "eve"),
    access: fc.constantFrom("read" as const, "write" as const, "use" as const),
    id: fc.constantFrom("/", "/ws", "/ws/src", "/ws/src/a", "/wsx", "/tmp/a", "/etc"),
    tier: fc.constantFrom("A" as const, "B" as const, "C" as const),
    untrusted: fc.boolean(),
  })
  .map(({ principal, access, id, tier, untrusted }) =>
    request({
      subject: { principal },
      resource: { id, access },
      context: { tier, taint: { untrusted, sensitive: false, sources: [] } },
    }),
  );

it("[SP-1] means the same to Cedar as to an evaluator of its own", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anySimple, { maxLength: 6 }),
      fc.array(anyAsked, { minLength: 20, maxLength: 20 }),
      async (policies, requests) => {
        const provider = await cedarOf(`${policies.map(written).join("\n")}\n// none`, {}, {});
        for (const each of requests) expect((await asked(provider, each)).effect).toBe(meant(policies, each));
      },
    ),
    { numRuns: 60 },
  );
});

describe("cedar in force", () => {
  async function runtimeWith(inline: string, owns: readonly string[] = [], scope = wideScope) {
    const { providers, services } = selecting({ main: [{ name: "mine", owns }] });
    const log = new MemoryLog();
    const runtime = await SecurityRuntime.open({
      log,
      registry: new ProviderRegistry(),
      providers: { ...providers, described: { mine: { kind: "cedar", inline } } },
      services,
      policies: policySet({ main: { ...scope, roots: { read: ["/"], write: ["/ws"] } } }),
    });
    const decision = async (asks: Request) => (await runtime.forAgent("main", "ann").evaluate(asks)).decision;
    return { runtime, log, decision };
  }

  it("[SP-8] narrows what the default provider permits, and widens nothing", async () => {
    const { decision, log } = await runtimeWith(permitAll);
    expect(await decision(request())).toMatchObject({ effect: "allow" });
    expect(await decision(request({ resource: { id: "/ws/.env" } }))).toMatchObject({ effect: "deny" });
    expect(log.of("decision")).toHaveLength(2);
    const { decision: narrowed } = await runtimeWith(`forbid (principal, action, resource);`);
    expect(await narrowed(request())).toMatchObject({ effect: "deny" });
  });

  it("[SP-8] decides what it owns, within the scope", async () => {
    const { decision } = await runtimeWith(`permit (principal, action, resource) when { context.tier == "A" };`, [
      "read",
    ]);
    expect(await decision(request({ resource: { id: "/ws/.env" } }))).toMatchObject({ effect: "allow" });
    expect(await decision(request({ resource: { id: "/ws/.env" }, context: { tier: "C" } }))).toMatchObject({
      effect: "deny",
    });
    const none = await runtimeWith(permitAll, ["read"], { ...wideScope, tools: [] });
    expect(await none.decision(request())).toMatchObject({ effect: "deny", cause: "out-of-scope" });
  });

  it("[SP-6] denies by the tier and the taint of the turn", async () => {
    const { decision } = await runtimeWith(
      `${permitAll}
       @id("tainted") forbid (principal, action in Access::Action::"read", resource) when { context.taint.untrusted && context.tier != "A" };`,
    );
    const taint = { untrusted: true, sensitive: false, sources: ["webchat"] };
    expect(await decision(request({ context: { taint, tier: "A" } }))).toMatchObject({ effect: "allow" });
    expect(await decision(request({ context: { tier: "B" } }))).toMatchObject({ effect: "allow" });
    expect(await decision(request({ context: { taint, tier: "B" } }))).toMatchObject({
      effect: "deny",
      reasons: [{ rule: "cedar.tainted" }],
    });
  });
});
