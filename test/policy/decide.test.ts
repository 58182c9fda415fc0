import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Effect, evaluate, isWithin, type Scope, type ScopeRequest, type Tier } from "../../src/decision/index.ts";
import {
  applyLayers,
  decidePolicy,
  decideWithCommands,
  type Example,
  expandTools,
  loadPolicy,
  type ProfileName,
  policyFor,
  profileScope,
  requestOf,
  shippedPolicies,
  tierScope,
  toolNames,
} from "../../src/policy/index.ts";

const shipped = loadPolicy(shippedPolicies());
const under = (profile: ProfileName) => policyFor(shipped, { profile });
const effect = (profile: ProfileName, example: Example) =>
  decideWithCommands(under(profile), requestOf(example)).effect;

const widest: Scope = {
  tools: "*",
  commands: "*",
  roots: { read: ["/"], write: ["/"] },
  hosts: "*",
  credentials: "*",
  models: "*",
  sandbox: "off",
  approvals: true,
  budgets: { turns: Infinity, toolCalls: Infinity, tokens: Infinity, seconds: Infinity },
  delegationDepth: 10,
};

const withRules = (...rules: Record<string, unknown>[]) => loadPolicy([...shippedPolicies(), { file: "mine", rules }]);

describe("deciding by rules", () => {
  it("[OC-2] denies what no rule allows", () => {
    for (const profile of ["reader", "minimal", "coding", "messaging", "full"] as const) {
      const opinion = decidePolicy(under(profile), requestOf({ tool: "browser" }));
      expect(opinion).toMatchObject({ effect: "deny", reasons: [{ rule: "policy.default" }] });
    }
    expect(decidePolicy(under("minimal"), requestOf("ls")).effect).toBe("deny");
  });

  it("[OC-2] gives each profile its tools and no others", () => {
    const paths = { path: "/workspace/a" };
    const those = (profile: ProfileName, wanted: Effect) =>
      toolNames.filter((tool) => {
        const fields =
          tool === "exec" ? { command: "ls" } : tool === "web_fetch" ? { url: "https://example.com/" } : paths;
        return effect(profile, { tool, ...fields }) === wanted;
      });
    const sessions = ["sessions_list", "sessions_history"];
    const memory = ["memory_read", "memory_write"];
    expect(those("reader", "allow")).toEqual(["read", "list", "search", "ingress.message"]);
    expect(those("minimal", "allow")).toEqual([...sessions, "ingress.message"]);
    expect(those("messaging", "allow")).toEqual(["message", ...sessions, ...memory, "ingress.message"]);
    expect(those("coding", "deny")).toEqual(["message"]);
    expect(those("full", "deny")).toEqual([]);
    // What changes what the agent is, or what it does later, is a person's to allow.
    for (const profile of ["coding", "full"] as const) expect(those(profile, "ask")).toContain("config_set");
  });

  it("[OC-2] lets the strictest rule win, and keeps every obligation", () => {
    const at = (id: string, effect: string) => ({
      id,
      effect,
      justification: id,
      tools: ["read"],
      when: { paths: [`/workspace/${id}/**`] },
      match: [{ tool: "read", path: `/workspace/${id}/x` }],
      not_match: [{ tool: "read", path: "/workspace/x" }],
    });
    const policy = withRules(at("asked", "ask"), at("denied", "deny"), {
      ...at("asked-too", "ask"),
      when: { paths: ["**/asked/y"] },
      match: [{ tool: "read", path: "/asked/y" }],
    });
    const decide = (path: string) => decidePolicy(policy, requestOf({ tool: "read", path }));
    expect(decide("/workspace/x")).toMatchObject({ effect: "allow", obligations: [{ id: "redact" }] });
    expect(decide("/workspace/asked/y")).toMatchObject({
      effect: "ask",
      reasons: [{ rule: "asked" }, { rule: "asked-too" }],
      obligations: [{ id: "redact" }],
    });
    expect(decide("/workspace/denied/y")).toMatchObject({ effect: "deny", reasons: [{ rule: "denied" }] });
  });

  it("[OC-2] lets no target ride along on the leave given for another", () => {
    const request = requestOf({ tool: "write", path: "/workspace/a" });
    const both = { ...request, context: { ...request.context, targets: ["/workspace/a", "/etc/passwd"] } };
    expect(decidePolicy(under("coding"), request).effect).toBe("allow");
    expect(decidePolicy(under("coding"), both).effect).toBe("deny");
  });

  it("[OC-16] denies changes to skills and agent instructions, by tool and by command", () => {
    for (const path of [
      "/workspace/skills/a/x.md",
      "/workspace/AGENTS.md",
      "/workspace/a/SKILL.md",
      "/workspace/.claude/settings.json",
    ]) {
      expect(effect("full", { tool: "write", path })).toBe("deny");
      expect(effect("full", { tool: "edit", path })).toBe("deny");
      expect(effect("full", `echo x > ${path}`)).toBe("deny");
      expect(effect("full", { tool: "read", path })).toBe("allow");
    }
    expect(effect("full", { tool: "write", path: "/workspace/docs/skill.md" })).toBe("allow");
  });

  it("[OC-2] matches hosts as hosts, and risk and taint from the least upwards", () => {
    const policy = withRules(
      {
        id: "host",
        effect: "deny",
        justification: "x",
        tools: ["web_fetch"],
        when: { hosts: ["*.evil.example"] },
        match: [{ tool: "web_fetch", url: "https://a.evil.example/" }],
        not_match: [{ tool: "web_fetch", url: "https://evil.example.com/" }],
      },
      {
        id: "risky",
        effect: "ask",
        justification: "x",
        tools: ["message"],
        when: { risk: "high", taint: { untrusted: true } },
        match: [{ tool: "message", risk: "critical", untrusted: true }],
        not_match: [
          { tool: "message", risk: "medium", untrusted: true },
          { tool: "message", risk: "high" },
        ],
      },
    );
    const fetch = (url: string) => decidePolicy(policy, requestOf({ tool: "web_fetch", url })).effect;
    expect(fetch("https://a.b.evil.example:8443/x")).toBe("deny");
    expect(fetch("https://evil.example.com/?a.evil.example")).toBe("allow");
    const message = requestOf({ tool: "message", untrusted: true });
    expect(decidePolicy(policy, message, { risk: "high" }).effect).toBe("ask");
    expect(decidePolicy(policy, message).effect).toBe("allow");
  });

  it("[OC-2] binds $workspace and ~ to the agent's own", () => {
    const policy = policyFor(shipped, { profile: "coding", workspace: ["/srv/a"], home: "/home/ann" });
    const write = (path: string) => decidePolicy(policy, requestOf({ tool: "write", path })).effect;
    expect(write("/srv/a/x")).toBe("allow");
    expect(write("/srv/ab/x")).toBe("deny");
    expect(write("/workspace/x")).toBe("deny");
    expect(decideWithCommands(policy, requestOf("echo x >> /home/ann/.bashrc")).effect).toBe("deny");
    expect(decideWithCommands(policy, requestOf("cat /srv/a/x")).effect).toBe("allow");
  });
});

