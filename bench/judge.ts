import { readFileSync } from "node:fs";
import { screenText } from "../src/content/index.ts";
import { modelOf } from "../src/judge/classifier/index.ts";
import { classifyText } from "../src/judge/classify.ts";
import { type Measurement, median, percentile } from "./report.ts";

const file = new URL("../models/judge.bin", import.meta.url);
const sentence =
  'Hi Tom, the invoice for May is attached. {"status": "ok", "items": [{"id": 4711}]} See https://example.org/docs/a1 for more. ';
const chat = "Can you help me plan a weekend in Lisbon with two children, by train, and not too expensive?";

/** Rules and classifier together, as every text meets them; and what the classifier costs to load. */
export function benchJudge(): Measurement[] {
  const loads = Array.from({ length: 15 }, () => milliseconds(() => modelOf(readFileSync(file))));
  const short = samples(chat, 1_000);
  const page = samples(sentence.repeat(40).slice(0, 4_096), 500);
  const document = samples(sentence.repeat(9_000).slice(0, 1 << 20), 5);
  return [
    { name: "classifier load", value: median(loads), unit: "ms", atMost: 40 },
    { name: "rules and classifier, chat message, p99", value: percentile(short, 0.99), unit: "ms", atMost: 0.5 },
    { name: "rules and classifier, 4 KiB, p99", value: percentile(page, 0.99), unit: "ms", atMost: 3 },
    { name: "rules and classifier, 1 MiB", value: median(document), unit: "ms", atMost: 300 },
  ];
}

function samples(text: string, count: number): number[] {
  const judge = () => {
    screenText(text);
    classifyText(text, { direction: "content" });
  };
  for (let i = 0; i < Math.min(count, 200); i++) judge();
  return Array.from({ length: count }, () => milliseconds(judge));
}

function milliseconds(work: () => void): number {
  const before = performance.now();
  work();
  return performance.now() - before;
}
