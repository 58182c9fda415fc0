import { readFileSync } from "node:fs";
import { screenText } from "../src/content/index.ts";
import { type Direction, modelOf } from "../src/judge/classifier/index.ts";
import { classifyText } from "../src/judge/classify.ts";
import { type Measurement, median, percentile } from "./report.ts";

const file = new URL("../models/judge.bin", import.meta.url);
const report: Record<Direction, Report> = JSON.parse(
  readFileSync(new URL("../models/judge.json", import.meta.url), "utf8"),
);

/** What training wrote about sources that were held out; `above` are the shares over the points of 1, 2, 5 and 10 %. */
interface Report {
  readonly calibrationError: number;
  readonly sources: Readonly<
    Record<string, { readonly rows: number; readonly auc?: number; readonly above: number[] }>
  >;
}

/** Smaller sources say too little by themselves. */
const fewest = 60;

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

/** What is found on sources that the heads had not seen, as training measured it: a mean over the attackers' sources. */
export function benchJudgeAccuracy(): Measurement[] {
  return (["user", "content"] as const).flatMap((direction): Measurement[] => {
    const { sources, calibrationError } = report[direction];
    const attacks = Object.entries(sources)
      .filter(([name, { rows, auc }]) => auc !== undefined && rows >= fewest && !name.startsWith("composed"))
      .map(([, source]) => source);
    const mean = (value: (one: (typeof attacks)[number]) => number) =>
      attacks.reduce((sum, one) => sum + value(one), 0) / attacks.length;
    const of = `${direction} text from unknown sources`;
    return [
      { name: `${of}, area under the curve`, value: mean(({ auc }) => auc ?? 0), unit: "", atLeast: 0.88 },
      { name: `${of}, recall at 5 % false alarms`, value: mean(({ above }) => above[2] ?? 0), unit: "", atLeast: 0.5 },
      {
        name: `${of}, recall at 10 % false alarms`,
        value: mean(({ above }) => above[3] ?? 0),
        unit: "",
        atLeast: 0.65,
      },
      { name: `${of}, calibration error`, value: calibrationError, unit: "", atMost: 0.08 },
    ];
  });
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
