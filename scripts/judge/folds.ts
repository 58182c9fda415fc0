import type { Corpus } from "./corpus.ts";
import { balance, type Head, learn, type Settings, score } from "./learn.ts";
import type { Side } from "./rows.ts";

/** Sources that are held out together: one kind of attack, and benign sources beside it. */
export const folds: readonly (readonly string[])[] = [
  ["neuralchemy", "hackaprompt", "benign-dolly", "commits"],
  ["awesome-prompts", "benign-nlp-tasks"],
  ["injecagent", "webhooks", "skills"],
  ["inthewild-jailbreak", "garak-jailbreak", "gptfuzz", "benign-chat", "tldr-pages"],
  ["bipia-train", "security-docs", "code"],
  ["goodwiins", "giskard", "malicious-skills", "mitre-frr"],
];

/** What a head that knew nothing of a row's source makes of it. */
export interface Prediction {
  readonly row: number;
  readonly gram: number;
  readonly concept: number;
  readonly windows: number;
}

/** The head of one side, learned from every row that has to do with none of the sources `out`. */
export function headWithout(corpus: Corpus, side: Side, out: readonly string[], settings: Settings): Head {
  const members = corpus.rows.flatMap(({ sides, sources }, row) =>
    sides.includes(side) && !sources.some((source) => out.includes(source)) ? [row] : [],
  );
  return learn(corpus, members, balance(corpus, members), 7, settings);
}

/** Every real row of a side, judged by a head that never saw its source. */
export function outOfSource(corpus: Corpus, side: Side, settings: Settings): readonly Prediction[] {
  return folds.flatMap((out) => {
    const head = headWithout(corpus, side, out, settings);
    return corpus.rows.flatMap(({ sides, sources, category }, row) =>
      sides.includes(side) && sources.length === 1 && category !== "synthetic" && out.includes(sources[0] as string)
        ? [{ row, ...score(head, corpus, row) }]
        : [],
    );
  });
}
