/** What one contestant said of one text. */
export interface Sample {
  readonly isAttack: boolean;
  readonly flagged: boolean;
  /** Probability of an attack, 0 to 1. */
  readonly score: number;
  readonly ms: number;
  /** Whether a model was asked, and whether it was any use. */
  readonly asked: boolean;
  readonly unknown: boolean;
}

/** What a contestant is worth; rates are 0 to 1, times milliseconds. */
export interface Measured {
  readonly texts: number;
  readonly attacks: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Share of harmless texts that are flagged. */
  readonly fpr: number;
  readonly auc: number;
  /** How far scores and frequencies of attacks lie apart, in ten bins (expected calibration error). */
  readonly ece: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  /** What it costs: the share of texts that a model was asked about, and seconds for a thousand texts. */
  readonly cost: { readonly asked: number; readonly seconds: number };
  readonly unknown: number;
}

/** Sums up what a contestant said. */
export function measure(samples: readonly Sample[]): Measured {
  const count = (holds: (sample: Sample) => boolean) => samples.filter(holds).length;
  const attacks = count(({ isAttack }) => isAttack);
  const hits = count(({ isAttack, flagged }) => isAttack && flagged);
  const alarms = count(({ isAttack, flagged }) => !isAttack && flagged);
  const precision = share(hits, hits + alarms);
  const recall = share(hits, attacks);
  const times = samples.map(({ ms }) => ms).sort((a, b) => a - b);
  return {
    texts: samples.length,
    attacks,
    precision,
    recall,
    f1: share(2 * precision * recall, precision + recall),
    fpr: share(alarms, samples.length - attacks),
    auc: areaUnder(samples),
    ece: calibrationError(samples),
    p50: quantile(times, 0.5),
    p95: quantile(times, 0.95),
    p99: quantile(times, 0.99),
    cost: {
      asked: share(
        count(({ asked }) => asked),
        samples.length,
      ),
      seconds: share(
        times.reduce((sum, ms) => sum + ms, 0),
        samples.length,
      ),
    },
    unknown: share(
      count(({ unknown }) => unknown),
      samples.length,
    ),
  };
}

/** Points of the curve of recall over false alarms, from none of either to all of both. */
export function curveOf(samples: readonly Sample[]): readonly (readonly [fpr: number, recall: number])[] {
  const attacks = samples.filter(({ isAttack }) => isAttack).length;
  const sorted = samples.toSorted((a, b) => b.score - a.score);
  const points: (readonly [number, number])[] = [[0, 0]];
  let [hits, alarms] = [0, 0];
  for (const [i, { isAttack, score }] of sorted.entries()) {
    if (isAttack) hits++;
    else alarms++;
    // Equal scores are one threshold.
    if (sorted[i + 1]?.score !== score) points.push([share(alarms, sorted.length - attacks), share(hits, attacks)]);
  }
  return points;
}

function areaUnder(samples: readonly Sample[]): number {
  const curve = curveOf(samples);
  let area = 0;
  for (const [i, [fpr, recall]] of curve.entries()) {
    const [before, low] = curve[i - 1] ?? [0, 0];
    area += ((fpr - before) * (recall + low)) / 2;
  }
  return area;
}

function calibrationError(samples: readonly Sample[]): number {
  const bins = Array.from({ length: 10 }, () => ({ score: 0, attacks: 0 }));
  for (const { score, isAttack } of samples) {
    const bin = bins[Math.min(9, Math.floor(score * 10))] as { score: number; attacks: number };
    bin.score += score;
    bin.attacks += Number(isAttack);
  }
  return share(
    bins.reduce((sum, { score, attacks }) => sum + Math.abs(score - attacks), 0),
    samples.length,
  );
}

function quantile(sorted: readonly number[], q: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0;
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
