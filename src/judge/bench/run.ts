import type { Contestant } from "./contestant.ts";
import { curveOf, type Measured, measure, type Sample } from "./measure.ts";
import type { LabelledText } from "./row.ts";

/** A contestant with what it is worth. */
export interface Result extends Measured {
  readonly name: string;
  readonly curve: ReturnType<typeof curveOf>;
}

/** Has a contestant judge every text, one after the other; `progress` hears how many it has judged. */
export async function runContestant(
  { name, judge }: Contestant,
  rows: readonly LabelledText[],
  progress: (done: number) => void,
): Promise<Result> {
  const samples: Sample[] = [];
  for (const row of rows) {
    const start = performance.now();
    const said = await judge(row);
    samples.push({ ...said, isAttack: row.isAttack, ms: performance.now() - start });
    progress(samples.length);
  }
  return { name, ...measure(samples), curve: curveOf(samples) };
}
