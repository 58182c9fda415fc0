import type { Circumstances, Judgement } from "./judgement.ts";
import type { JudgeOptions, JudgeParts } from "./parts.ts";
import { kindOf, weigh, weighCommand } from "./tiers.ts";

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
