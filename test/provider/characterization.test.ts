import { expect, it } from "vitest";
import { strictest } from "../../src/approval/index.ts";
import type { Decision, Request, Resource, Tier } from "../../src/decision/index.ts";
import { publicOnly } from "../../src/net/index.ts";
import { loadPolicy, shippedPolicies } from "../../src/policy/index.ts";
import { decideByDefault } from "../../src/provider/default.ts";
import { ceilingScope, fromProfiles, ProviderRegistry, SecurityRuntime } from "../../src/provider/index.ts";
import { attacks } from "../command/attacks.ts";
import { benign, reaching } from "../command/benign.ts";
import { MemoryLog } from "../fixtures/memory-log.ts";
import { selecting } from "../fixtures/provider.ts";
import { request } from "../fixtures/request.ts";
import { denied } from "../net/url-cases.ts";

const profiles = ["minimal", "reader", "messaging", "coding", "full"] as const;
const tiers: readonly Tier[] = ["A", "B", "C"];

/** An agent for each profile, called by its name, that has what the profile has at most. */
async function openRuntime(): Promise<SecurityRuntime> {
  const policy = loadPolicy(shippedPolicies());
  const agents = profiles.map((profile) => {
    const { agent } = fromProfiles(policy, {
      profile,
      workspace: "/ws",
      ceiling: ceilingScope({
        roots: { read: ["/ws"], write: ["/ws"] },
        hosts: "*",
        budgets: { turns: 1_000, toolCalls: 1_000, tokens: 1e6, seconds: 3_600 },
      }),
      layers: [],
      net: publicOnly,
      statePaths: ["/state"],
      exec: strictest([]),
    });
    return [profile, agent] as const;
  });
  return SecurityRuntime.open({
    log: new MemoryLog(),
    registry: new ProviderRegistry(),
    ...selecting({}),
    policies: { generation: 1, agents: new Map(agents) },
  });
}

interface Case {
  readonly profile: (typeof profiles)[number];
  readonly tier: Tier;
  readonly untrusted: boolean;
  readonly action: string;
  readonly resource: Resource;
}

const inFull = (action: string, resources: readonly Resource[], profile: Case["profile"] = "coding"): readonly Case[] =>
  resources.map((resource) => ({ profile, tier: "A", untrusted: false, action, resource }));

const command = (id: string): Resource => ({ type: "command", id, access: "execute" });
const path =
  (access: "read" | "write") =>
  (id: string): Resource => ({ type: "path", id, access });
const url = (id: string): Resource => ({ type: "url", id, access: "connect" });

const paths =
  `/ws /ws/ /ws/notes.txt /ws/src/index.ts /ws/.env /ws/.env.local /ws/.env.example /ws/id_rsa /ws/.ssh/config /ws/.git/config
  /ws/.git/hooks/pre-commit /ws/.github/workflows/ci.yml /ws/.vscode/settings.json /ws/.bashrc /ws/.npmrc /ws/package.json /ws/AGENTS.md
  /ws/CLAUDE.md /ws/.claude/settings.json /ws/.aws/credentials /ws/.kube/config /ws/server.pem /ws/server.key /ws/secrets.yaml
  /ws/a/../../etc/passwd /ws/../ws/a /wsx/a /etc/passwd /etc/shadow /proc/self/environ /dev/null /root/.ssh/id_ed25519 /state/audit /state
  /tmp/x /home/ann/.netrc relative/path / //ws/a /ws/.docker/config.json /ws/.gnupg/secring.gpg /ws/terraform.tfstate /ws/.htpasswd`.split(
    /\s+/,
  );

const urls =
  `https://example.com/ http://example.com/ https://example.com:8443/a?b=c#d https://api.github.com/repos https://user:pw@example.com/
  https://xn--bcher-kva.example/ https://example.com./ ftp://example.com/ file:///etc/passwd data:text/plain,a javascript:alert(1) ws://example.com/
  https://1.1.1.1/ https://[2606:4700::1111]/ https://example.com/%2e%2e/ https://example.com/a\\b https://EXAMPLE.com/ https://example.com:0/
  https://example.com:22/ https://sub.sub.example.co.uk/`.split(/\s+/);

