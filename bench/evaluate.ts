import { type EvaluateOptions, evaluate } from "../src/decision/index.ts";
import { type Measurement, median, percentile } from "./report.ts";
import { deciders, request, scope } from "./workload.ts";

const blocks = 10;
const rounds = 2_000;

/**
 * The decision point with the rules of the coding profile, every program of the command judged; no I/O. Of the blocks
 * the quietest counts: what others on the machine take is not ours.
 */
export async function benchEvaluate(): Promise<Measurement[]> {
  const options: EvaluateOptions = { scope, deciders, record: async () => ({ index: 0 }) };
  const tails: number[] = [];
  const middles: number[] = [];
  for (let block = 0; block < blocks; block++) {
    const samples = await sample(options);
    tails.push(percentile(samples, 0.99));
    middles.push(median(samples));
  }
  return [
    { name: "evaluate without I/O, p99", value: Math.min(...tails), unit: "µs", atMost: 200 },
    { name: "evaluate without I/O, median", value: median(middles), unit: "µs" },
  ];
}

/** Microseconds of each evaluation. */
async function sample(options: EvaluateOptions): Promise<readonly number[]> {
  const samples: number[] = [];
  for (let i = 0; i < rounds; i++) {
    const before = performance.now();
    const { permit } = await evaluate(request(i), options);
    samples.push((performance.now() - before) * 1_000);
    if (permit === undefined) throw new Error("the request to be measured is not one that is allowed");
  }
  return samples;
}
