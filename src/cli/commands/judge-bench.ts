import { recallConfig } from "../../config/index.ts";
import type { Json } from "../../decision/index.ts";
import { UsageInvalid } from "../../errors.ts";
import {
  chartOf,
  contestant,
  judgeSettings,
  type LabelledText,
  labelledText,
  type Result,
  runContestant,
} from "../../judge/index.ts";
import type { ExitCode, Invocation } from "../command.ts";
import { readInput, writeOutput } from "../input.ts";
import { jsonLines } from "../json-lines.ts";
import { version } from "../version.ts";

/** `sallyport judge bench`: what tiers and models are worth on labelled texts. */
export async function run(invocation: Invocation): Promise<ExitCode> {
  const { output, environment, arguments: files } = invocation;
  const rows: LabelledText[] = [];
  for (const file of files) rows.push(...(await rowsOf(file)));
  const { config } = await recallConfig(environment.home, version);
  const settings = judgeSettings(config.judge, environment.variable);
  const names = (invocation.text("models") ?? "rules,classifier,tiers").split(",").map((name) => name.trim());
  const results: Result[] = [];
  for (const name of names) {
    const entrant = await contestant(name, settings);
    results.push(
      await runContestant(
        entrant,
        rows,
        progressBar(entrant.name, rows.length, (text) => output.progress(text)),
      ),
    );
  }
  const chart = invocation.text("svg");
  if (chart !== undefined) await writeOutput(chart, chartOf(results));
  output.result(results.map(({ curve: _, ...result }) => result) as unknown as Json, tableOf(results));
  return 0;
}

async function rowsOf(file: string): Promise<readonly LabelledText[]> {
  const rows: LabelledText[] = [];
  let number = 0;
  for await (const line of jsonLines(chunked(await readInput(file)))) {
    number++;
    const row = line.ok ? labelledText(line.value) : undefined;
    if (row === undefined) {
      throw new UsageInvalid(`line ${number} of ${file} is no labelled text`, {
        fix: '{"text": "…", "label": "safe" or "injection"}',
      });
    }
    rows.push(row);
  }
  return rows;
}

async function* chunked(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

function progressBar(name: string, total: number, show: (text: string) => void): (done: number) => void {
  let shown = -1;
  return (done) => {
    const part = Math.floor((20 * done) / total);
    if (part === shown) return;
    shown = part;
    show(`${"#".repeat(part).padEnd(20, ".")} ${done}/${total} ${name}`);
  };
}

const columns: readonly (readonly [title: string, of: (result: Result) => string])[] = [
  ["name", ({ name }) => name],
  ["precision", ({ precision }) => precision.toFixed(3)],
  ["recall", ({ recall }) => recall.toFixed(3)],
  ["F1", ({ f1 }) => f1.toFixed(3)],
  ["FPR", ({ fpr }) => fpr.toFixed(4)],
  ["AUC", ({ auc }) => auc.toFixed(3)],
  ["ECE", ({ ece }) => ece.toFixed(3)],
  ["p50 ms", ({ p50 }) => p50.toFixed(2)],
  ["p95 ms", ({ p95 }) => p95.toFixed(2)],
  ["p99 ms", ({ p99 }) => p99.toFixed(2)],
  ["asked a model", ({ cost }) => `${(100 * cost.asked).toFixed(1)} %`],
  ["s/1000 texts", ({ cost }) => cost.seconds.toFixed(2)],
  ["unknown", ({ unknown }) => `${(100 * unknown).toFixed(1)} %`],
];

function tableOf(results: readonly Result[]): string {
  const lines = [columns.map(([title]) => title), ...results.map((result) => columns.map(([, of]) => of(result)))];
  const widths = columns.map((_, i) => Math.max(...lines.map((line) => line[i]?.length ?? 0)));
  return lines
    .map((line) =>
      line.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join("  "),
    )
    .join("\n");
}
