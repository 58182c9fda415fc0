import type { Direction } from "../../src/judge/classifier/index.ts";
import type { Corpus } from "./corpus.ts";
import { type Head, learn, type Score, type Settings, score, sumOf } from "./learn.ts";

/** Sources that are held out together: one kind of attack with its kin, and harmless sources beside it. */
export const folds: readonly (readonly string[])[] = [
  ["neuralchemy", "hackaprompt", "benign-dolly", "commits"],
  ["awesome-prompts", "benign-nlp-tasks"],
  ["injecagent", "webhooks", "skills"],
  ["inthewild-jailbreak", "garak-jailbreak", "gptfuzz", "benign-chat", "tldr-pages"],
  ["bipia-train", "security-docs", "code"],
  ["goodwiins", "giskard", "malicious-skills", "mitre-frr"],
];

/** What a head that knew nothing of a row's source makes of it. */
export interface Prediction extends Score {
  readonly row: number;
}

/**
 * The heads of both directions, learned from every row that has to do with none of the sources `out`. What attacks in
 * users' words look like helps to find them in content; the head of content is the sum of what both have learned.
 */
export function headsWithout(
  corpus: Corpus,
  out: readonly string[],
  settings: Settings,
): Readonly<Record<Direction, Head>> {
  const learned = (direction: Direction): Head =>
    learn(
      corpus,
      corpus.rows.flatMap(({ sides, sources }, row) =>
        sides.includes(direction) && !sources.some((source) => out.includes(source)) ? [row] : [],
      ),
      settings,
    );
  const user = learned("user");
  return { user, content: sumOf(user, learned("content")) };
}

/**
 * Every row, judged for its directions by heads that never saw its source. Composed rows count where they borrow from a
 * source: they are the only attacks in long documents, without which length itself would look harmless.
 */
export function outOfSource(corpus: Corpus, settings: Settings): Readonly<Record<Direction, readonly Prediction[]>> {
  const user: Prediction[] = [];
  const content: Prediction[] = [];
  for (const out of folds) {
    const heads = headsWithout(corpus, out, settings);
    corpus.rows.forEach(({ sides, sources: [source, lender] }, row) => {
      if (!out.includes(lender ?? (source as string))) return;
      if (sides.includes("user")) user.push({ row, ...score(heads.user, corpus, row) });
      if (sides.includes("content")) content.push({ row, ...score(heads.content, corpus, row) });
    });
  }
  return { user, content };
}
