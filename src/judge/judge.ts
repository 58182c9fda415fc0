import type { Span } from "../content/index.ts";
import type { JudgementCache } from "./cache.ts";
import type { CustomRules } from "./custom.ts";
import type { Circumstances, Direction, Judgement } from "./judgement.ts";
import type { AskedModel } from "./model/ask.ts";
import { kindOf, weigh, weighCommand } from "./tiers.ts";

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

/** A judge of texts. */
export interface Judge {
  /**
   * Rules, then the classifier, then the model, each only on what the one before left uncertain. Never rejects; what
   * cannot be judged is `unknown`.
   */
  judge(text: string, of: Circumstances, options?: JudgeOptions): Promise<Judgement>;
  /** The model's word on a command that the analysis of commands would ask about; `unknown` when there is none. */
  judgeCommand(command: string, of: Circumstances, options?: JudgeOptions): Promise<Judgement>;
}

/** Makes a judge of its parts. */
export function createJudge(parts: JudgeParts): Judge {
  return {
    judge: (text, of, options = {}) =>
      judged(parts, text, of, options.goal, () => weigh(parts, text, of, options)).catch((error) =>
        failed("rules", error),
      ),
    judgeCommand: (command, of, options = {}) =>
      judged(parts, command, of, options.goal, () => weighCommand(parts, command, options)).catch((error) =>
        failed("model", error),
      ),
  };
}

async function judged(
  { cache, custom, model, version }: JudgeParts,
  text: string,
  of: Circumstances,
  goal: string | undefined,
  make: () => Promise<Judgement>,
): Promise<Judgement> {
  const rules = custom.applicable(of, text.length).join(",");
  const fixed = [version, kindOf(of), of.direction, rules, goal ?? "", model?.name ?? ""];
  const keyFor = () => cache.key(text, [...fixed, model?.digest ?? ""]);
  const known = cache.get(keyFor());
  if (known !== undefined) return known;
  const made = await make();
  // INVARIANT: a failure is never remembered as a judgement; the key is that of the weights that answered.
  if (made.class !== "unknown") await cache.put(keyFor(), made);
  return made;
}

function failed(tier: Judgement["tier"], error: unknown): Judgement {
  const reason = `it could not be judged: ${error instanceof Error ? error.message : String(error)}`;
  return { class: "unknown", confidence: 0, score: 0.5, tier, reason, rules: [], spans: [] };
}
