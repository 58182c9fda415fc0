import { type Decider, evaluate, type Request, type Scope } from "../src/decision/index.ts";
import { type Measurement, percentile } from "./report.ts";

const rounds = 20_000;

/** The decision point alone: three deciders, no I/O. */
export async function benchEvaluate(): Promise<Measurement[]> {
  let index = 0;
  const options = {
    scope,
    deciders: [allows("default", "default"), allows("a"), allows("b")],
    record: async () => ({ index: index++ }),
  };
  for (let i = 0; i < 2_000; i++) {
    const { permit } = await evaluate(request(i), options);
    if (permit === undefined) throw new Error("the request to be measured is not one that is allowed");
  }
  const samples: number[] = [];
  const start = performance.now();
  for (let i = 0; i < rounds; i++) {
    const before = performance.now();
    await evaluate(request(i), options);
    samples.push((performance.now() - before) * 1_000);
  }
  const seconds = (performance.now() - start) / 1_000;
  return [
    { name: "evaluate without I/O, p99", value: percentile(samples, 0.99), unit: "µs", atMost: 200 },
    { name: "evaluate without I/O", value: rounds / seconds, unit: "/s" },
  ];
}

const allows = (name: string, role: Decider["role"] = "narrowing"): Decider => ({
  name,
  role,
  decide: () => ({ effect: "allow", reasons: [{ rule: name, message: "allowed" }] }),
});

const scope: Scope = {
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

function request(round: number): Request {
  return {
    subject: { type: "agent", id: "main", principal: "ann", session: `s${round % 8}` },
    action: { name: "exec" },
    resource: { type: "command", id: "git", access: "execute" },
    context: {
      ingress: "webchat",
      tier: "B",
      taint: { untrusted: true, sensitive: false, sources: ["web"] },
      arguments: { command: `git log -n ${round}` },
      argv: ["git", "log", "-n", String(round)],
      cwd: "/workspace",
      targets: ["git"],
      generation: 1,
    },
  };
}