describe("profiles, tiers and layers", () => {
  const profiles: readonly ProfileName[] = ["reader", "minimal", "coding", "messaging", "full"];
  const tiers: readonly Tier[] = ["A", "B", "C"];

  it("[OC-2] replaces groups by their tools and reports what is no tool", () => {
    expect(expandTools(["group:fs", "exec"]).tools).toEqual(["read", "write", "edit", "list", "search", "exec"]);
    expect(expandTools("*").tools).toEqual(toolNames);
    expect(expandTools(["group:web", "raed"])).toEqual({
      tools: ["web_fetch", "browse"],
      unknown: [{ name: "raed", fix: 'did you mean "read"?' }],
    });
  });

  it("[TT-A] gives a trusted operator what the profile gives", () => {
    const full = applyLayers(widest, [{ name: "profile", scope: profileScope(shipped, "full", "/w") }]).scope;
    expect(applyLayers(full, [{ name: "tier", scope: tierScope(shipped, "A", "/w") }])).toEqual({
      scope: full,
      violations: [],
    });
    expect(full).toMatchObject({ tools: "*", commands: "*", approvals: true, roots: { read: ["/w"], write: ["/w"] } });
  });

  it("[TT-B] always sandboxes a verified system and gives it no commands", () => {
    const layers = [
      { name: "profile", scope: profileScope(shipped, "coding", "/w") },
      { name: "tier", scope: tierScope(shipped, "B", "/w") },
    ];
    const { scope } = applyLayers(widest, layers);
    expect(scope).toMatchObject({ commands: [], sandbox: "required", delegationDepth: 0 });
    expect(scope.tools).not.toContain("exec");
    expect(scope.tools).toContain("write");
    expect(effect("full", { command: "ls", tool: "exec", tier: "B" })).toBe("deny");
    expect(effect("full", { command: "ls", tool: "exec", tier: "A" })).toBe("allow");
  });

  it("[TT-C] leaves the public reading, sandboxed, without approvals", () => {
    for (const profile of profiles) {
      const layers = [
        { name: "profile", scope: profileScope(shipped, profile, "/w") },
        { name: "tier", scope: tierScope(shipped, "C", "/w") },
      ];
      const { scope } = applyLayers(widest, layers);
      expect(scope).toMatchObject({
        commands: [],
        hosts: [],
        credentials: [],
        approvals: false,
        sandbox: "required",
        roots: { write: [] },
      });
      expect(["ingress.message", "read", "list", "search"]).toEqual(expect.arrayContaining(scope.tools as string[]));
    }
  });

  it("[PH-2] [TT-C] has the public served by what is a reader already: nothing of its own scope is cut off", () => {
    const reader = applyLayers(widest, [{ name: "profile", scope: profileScope(shipped, "reader", "/w") }]).scope;
    const asPublic = applyLayers(reader, [{ name: "tier", scope: tierScope(shipped, "C", "/w") }]);
    expect(asPublic).toEqual({ scope: reader, violations: [] });
    for (const profile of profiles) {
      const own = applyLayers(widest, [{ name: "profile", scope: profileScope(shipped, profile, "/w") }]).scope;
      const publicOf = applyLayers(own, [{ name: "tier", scope: tierScope(shipped, "C", "/w") }]).scope;
      expect(isWithin(publicOf, reader)).toBe(true);
    }
  });

  it("[OC-2] never widens, whatever the layers ask for, and says what was cut off", () => {
    const names = fc.oneof(fc.constant("*" as const), fc.subarray([...toolNames, "other"]));
    const roots = fc.subarray(["/", "/w", "/w/a", "/w/../x", "/etc"]);
    const asked: fc.Arbitrary<ScopeRequest> = fc.oneof(
      fc.record(
        {
          tools: names,
          commands: names,
          hosts: fc.oneof(fc.constant("*" as const), fc.subarray(["*.example.com", "a.example.com", "b.test"])),
          credentials: names,
          roots: fc.record({ read: roots, write: roots }, { requiredKeys: [] }),
          sandbox: fc.constantFrom("off" as const, "preferred" as const, "required" as const),
          approvals: fc.boolean(),
          budgets: fc.record({ turns: fc.nat(), tokens: fc.double({ noNaN: false }) }, { requiredKeys: [] }),
          delegationDepth: fc.integer(),
        },
        { requiredKeys: [] },
      ),
      fc.constantFrom(
        ...profiles.map((name) => profileScope(shipped, name, "/w")),
        ...tiers.map((tier) => tierScope(shipped, tier, "/w")),
      ),
    );
    fc.assert(
      fc.property(fc.array(asked, { maxLength: 4 }), fc.array(asked, { maxLength: 4 }), (before, after) => {
        const named = (scopes: ScopeRequest[]) => scopes.map((scope, index) => ({ name: `layer ${index}`, scope }));
        const parent = applyLayers(widest, named(before)).scope;
        const { scope, violations } = applyLayers(parent, named(after));
        expect(isWithin(scope, parent)).toBe(true);
        expect(isWithin(parent, widest)).toBe(true);
        for (const violation of violations) expect(violation.layer).toMatch(/^layer \d$/);
      }),
    );
  });

  it("[OC-2] refuses in evaluation what the profile's scope leaves out, though a rule allows it", async () => {
    const { scope } = applyLayers(widest, [
      { name: "profile", scope: profileScope(shipped, "messaging", "/workspace") },
    ]);
    const decider = {
      name: "policy",
      role: "default" as const,
      decide: () => ({ effect: "allow" as const, reasons: [] }),
    };
    const { decision } = await evaluate(requestOf("ls"), {
      scope,
      deciders: [decider],
      record: async () => ({ index: 0 }),
    });
    expect(decision).toMatchObject({ effect: "deny", cause: "out-of-scope" });
  });
});