/** Every tool there is or is to be, and one that is none, each on what it is about. */
const tools: readonly (readonly [action: string, resource: Resource])[] = [
  ["exec", command("ls")],
  ["read", path("read")("/ws/a.txt")],
  ["list", path("read")("/ws")],
  ["search", path("read")("/ws")],
  ["write", path("write")("/ws/a.txt")],
  ["edit", path("write")("/ws/a.txt")],
  ["web_fetch", url("https://example.com/")],
  ["browse", url("https://example.com/")],
  ["message", { type: "message", id: "webchat", access: "send" }],
  ["sessions_list", { type: "session", id: "*", access: "read" }],
  ["sessions_history", { type: "session", id: "s_1", access: "read" }],
  ["memory_read", { type: "memory", id: "*", access: "read" }],
  ["memory_write", { type: "memory", id: "boat", access: "write" }],
  ["config_set", { type: "config", id: "agents.main.scope.hosts", access: "write" }],
  ["ingress.message", { type: "message", id: "webchat", access: "use" }],
  ["nonesuch", { type: "tool", id: "nonesuch", access: "use" }],
];

const cases: readonly Case[] = [
  ...inFull("exec", [...attacks.map(([, text]) => text), ...benign, ...reaching].map(command)),
  ...inFull("exec", benign.slice(0, 20).map(command), "messaging"),
  ...inFull("exec", benign.slice(0, 20).map(command), "full"),
  ...inFull("read", paths.map(path("read"))),
  ...inFull("write", paths.map(path("write"))),
  ...inFull("read", paths.slice(0, 12).map(path("read")), "reader"),
  ...inFull("web_fetch", urls.map(url)),
  ...inFull(
    "web_fetch",
    denied.flatMap((each) => ((each.addresses ?? each.redirects) ? [] : [url(each.url)])).slice(0, 120),
  ),
  ...profiles.flatMap((profile) =>
    tiers.flatMap((tier) =>
      [false, true].flatMap((untrusted) =>
        tools.map(([action, resource]): Case => ({ profile, tier, untrusted, action, resource })),
      ),
    ),
  ),
];

function requestOf({ profile, tier, untrusted, action, resource }: Case): Request {
  return request({
    subject: { id: profile },
    action: { name: action },
    resource,
    context: {
      tier,
      taint: { untrusted, sensitive: false, sources: untrusted ? ["url:https://other.example/"] : [] },
      arguments: {},
      cwd: "/ws",
      ...(resource.type === "path" && { targets: [resource.id] }),
    },
  });
}

function row(
  { profile, tier, untrusted, action, resource }: Case,
  { effect, risk, reasons, obligations }: Decision,
): string {
  const id = resource.id.length > 90 ? `${resource.id.slice(0, 60)}… (${resource.id.length})` : resource.id;
  const why = [...new Set(reasons.map(({ rule }) => rule))].join(" ");
  const also = obligations.map(({ id }) => `+${id}`).join(" ");
  const who = `${profile}/${tier}${untrusted ? "!" : ""}`;
  return `${effect.padEnd(5)} ${(risk ?? "").padEnd(8)} ${who.padEnd(11)} ${action.padEnd(16)} ${JSON.stringify(id)} ${why} ${also}`.trimEnd();
}

it("[SP-11] the default provider decides as it did: a change is a line of the golden file", async () => {
  const runtime = await openRuntime();
  const decided: string[] = [];
  for (const each of cases) {
    decided.push(row(each, (await runtime.forAgent(each.profile, "ann").evaluate(requestOf(each))).decision));
  }
  expect(cases.length).toBeGreaterThanOrEqual(500);
  await expect(`${decided.join("\n")}\n`).toMatchFileSnapshot("../golden/provider-decisions.golden");
});

it("[SP-11] with no other provider a decision within the scope is the default provider's, word for word", async () => {
  const runtime = await openRuntime();
  let compared = 0;
  for (const each of cases) {
    const asked = requestOf(each);
    const { decision } = await runtime.forAgent(each.profile, "ann").evaluate(asked);
    // The others are the runtime's: out of scope, no request, approvals that are off.
    if (decision.cause !== "decided") continue;
    const alone = decideByDefault(asked, runtime.policyFor(each.profile));
    expect(decision).toMatchObject({
      effect: alone.effect,
      reasons: alone.reasons,
      ...(alone.risk !== undefined && { risk: alone.risk }),
    });
    compared++;
  }
  expect(compared).toBeGreaterThan(400);
});
