import { defaults } from "../src/config/defaults.ts";
import { screenText } from "../src/content/index.ts";
import { openJudge } from "../src/judge/index.ts";
import { label, startOllama } from "../test/fixtures/ollama-server.ts";
import { type Measurement, percentile } from "./report.ts";

const message = { point: "ingress", direction: "user" } as const;
const chat = "Can you help me plan a weekend in Lisbon with two children, by train, and not too expensive?";

/** The whole judge against a warm server on this machine that says its first token after 60 ms, and what needs no model. */
export async function benchJudgeModel(): Promise<Measurement[]> {
  const server = await startOllama({ answer: () => ({ ...label("BENIGN", "ATTACK", 0.9), firstMs: 60 }) });
  const model = {
    ...({ type: "ollama", url: server.url, model: "judge:1b", format: "auto", cloud: false } as const),
    ...{ deadlineMs: 1_000, contextTokens: 4_096 },
  };
  const { judge, model: asked } = await openJudge({ ...defaults.judge, model });
  await asked?.warm();
  const commands = { point: "commands", direction: "content" } as const;
  const whole: number[] = [];
  for (let i = 0; i < 110; i++) {
    const start = performance.now();
    await judge.judgeCommand(`node -e "task(${i})"`, commands);
    if (i >= 10) whole.push(performance.now() - start);
  }
  await server.close();
  const again: number[] = [];
  const page = `${chat} `.repeat(44).slice(0, 4_096);
  for (let i = 0; i < 2_200; i++) {
    const start = performance.now();
    await judge.judge(page, message);
    if (i >= 200) again.push(performance.now() - start);
  }
  const rules: number[] = [];
  for (let i = 0; i < 2_200; i++) {
    const start = performance.now();
    screenText(chat);
    if (i >= 200) rules.push(performance.now() - start);
  }
  return [
    { name: "judge with a model that takes 60 ms, p99", value: percentile(whole, 0.99), unit: "ms", atMost: 100 },
    { name: "judge, 4 KiB judged before", value: 1_000 * percentile(again, 0.5), unit: "µs", atMost: 50 },
    { name: "judge, rules on a chat message, p99", value: percentile(rules, 0.99), unit: "ms", atMost: 0.5 },
  ];
}
