import type { Request } from "../src/decision/index.ts";
import { openCedarProvider } from "../src/provider/cedar/cedar.ts";
import { cedarSettings } from "../src/provider/cedar/settings.ts";
import type { ProviderServices, SecurityProvider } from "../src/provider/index.ts";

import type { Measurement } from "./report.ts";

// One function for each provider that ships, each with its row; what they are asked is the same.

const services: Pick<ProviderServices, "directory" | "variable" | "now" | "policyFor" | "raise"> = {
  directory: "/",
  variable: () => undefined,
  now: Date.now,
  policyFor: () => undefined,
  raise: () => {},
};

/** Cedar with 50 policies: on one core, of the rounds the quietest. */
export async function benchCedar(): Promise<Measurement[]> {
  const settings = cedarSettings.parse({ inline: fiftyPolicies().join("\n") });
  const provider = await openCedarProvider({ ...services, name: "cedar" } as ProviderServices, settings);
  return [{ name: "cedar, 50 policies", value: await rate(provider), unit: "/s", atLeast: 10_000 }];
}

/** Answers a second to one question after the other, in the quietest of some rounds. */
async function rate(provider: SecurityProvider): Promise<number> {
  const signal = new AbortController().signal;
  const rounds: number[] = [];
  for (let round = 0; round < 10; round++) {
    const before = performance.now();
    for (let i = 0; i < 2_000; i++) {
      const opinion = await provider.decide(question(i), signal);
      if (opinion.effect === "ask") throw new Error("nothing here asks");
    }
    rounds.push(2_000 / ((performance.now() - before) / 1_000));
  }
  return Math.max(...rounds);
}

/** Calls of four tools in turn, each on another of many resources. */
function question(i: number): Request {
  const [name, resource] = [
    ["read", { type: "path", id: `/ws/p${i % 50}/src/main.ts`, access: "read" }],
    ["exec", { type: "command", id: `git log -${i % 50}`, access: "execute" }],
    ["web_fetch", { type: "url", id: `https://h${i % 50}.example.com/`, access: "connect" }],
    ["write", { type: "path", id: `/ws/p${i % 50}/src/main.ts`, access: "write" }],
  ][i % 4] as [string, Request["resource"]];
  return {
    subject: { type: "agent", id: "main", principal: "ann", session: "s" },
    action: { name },
    resource,
    context: {
      ingress: "cli",
      tier: "A",
      taint: { untrusted: false, sensitive: false, sources: [] },
      arguments: { path: "main.ts" },
      cwd: "/ws",
      generation: 1,
    },
  };
}

function fiftyPolicies(): readonly string[] {
  return Array.from({ length: 50 }, (_, i) => {
    switch (i % 5) {
      case 0:
        return `permit (principal in Sallyport::Principal::"ann", action in Access::Action::"read", resource in Sallyport::Path::"/ws/p${i}");`;
      case 1:
        return `forbid (principal, action in [Access::Action::"write", Access::Action::"execute"], resource) when { context.taint.untrusted && context.tier == "C" };`;
      case 2:
        return `permit (principal, action, resource in Sallyport::Host::"h${i}.example.com");`;
      case 3:
        return `permit (principal, action == Sallyport::Action::"exec", resource) when { resource.script like "git *" && context.tier == "A" };`;
      default:
        return `forbid (principal, action == Sallyport::Action::"message", resource) when { context.arguments.hasTag("n${i}") };`;
    }
  });
}
