import { describe, expect, it } from "vitest";
import { Redactor } from "../../src/dlp/index.ts";
import { forgedGroups } from "./forge.ts";

const redactor = new Redactor({ key: new Uint8Array(32) });

/** How much of each group must be found, in percent. */
const bars: Readonly<Record<string, number>> = {
  "as documented, plain": 98,
  "as documented, in sentences": 95,
  "beside a name, in sentences": 95,
  "beside a name, in files": 95,
  "in structures": 95,
};

const groups = forgedGroups(29);

describe("secrets as their makers document them", () => {
  it.each(groups.filter(({ name }) => name in bars))("[OC-5] [PH-1] are found $name", ({ name, samples }) => {
    const missed = samples.filter(({ text, span = [0, 0] }) => {
      const { findings } = redactor.redact(text);
      return !findings.some(({ start, end }) => start <= span[0] && end >= span[1]);
    });
    const found = 100 - (missed.length / samples.length) * 100;
    expect(found, missed.map(({ family }) => family).join()).toBeGreaterThanOrEqual(bars[name] as number);
  });

  it("[OC-5] are covered from their first unit to their last, and nothing beside them is", () => {
    let [exact, all] = [0, 0];
    for (const { text, span = [0, 0] } of groups.flatMap(({ samples }) => samples)) {
      const { findings } = redactor.redact(text);
      all += findings.length;
      exact += findings.filter(({ start, end }) => start === span[0] && end === span[1]).length;
    }
    expect(exact / all).toBeGreaterThanOrEqual(0.98);
  });
});
