import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { lexiconOf } from "../src/judge/classifier/lexicon.ts";
import type { Direction } from "../src/judge/classifier/model.ts";
import { type Corpus, corpusOf } from "./judge/corpus.ts";
import { headsWithout, outOfSource, type Prediction } from "./judge/folds.ts";
import { composed } from "./judge/grammar/compose.ts";
import { lexiconTable } from "./judge/lexicon.ts";
import {
  areaUnder,
  calibrate,
  calibrationError,
  falseAlarms,
  operatingPointsOf,
  type Scored,
  shareAbove,
} from "./judge/measure.ts";
import { readRows } from "./judge/rows.ts";
import { modelBytes, type Trained } from "./judge/write.ts";

// `node scripts/train-judge.ts --data DIRECTORY`: learns the classifier of the judge from labelled rows and from what the
// grammar composes, measures it on sources that were held out, and writes models/judge.bin and models/judge.json. The same
// data give the same bytes.

const { values } = parseArgs({ options: { data: { type: "string" } } });
if (values.data === undefined) throw new Error("--data DIRECTORY says where the labelled rows are");
const settings = { epochs: 3, rate: 0.05 };
/** How much attacks count in the calibration: what is judged is mostly harmless, and attackers try. */
const attackShare = 0.35;

const started = performance.now();
const real = readRows(values.data);
const table = lexiconTable();
const corpus = corpusOf([...real, ...composed(real)], lexiconOf(table.keys, table.ids));
console.log(`${real.length} rows, ${corpus.rows.length - real.length} composed`);

const report: Record<string, unknown> = {};
const judged = outOfSource(corpus, settings);
const heads = headsWithout(corpus, [], settings);
const bytes = modelBytes({ user: trained("user"), content: trained("content") });
const models = fileURLToPath(new URL("../models/", import.meta.url));
writeFileSync(`${models}judge.bin`, bytes);
const sha256 = createHash("sha256").update(bytes).digest("hex");
writeFileSync(`${models}judge.json`, `${JSON.stringify({ sha256, ...report }, undefined, 2)}\n`);
console.log(`${bytes.length} bytes, sha256 ${sha256}, ${Math.round((performance.now() - started) / 1000)} s`);

/** The head of a direction, and the measure of it on sources that heads like it did not know. */
function trained(direction: Direction): Trained {
  const raw = weighted(corpus, judged[direction]);
  const calibration = calibrate(raw);
  const { slope, offset, tries } = calibration;
  const scored = raw.map((one) => {
    const logit = slope * one.score + offset - tries * Math.log(one.windows);
    return { ...one, score: 1 / (1 + Math.exp(-logit)) };
  });
  const curve = falseAlarms(scored);
  const thresholds = operatingPointsOf(curve);
  const bySource = Map.groupBy(scored, ({ source, attack }) => `${source} ${attack ? "attacks" : "harmless"}`);
  const ece = Number(calibrationError(scored).toFixed(3));
  const sources: Record<string, unknown> = {};
  console.log(
    `\n${direction}: calibration ${JSON.stringify(calibration)}, error ${ece}, thresholds ${JSON.stringify(thresholds)}`,
  );
  console.log(`${"held out".padEnd(32)}   rows    AUC  1 %  2 %  5 %  10 %`);
  for (const [name, rows] of [...bySource].sort()) {
    const scores = rows.map(({ score }) => score);
    const auc = rows[0]?.attack ? Number(areaUnder(curve, scores).toFixed(3)) : undefined;
    const above = Object.values(thresholds).map((threshold) => Number(shareAbove(scores, threshold).toFixed(3)));
    sources[name] = { rows: rows.length, auc, above };
    console.log(
      `${name.padEnd(32)} ${String(rows.length).padStart(6)}  ${(auc?.toFixed(3) ?? "").padStart(5)} ${above.map((a) => a.toFixed(2)).join("  ")}`,
    );
  }
  report[direction] = { calibrationError: ece, thresholds, sources };
  return { head: heads[direction], calibration, thresholds };
}

type Judged = Scored & { readonly windows: number; readonly source: string };

/** Out-of-source scores; every source counts alike, but for very small ones. */
function weighted({ rows }: Corpus, judged: readonly Prediction[]): readonly Judged[] {
  const predictions = judged.map(({ row, ...score }) => {
    const { attack, sources } = rows[row] as Corpus["rows"][number];
    return { ...score, attack, source: sources[0] as string };
  });
  const sizes = Map.groupBy(predictions, ({ source, attack }) => `${source}/${attack}`);
  const weights = predictions.map(
    ({ source, attack }) => 1 / Math.max(100, sizes.get(`${source}/${attack}`)?.length ?? 0),
  );
  const sum = (attacks: boolean): number =>
    predictions.reduce((total, { attack }, i) => total + (attack === attacks ? (weights[i] as number) : 0), 0);
  const [attacks, harmless] = [sum(true), sum(false)];
  return predictions.map((one, i) => ({
    ...one,
    weight: (weights[i] as number) * (one.attack ? attackShare / attacks : (1 - attackShare) / harmless),
  }));
}
