import type { Calibration, OperatingPoints } from "../../src/judge/classifier/model.ts";

/** One judged text: its score, whether it is an attack, and how much it counts. */
export interface Scored {
  readonly score: number;
  readonly attack: boolean;
  readonly weight: number;
}

/** Harmless scores from high to low, with the share of all harmless weight at or above each. */
export interface Curve {
  readonly scores: Float64Array;
  readonly shares: Float64Array;
}

/** The curve of false alarms over what is harmless in `scored`. */
export function falseAlarms(scored: readonly Scored[]): Curve {
  const harmless = scored.filter(({ attack }) => !attack).sort((a, b) => b.score - a.score);
  const total = harmless.reduce((sum, { weight }) => sum + weight, 0);
  let sum = 0;
  return {
    scores: Float64Array.from(harmless, ({ score }) => score),
    shares: Float64Array.from(harmless, ({ weight }) => {
      sum += weight;
      return sum / total;
    }),
  };
}

/** The lowest score above which at most this share of harmless texts lies. */
export function thresholdAt({ scores, shares }: Curve, share: number): number {
  const over = shares.findIndex((s) => s > share);
  return over < 0 ? 0 : (scores[over] as number);
}

/** The probability that an attack scores higher than a harmless text. */
export function areaUnder({ scores, shares }: Curve, attacks: readonly number[]): number {
  let sum = 0;
  for (const attack of attacks) {
    const above = count(scores, (score) => score > attack);
    const orEqual = count(scores, (score) => score >= attack);
    sum += 1 - ((shares[above - 1] ?? 0) + (shares[orEqual - 1] ?? 0)) / 2;
  }
  return sum / attacks.length;
}

/** How many of the descending scores come before the first that does not hold. */
function count(scores: Float64Array, holds: (score: number) => boolean): number {
  let [low, high] = [0, scores.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(scores[middle] as number)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The share of scores above a threshold. */
export function shareAbove(scores: readonly number[], threshold: number): number {
  return scores.filter((score) => score > threshold).length / scores.length;
}

export function operatingPointsOf(curve: Curve): OperatingPoints {
  const at = (share: number): number => Number(thresholdAt(curve, share).toFixed(4));
  return { fpr1: at(0.01), fpr2: at(0.02), fpr5: at(0.05), fpr10: at(0.1) };
}

/** The mean distance of what was foretold from what was found, over ten equal ranges of probability. */
export function calibrationError(scored: readonly Scored[]): number {
  const bins = Array.from({ length: 10 }, () => ({ weight: 0, foretold: 0, found: 0 }));
  let total = 0;
  for (const { score, attack, weight } of scored) {
    const bin = bins[Math.min(9, Math.floor(score * 10))] as (typeof bins)[number];
    bin.weight += weight;
    bin.foretold += weight * score;
    bin.found += attack ? weight : 0;
    total += weight;
  }
  return bins.reduce((sum, { foretold, found }) => sum + Math.abs(foretold - found), 0) / total;
}

/** The calibration that makes these raw scores likeliest, by Newton's method; more windows never make an attack likelier. */
export function calibrate(raw: readonly (Scored & { readonly windows: number })[], withTries = true): Calibration {
  const theta = [0, 0, 0];
  for (let round = 0; round < 40; round++) {
    const gradient = [0, 0, 0];
    const curvature = [1e-6, 0, 0, 0, 1e-6, 0, 0, 0, 1e-6];
    for (const { score, attack, weight, windows } of raw) {
      const x = [score, 1, withTries ? -Math.log(windows) : 0];
      const p = 1 / (1 + Math.exp(-dot(theta, x)));
      const error = weight * (p - (attack ? 1 : 0));
      const bend = weight * p * (1 - p);
      for (let i = 0; i < 3; i++) {
        gradient[i] = (gradient[i] as number) + error * (x[i] as number);
        for (let j = 0; j < 3; j++) {
          curvature[3 * i + j] = (curvature[3 * i + j] as number) + bend * (x[i] as number) * (x[j] as number);
        }
      }
    }
    const change = solved(curvature, gradient);
    // Far from the answer a full step may lead further away.
    const stride = Math.min(1, 0.5 / Math.max(...change.map(Math.abs)));
    for (let i = 0; i < 3; i++) theta[i] = (theta[i] as number) - stride * (change[i] as number);
  }
  const [slope, offset, tries] = theta as [number, number, number];
  return tries < 0 && withTries ? calibrate(raw, false) : { slope, offset, tries };
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);
}

/** Solves three linear equations by elimination. */
function solved(matrix: readonly number[], right: readonly number[]): readonly number[] {
  const rows = [0, 1, 2].map((i) => [...matrix.slice(3 * i, 3 * i + 3), right[i] as number]);
  for (let i = 0; i < 3; i++) {
    const pivot = rows[i] as number[];
    for (let j = 0; j < 3; j++) {
      if (i === j) continue;
      const row = rows[j] as number[];
      const factor = (row[i] as number) / (pivot[i] as number);
      for (let k = i; k < 4; k++) row[k] = (row[k] as number) - factor * (pivot[k] as number);
    }
  }
  return rows.map((row, i) => (row[3] as number) / (row[i] as number));
}
