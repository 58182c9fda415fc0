import type { Json } from "../decision/index.ts";
import { directionOf, type Judge, type Judgement } from "../judge/index.ts";
import type { ExitCode } from "./command.ts";
import { type JsonLine, jsonLines } from "./json-lines.ts";
import type { Output } from "./output.ts";
import { printable } from "./printable.ts";

type Direction = ReturnType<typeof directionOf>;

/** The longest line that is taken, in bytes. */
const longestLine = 64 * 1024 * 1024;

/**
 * Judges texts that come as lines `{id, text, direction?}` and writes one line for each, in their order: `{id, verdict,
 * confidence, score, tier, ms}`, `ms` being the milliseconds of the judgement alone. A line that holds no text is unknown.
 */
export async function judgeLines(
  input: AsyncIterable<Uint8Array>,
  judge: Judge,
  direction: Direction,
  output: Output,
): Promise<ExitCode> {
  let [safe, others] = [0, 0];
  for await (const line of jsonLines(input, longestLine)) {
    const answer = await answerTo(line, judge, direction);
    if (answer.verdict === "safe") safe++;
    else others++;
    output.result(answer as unknown as Json, `${answer.verdict}\t${answer.confidence}\t${JSON.stringify(answer.id)}`);
  }
  output.progress(`${safe + others} judged: ${safe} safe, ${others} not`);
  return others === 0 ? 0 : 1;
}

/** Judges one text and says why. */
export async function judgeOne(text: string, judge: Judge, direction: Direction, output: Output): Promise<ExitCode> {
  const { judgement, ms } = await timed(text, judge, direction);
  const { class: verdict, confidence, score, tier, reason, rules, spans, model } = judgement;
  const colour = verdict === "safe" ? "green" : verdict === "dangerous" ? "red" : "yellow";
  const answer = { verdict, confidence, score, tier, reason, rules, spans, ...(model !== undefined && { model }), ms };
  const lines = [
    `${output.style(colour, verdict)}  ${confidence} % sure, by the ${tier}`,
    `  ${printable(reason)}`,
    ...spans.slice(0, 5).map(([start, end]) => `  > ${printable(excerpt(text, start, end))}`),
  ];
  output.result(answer as unknown as Json, lines.join("\n"));
  return verdict === "safe" ? 0 : 1;
}

interface JudgedLine {
  readonly id: Json;
  readonly verdict: Judgement["class"];
  readonly confidence: number;
  readonly score: number;
  readonly tier: Judgement["tier"] | null;
  readonly ms: number;
  readonly error?: string;
}

async function answerTo(line: JsonLine, judge: Judge, otherwise: Direction): Promise<JudgedLine> {
  const id = line.ok ? (line.value["id"] ?? null) : null;
  const text = line.ok ? line.value["text"] : undefined;
  if (!line.ok || typeof text !== "string") {
    const error = line.ok ? "there is no text" : line.message;
    return { id, verdict: "unknown", confidence: 0, score: 0.5, tier: null, ms: 0, error };
  }
  const { judgement, ms } = await timed(text, judge, directionOf(line.value["direction"], otherwise));
  const { class: verdict, confidence, score, tier } = judgement;
  return { id, verdict, confidence, score: rounded(score, 4), tier, ms };
}

async function timed(
  text: string,
  judge: Judge,
  direction: Direction,
): Promise<{ readonly judgement: Judgement; readonly ms: number }> {
  const start = performance.now();
  const judgement = await judge.judge(text, { point: direction === "user" ? "ingress" : "results", direction });
  return { judgement, ms: rounded(performance.now() - start, 3) };
}

function excerpt(text: string, start: number, end: number): string {
  const found = text.slice(start, end).replace(/\s+/g, " ").toWellFormed();
  return found.length <= 160 ? found : `${found.slice(0, 159)}…`;
}

function rounded(value: number, digits: number): number {
  return Math.round(value * 10 ** digits) / 10 ** digits;
}
