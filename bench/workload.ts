import type { Decider, Request, Resource, Scope } from "../src/decision/index.ts";
import { publicOnly } from "../src/net/index.ts";
import { loadPolicy, policyFor, shippedPolicies } from "../src/policy/index.ts";
import { decideByDefault } from "../src/provider/default.ts";
import type { AgentPolicy } from "../src/provider/index.ts";

/** A scope in which every request of the workload lies. */
export const scope: Scope = {
  tools: ["exec", "read"],
  commands: ["git", "ls"],
  roots: { read: ["/workspace"], write: ["/workspace"] },
  hosts: ["*.example.com"],
  credentials: [],
  models: "*",
  sandbox: "required",
  approvals: true,
  budgets: { turns: 100, toolCalls: 100, tokens: 1e6, seconds: 600 },
  delegationDepth: 1,
};

const agent: AgentPolicy = {
  policy: policyFor(loadPolicy(shippedPolicies()), { profile: "coding" }),
  scope,
  tiers: { A: {}, B: {}, C: {} },
  workspace: "/workspace",
  net: publicOnly,
  egressHosts: [],
  sandboxed: true,
  statePaths: ["/home/agent/.sallyport"],
  exec: { mode: "allowlist", ask: "on-miss" },
};

/** The deciders of an agent with the coding profile and two further providers that have nothing to object to. */
export const deciders: readonly Decider[] = [
  { name: "default", role: "default", decide: (request) => decideByDefault(request, agent) },
  narrowing("first"),
  narrowing("second"),
];

function narrowing(name: string): Decider {
  return {
    name,
    role: "narrowing",
    decide: () => ({ effect: "allow", reasons: [{ rule: name, message: "allowed" }] }),
  };
}

/** The request of a round: an agent that runs git. */
export function request(round: number): Request {
  return {
    subject: { type: "agent", id: "main", principal: "ann", session: `s${round % 8}` },
    action: { name: "exec" },
    resource: { type: "command", id: `git log -n ${round}`, access: "execute" },
    context: {
      ingress: "webchat",
      tier: "A",
      taint: { untrusted: false, sensitive: false, sources: [] },
      arguments: { command: `git log -n ${round}` },
      argv: ["git", "log", "-n", String(round)],
      cwd: "/workspace",
      targets: ["git"],
      generation: 1,
    },
  };
}

/** Requests about a command, a path and an address, each kind by the number of its round. */
export const requestsOfAllKinds: readonly ((round: number) => Request)[] = [
  request,
  (round) => about("read", { type: "path", id: `/workspace/src/file${round}.ts`, access: "read" }, round),
  (round) => about("web_fetch", { type: "url", id: `https://api.example.com/${round}`, access: "connect" }, round),
];

function about(name: string, resource: Resource, round: number): Request {
  const { argv: _, ...context } = request(round).context;
  return {
    ...request(round),
    action: { name },
    resource,
    context: { ...context, arguments: { of: resource.id }, targets: [resource.id] },
  };
}
