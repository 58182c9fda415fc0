import { styleText } from "node:util";

/** One number and the bar it has to clear; `atMost` or `atLeast`, in the same unit. */
export interface Measurement {
  /** `evaluate p99` */
  readonly name: string;
  readonly value: number;
  /** `µs`, `/s`, `MB`, or `×` for a ratio of two things measured in one run. */
  readonly unit: string;
  readonly atMost?: number;
  readonly atLeast?: number;
}

/** What a `bench/*.ts` module exports under names that begin with `bench`. */
export type Bench = () => Measurement[] | Promise<Measurement[]>;

/** Whether the bar is cleared; a number that is none clears nothing, a measurement without a bar is told only. */
export function clears({ value, atMost, atLeast }: Measurement): boolean {
  return !Number.isNaN(value) && value <= (atMost ?? Number.POSITIVE_INFINITY) && value >= (atLeast ?? -Infinity);
}

/** The table that people read. */
export function table(measurements: readonly Measurement[], colour: boolean): string {
  const paint = (style: "green" | "red", text: string) => (colour ? styleText(style, text) : text);
  const rows = measurements.map((measurement) => ({
    name: measurement.name,
    value: amount(measurement.value, measurement.unit),
    bar: bar(measurement),
    verdict: clears(measurement) ? paint("green", "ok") : paint("red", "MISSED"),
  }));
  const width = (key: "name" | "value" | "bar") => Math.max(...rows.map((row) => row[key].length));
  const [name, value, limit] = [width("name"), width("value"), width("bar")];
  return rows
    .map((row) => `${row.name.padEnd(name)}  ${row.value.padStart(value)}  ${row.bar.padEnd(limit)}  ${row.verdict}`)
    .join("\n");
}

/** The value below which the share `p` of the samples lies. */
export function percentile(samples: readonly number[], p: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))] ?? Number.NaN;
}

/** The middle one of the samples. */
export function median(samples: readonly number[]): number {
  return percentile(samples, 0.5);
}

function bar({ atMost, atLeast, unit }: Measurement): string {
  if (atMost !== undefined) return `≤ ${amount(atMost, unit)}`;
  return atLeast === undefined ? "" : `≥ ${amount(atLeast, unit)}`;
}

function amount(value: number, unit: string): string {
  const digits = Math.abs(value) >= 100 ? 0 : 2;
  return `${value.toLocaleString("en", { maximumFractionDigits: digits })}${unit === "×" ? "" : " "}${unit}`;
}
