import type { Span } from "../content/index.ts";
import type { JudgementCache } from "./cache.ts";
import type { CustomRules } from "./custom.ts";
import type { Direction } from "./judgement.ts";
import type { AskedModel } from "./model/ask.ts";

/** The trained classifier, as the judge uses it. */
export interface Classifier {
  classify(text: string, direction: Direction): { readonly score: number; readonly spans: readonly Span[] };
  band(direction: Direction): Band;
}

/**
 * Calibrated probabilities: below `doubtful` a text is safe, from `suspicious` on it is at least that, from `dangerous` on
 * it is that. Only what lies between the first two is uncertain enough to ask a model.
 */
export interface Band {
  readonly doubtful: number;
  readonly suspicious: number;
  readonly dangerous: number;
}

/** What a judge is made of. */
export interface JudgeParts {
  readonly classifier: Classifier;
  readonly custom: CustomRules;
  readonly cache: JudgementCache;
  /** Asked about what is left uncertain; without one, that is suspicious. */
  readonly model?: AskedModel;
  /** Takes secrets out of what a model is shown. */
  readonly redact?: (text: string) => string;
  /** Of rules and settings: judgements of another version are made again. */
  readonly version: string;
}

/** What else is known about a text. */
export interface JudgeOptions {
  /** What the user wants; a model is told. */
  readonly goal?: string;
  readonly signal?: AbortSignal;
}
