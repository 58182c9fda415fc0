import { type Decider, type EvaluateOptions, evaluate } from "../src/decision/index.ts";
import { type Measurement, median, percentile } from "./report.ts";
import { deciders, request, requestsOfAllKinds, scope } from "./workload.ts";

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

/** The default provider on commands, paths and addresses in turn, each its own block; the harmonic mean counts. */
export function benchDefaultProvider(): Measurement[] {
  const [provider] = deciders;
  const signal = new AbortController().signal;
  const perSecond = requestsOfAllKinds.map((make) =>
    quietest(() => {
      for (let i = 0; i < rounds; i++) void provider?.decide(make(i), signal);
    }),
  );
  const mean = perSecond.length / perSecond.map((each) => 1 / each).reduce((a, b) => a + b);
  return [{ name: "default provider without I/O", value: mean, unit: "/s", atLeast: 100_000 }];
}

/**
 * What a chain of three providers that answer later costs, to its parts: one evaluation by itself, and what each of the
 * providers adds to one.
 */
export async function benchChain(): Promise<Measurement[]> {
  const chain = deciders.map((decider) => ({
    ...decider,
    decide: async (...asked: Parameters<Decider["decide"]>) => decider.decide(...asked),
  }));
  const nothing: Decider = { name: "none", role: "default", decide: () => ({ effect: "allow", reasons: [] }) };
  const measured = [[nothing], chain, ...chain.map((each) => [each])];
  const quietestOf = measured.map(() => Number.POSITIVE_INFINITY);
  // In turn, so that what else the machine does falls on all of them alike.
  for (let block = 0; block < 3 * blocks; block++) {
    for (const [i, each] of measured.entries())
      quietestOf[i] = Math.min(quietestOf[i] as number, await evaluating(each));
  }
  const [empty = Number.NaN, whole = Number.NaN, ...each] = quietestOf;
  const parts = each.reduce((sum, one) => sum + Math.max(0, one - empty), empty);
  return [{ name: "chain of three, to its parts", value: whole / parts, unit: "×", atMost: 1.1 }];
}

/** Milliseconds of a block of evaluations by these deciders. */
async function evaluating(chain: readonly Decider[]): Promise<number> {
  const before = performance.now();
  for (let i = 0; i < rounds; i++)
    await evaluate(request(i), { scope, deciders: chain, record: async () => ({ index: 0 }) });
  return performance.now() - before;
}

/** Rounds a second in the quietest of the blocks. */
function quietest(block: () => void): number {
  const times = Array.from({ length: blocks }, () => {
    const before = performance.now();
    block();
    return performance.now() - before;
  });
  return rounds / (Math.min(...times) / 1_000);
}
