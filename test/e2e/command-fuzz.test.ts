import { describe, expect, it } from "vitest";
import { runWithBash } from "../command/fuzz/bash.ts";
import { accountFor, findMisses, type Miss, shrink } from "../command/fuzz/check.ts";
import { mutate } from "../command/fuzz/mutate.ts";
import { Chance } from "../command/fuzz/random.ts";
import { ScriptWriter } from "../command/fuzz/script.ts";
import { wrapperExamples } from "../command/wrapper-examples.ts";
import { missing, skipped } from "../sandbox/box.ts";

/** Set FUZZ_SEED to a number to try scripts that were not tried before. */
const explored = process.env["FUZZ_SEED"];
const seeds = Array.from({ length: 10 }, (_, i) => Number(explored ?? 1) * 100 + i);
const scriptsEach = 2_000;

/** Scripts of a seed; every other one is bent out of shape. */
function scriptsOf(seed: number): readonly string[] {
  const chance = new Chance(seed);
  const writer = new ScriptWriter(chance);
  return Array.from({ length: scriptsEach }, (_, i) => {
    const script = writer.script();
    return (i % 2 === 0 ? script : mutate(chance, script, writer.script())).toWellFormed();
  });
}

describe.skipIf(missing !== undefined)(`[CE-1.1] against bash itself${skipped}`, () => {
  it("the analysis misses no program in 20 000 scripts, whole and broken", async () => {
    const counts = { listed: 0, dynamic: 0, refused: 0 };
    const misses: (Miss & { seed: number })[] = [];
    const waiting = [...seeds];
    const work = async (): Promise<void> => {
      for (let seed = waiting.pop(); seed !== undefined; seed = waiting.pop()) {
        const found = await findMisses(scriptsOf(seed));
        for (const account of ["listed", "dynamic", "refused"] as const) counts[account] += found.counts[account];
        for (const { script } of found.misses) {
          // What does not miss anything by itself was led astray by a script before it.
          const alone = await shrink(script);
          if (alone !== undefined) misses.push({ ...alone, seed });
        }
      }
    };
    await Promise.all([work(), work()]);
    expect(misses).toEqual([]);
    expect(seeds.length * scriptsEach).toBeGreaterThanOrEqual(20_000);
    expect(counts.listed).toBeGreaterThan(5_000);
    expect(counts.listed).toBeGreaterThan(counts.dynamic);
  }, 600_000);

  it("the wrappers start what is found in them", async () => {
    const examples = Object.values(wrapperExamples).filter(({ runs }) => runs === true);
    const match = examples.flatMap((example) => example.match);
    const all = [...match, ...examples.flatMap(({ notMatch }) => notMatch)];
    const ran = await runWithBash(all);
    expect(match.filter((_, i) => ran[i]?.some(([program]) => program === "xa") !== true)).toEqual([]);
    const missed = all.filter((script, i) => ran[i]?.some((one) => accountFor(script, one) === undefined));
    expect(missed).toEqual([]);
  });

  it("bash runs what the scripts say, and a program that is not listed is noticed", async () => {
    const ran = await runWithBash([
      "qaa; $(qab) `qac`",
      "env xa | sh -c 'qad'",
      "exit",
      "while qaa; do :; done",
      "qae 3<(xb)",
    ]);
    expect(ran.map((started) => [...new Set(started.map(([program]) => program))].toSorted())).toEqual([
      ["qaa", "qab", "qac"],
      ["qad", "xa"],
      [],
      ["qaa"],
      ["qae", "xb"],
    ]);
    expect(accountFor("qaa", ["qaa"])).toBe("listed");
    expect(accountFor("$x", ["qaa"])).toBe("dynamic");
    expect(accountFor("qaa 3<(qab)", ["qab"])).toBe("refused");
    expect(accountFor("qaa", ["qab"])).toBeUndefined();
    expect(accountFor("qaa b", ["qaa", "c"])).toBeUndefined();
    expect(accountFor("qaa $b", ["qaa", "c"])).toBe("listed");
  });
});
