import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Request } from "../src/decision/index.ts";
import { openCedarProvider } from "../src/provider/cedar/cedar.ts";
import { cedarSettings } from "../src/provider/cedar/settings.ts";
import type { ProviderServices, SecurityProvider } from "../src/provider/index.ts";
import { openOpaProvider } from "../src/provider/opa/opa.ts";
import { opaSettings } from "../src/provider/opa/settings.ts";
import { createProcessProvider } from "../src/provider/process/process-provider.ts";
import { processSettings } from "../src/provider/process/settings.ts";
import { resolveSandbox } from "../src/sandbox/index.ts";
import { type Measurement, median, percentile } from "./report.ts";

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

/** An Open Policy Agent's data API over loopback, in a process of its own that always says yes; 16 questions at a time. */
export async function benchOpa(): Promise<Measurement[]> {
  const server = fork(fileURLToPath(new URL("./yes-server.ts", import.meta.url)), { silent: true });
  const [port] = (await once(server, "message")) as [number];
  const settings = opaSettings.parse({ url: `http://127.0.0.1:${port}` });
  const provider = await openOpaProvider({ ...services, name: "opa" } as ProviderServices, settings);
  try {
    const signal = new AbortController().signal;
    const rounds: number[] = [];
    for (let round = 0; round < 5; round++) {
      const before = performance.now();
      let next = 0;
      const ask = async () => {
        while (next < 2_000) await provider.decide(question(next++), signal);
      };
      await Promise.all(Array.from({ length: 16 }, ask));
      rounds.push(2_000 / ((performance.now() - before) / 1_000));
    }
    return [{ name: "opa over loopback", value: Math.max(...rounds), unit: "/s", atLeast: 1_500 }];
  } finally {
    await provider.close?.();
    server.kill();
  }
}

/** A process in the sandbox, that of the guide in Python: from question to answer, one after the other. */
export async function benchProcess(): Promise<Measurement[]> {
  const { sandbox } = await resolveSandbox({ mode: "required", backend: "auto" });
  const directory = fileURLToPath(new URL("../examples", import.meta.url));
  const settings = processSettings.parse({ command: ["python3", "process-provider.py"], directory });
  const provider = await createProcessProvider(
    {
      ...services,
      name: "process",
      directory: "/nowhere",
      sandbox: async () => sandbox,
      workspaces: [],
      lifecycle: () => {},
    },
    settings,
  );
  try {
    const signal = new AbortController().signal;
    const samples: number[] = [];
    for (let i = 0; i < 4_000; i++) {
      const before = performance.now();
      await provider.decide(question(i), signal);
      samples.push(performance.now() - before);
    }
    const settled = samples.slice(500);
    return [
      { name: "process, p50", value: median(settled), unit: "ms", atMost: 1 },
      { name: "process, p99", value: percentile(settled, 0.99), unit: "ms" },
    ];
  } finally {
    await provider.close?.();
  }
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
