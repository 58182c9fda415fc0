import { spawnSync } from "node:child_process";
import { parse } from "unbash";
import { analyseCommand, judgeCommand, openSecondOpinion, type SecondOpinion } from "../src/command/index.ts";
import {
  commandRulesFor,
  decidePolicy,
  loadPolicy,
  type Policy,
  type PolicySource,
  policyFor,
  requestOf,
  shippedGrammar,
  shippedPolicies,
} from "../src/policy/index.ts";
import { hostile } from "../test/command/hostile.ts";
import { type Measurement, median, percentile } from "./report.ts";

const rounds = 2_000;

const commands: readonly string[] = [
  "git status --short",
  "ls -la src | head -20",
  "rg -n 'foo bar' src --glob '*.ts'",
  "cd packages/a && npm run build 2>&1 | tail -n 30",
  "find . -name '*.ts' -not -path './node_modules/*' | xargs wc -l",
  "git commit -m 'fix: the door (#12)'",
  "if [ -f a ]; then cat a; else echo none; fi",
  "curl -fsSL https://example.com/install | sudo bash",
];

const policy = policyFor(loadPolicy(shippedPolicies()), { profile: "coding" });
const request = requestOf("true");
const judge = (command: string, under = policy, secondOpinion?: SecondOpinion): unknown => {
  const analysis = analyseCommand(command);
  const rules = commandRulesFor(under, request, analysis);
  return judgeCommand(analysis, { rules, ...(secondOpinion && { secondOpinion }) });
};

/** Parsing a command and judging it under the coding profile, with and without the second parser, beside bare parsers. */
export async function benchCommand(): Promise<Measurement[]> {
  const secondOpinion = await openSecondOpinion(shippedGrammar());
  const parsing = sample(rounds, (command) => parse(command));
  const judging = sample(rounds, (command) => judge(command));
  const both = sample(rounds, (command) => judge(command, policy, secondOpinion));
  const bash = sample(24, (command) => spawnSync("bash", ["--norc", "-n", "-c", command]));
  return [
    { name: "command parsed and judged, median", value: median(judging), unit: "µs", atMost: 60 },
    { name: "command parsed and judged, p99", value: percentile(judging, 0.99), unit: "µs", atMost: 1_000 },
    { name: "with a second opinion, median", value: median(both), unit: "µs", atMost: 150 },
    { name: "with a second opinion, p99", value: percentile(both, 0.99), unit: "µs", atMost: 1_000 },
    { name: "over its parser alone", value: median(judging) / median(parsing), unit: "×" },
    { name: "bash -n over it", value: median(bash) / median(judging), unit: "×" },
  ];
}

/** The rules alone on a file request, and judging under many rules over judging under few. */
export function benchCommandRules(): Measurement[] {
  const write = requestOf({ tool: "write", path: "/workspace/src/a.ts" });
  const deciding = sample(rounds, () => decidePolicy(policy, write));
  const few = policyOf(10);
  const many = policyOf(10_000);
  const underFew = sample(rounds, (command) => judge(command, few));
  const underMany = sample(rounds, (command) => judge(command, many));
  return [
    { name: "rules on a file request, median", value: median(deciding), unit: "µs", atMost: 20 },
    { name: "10 000 command rules over 10", value: median(underMany) / median(underFew), unit: "×", atMost: 1.5 },
  ];
}

/** The text of full size that takes longest. */
export function benchHostileCommand(): Measurement[] {
  const times = [...hostile.values()].map((command) => {
    const start = performance.now();
    judge(command);
    return performance.now() - start;
  });
  return [{ name: "hostile text of 64 KiB, the slowest", value: Math.max(...times), unit: "ms", atMost: 300 }];
}

/** The shipped policy with rules about programs that no command here names. */
function policyOf(count: number): Policy {
  const own: PolicySource = {
    file: "bench",
    rules: Array.from({ length: count }, (_, i) => ({
      id: `rule-${i}`,
      effect: "ask",
      justification: "measured",
      when: { command: { argv: [`program-${i}`, "..."] } },
      match: [`program-${i} a`],
      not_match: ["other"],
    })),
  };
  return loadPolicy([...shippedPolicies(), own]);
}

/** Microseconds of each call, after as many to warm up. */
function sample(count: number, call: (command: string) => unknown): readonly number[] {
  const next = (i: number): string => commands[i % commands.length] as string;
  for (let i = 0; i < count; i++) call(next(i));
  return Array.from({ length: count }, (_, i) => {
    const start = performance.now();
    call(next(i));
    return (performance.now() - start) * 1_000;
  });
}
