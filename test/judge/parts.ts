import { JudgementCache } from "../../src/judge/cache.ts";
import { type CustomRule, compileRules } from "../../src/judge/custom.ts";
import { createJudge, type Judge } from "../../src/judge/judge.ts";
import type { Circumstances } from "../../src/judge/judgement.ts";
import type { AskedModel } from "../../src/judge/model/ask.ts";
import type { Question } from "../../src/judge/model/question.ts";
import type { JudgeParts } from "../../src/judge/parts.ts";

/** A message of a member of the public. */
export const message: Circumstances = { point: "ingress", direction: "user", principal: "ann", ingress: "webchat" };

/** A classifier that finds the probability written in the text, as in `p=0.6`; otherwise 0.05. */
export const written: JudgeParts["classifier"] = {
  classify(text) {
    const found = /p=([\d.]+)/.exec(text);
    return {
      score: Number(found?.[1] ?? 0.05),
      spans: found === null ? [] : [[found.index, found.index + found[0].length]],
    };
  },
  band: () => ({ doubtful: 0.5, suspicious: 0.7, dangerous: 0.9 }),
};

/** A model that says what it is told to; `undefined` is a failure. */
export class ToldModel implements AskedModel {
  readonly name = "told";
  readonly breaker = "closed";
  readonly asked: Question[] = [];
  digest: string | undefined = "d1";
  whole = true;
  probability: number | undefined;

  constructor(probability: number | undefined) {
    this.probability = probability;
  }

  async ask(question: Question): ReturnType<AskedModel["ask"]> {
    this.asked.push(question);
    return this.probability === undefined || this.digest === undefined
      ? { ok: false, why: "told: it is gone" }
      : { ok: true, probability: this.probability, digest: this.digest, whole: this.whole };
  }

  async warm(): Promise<void> {}

  async status(): ReturnType<AskedModel["status"]> {
    return { reachable: true, detail: "told" };
  }
}

/** A judge of these parts, with a cache of its own. */
export async function judgeWith(
  parts: Partial<Omit<JudgeParts, "custom">> & { readonly rules?: readonly CustomRule[] } = {},
): Promise<{ readonly judge: Judge; readonly cache: JudgementCache }> {
  const { rules = [], cache = await JudgementCache.open({ hours: 24, entries: 100 }), ...more } = parts;
  const custom = compileRules(rules);
  return { cache, judge: createJudge({ classifier: written, custom, cache, version: "v1", ...more }) };
}
