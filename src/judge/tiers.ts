import { type Span, screenText } from "../content/index.ts";
import type { Circumstances, Judgement } from "./judgement.ts";
import type { AskedModel } from "./model/ask.ts";
import type { Question, QuestionKind } from "./model/question.ts";
import type { Band, JudgeOptions, JudgeParts } from "./parts.ts";

/** How often a dangerous rule was right on texts that nobody wrote it for. */
const ruled = { one: 0.97, several: 0.99 } as const;
/** The same of a suspicious rule. */
const hinted = 0.85;
/** A small model is not as sure as it says. */
const modest = { least: 0.04, most: 0.96 } as const;
/** Where a model's word on a command ends to be safe, and where it is danger enough to refuse. */
const commandBand = { doubtful: 0.35, dangerous: 0.9 } as const;

const kinds = {
  ingress: "message",
  arguments: "call",
  commands: "command",
  results: "content",
  egress: "reply",
} as const satisfies Record<Circumstances["point"], QuestionKind>;

/** What a text is, as a model is told it. */
export function kindOf({ point, direction }: Circumstances): QuestionKind {
  return point === "ingress" && direction === "content" ? "content" : kinds[point];
}

/** What rules, classifier and model make of a text. */
export async function weigh(
  parts: JudgeParts,
  text: string,
  of: Circumstances,
  options: JudgeOptions,
): Promise<Judgement> {
  const screened = screenText(text);
  if (screened.class === "unknown") return { ...screened, score: 0.5, tier: "rules" };
  const custom = parts.custom.hits(text, of);
  const found = {
    rules: [...screened.rules, ...new Set(custom.map(({ rule }) => rule))],
    reasons: [
      ...new Set([...(screened.rules.length > 0 ? [screened.reason] : []), ...custom.map((hit) => hit.reason)]),
    ],
    spans: [...screened.spans, ...custom.map(({ span }) => span)].sort((a, b) => a[0] - b[0]),
  };
  // INVARIANT: what a precise rule found is settled; no later tier can clear it.
  if (screened.class === "dangerous" || custom.some((hit) => hit.class === "dangerous")) {
    const score = found.rules.length > 1 ? ruled.several : ruled.one;
    return judgement("dangerous", score, "rules", found.reasons.join("; "), found);
  }
  const hinting = found.rules.length > 0;
  const { score: alone, spans } = parts.classifier.classify(text, of.direction);
  const score = hinting ? pooled(alone, hinted) : alone;
  const marked = { rules: found.rules, spans: hinting ? found.spans : spans };
  const band = parts.classifier.band(of.direction);
  const why = (otherwise: string) => (hinting ? found.reasons.join("; ") : otherwise);
  if (score >= band.dangerous) {
    return judgement("dangerous", score, "classifier", why("it reads like an attack"), marked);
  }
  if (score < band.doubtful && !hinting) {
    return judgement("safe", score, "classifier", "nothing in it reads like an attack", { rules: [], spans: [] });
  }
  if (parts.model === undefined || score >= band.suspicious) {
    return judgement("suspicious", score, "classifier", why("it reads somewhat like an attack"), marked);
  }
  return settle(parts.model, parts, { text, score, band, hinting, marked, of, why: why("") }, options);
}

interface Doubt {
  readonly text: string;
  readonly score: number;
  readonly band: Band;
  /** A rule spoke, so that the text is suspicious at least. */
  readonly hinting: boolean;
  readonly marked: Pick<Judgement, "rules" | "spans">;
  readonly of: Circumstances;
  readonly why: string;
}

/** Has the model settle what rules and classifier leave uncertain. */
async function settle(model: AskedModel, parts: JudgeParts, doubt: Doubt, options: JudgeOptions): Promise<Judgement> {
  const { text, score, band, hinting, marked, of, why } = doubt;
  const asked = await ask(model, parts, text, kindOf(of), marked.spans, options);
  if (!asked.ok) {
    const reason = [why, asked.why].filter((part) => part !== "").join("; ");
    return { ...judgement("unknown", score, "model", reason, marked), confidence: 0, model: nameOf(model) };
  }
  const together = pooled(score, Math.min(modest.most, Math.max(modest.least, asked.probability)));
  // INVARIANT: neither what a rule found nor what the model was not shown is cleared by it.
  const stays = hinting || !asked.whole || together >= band.doubtful;
  const level = together >= band.dangerous ? "dangerous" : stays ? "suspicious" : "safe";
  const reason = [why, `the model takes it for ${asked.probability >= 0.5 ? "an attack" : "harmless"}`];
  return {
    ...judgement(level, together, "model", reason.filter((part) => part !== "").join("; "), marked),
    model: `${model.name}@${asked.digest}`,
  };
}

/** What the model makes of a command; `unknown` when there is none. */
export async function weighCommand(parts: JudgeParts, command: string, options: JudgeOptions): Promise<Judgement> {
  const { model } = parts;
  const none = { rules: [], spans: [] };
  if (model === undefined) return { ...judgement("unknown", 0.5, "model", "there is no model", none), confidence: 0 };
  const asked = await ask(model, parts, command, "command", [], options);
  if (!asked.ok) {
    return { ...judgement("unknown", 0.5, "model", asked.why, none), confidence: 0, model: nameOf(model) };
  }
  const { probability, whole } = asked;
  const stays = !whole || probability >= commandBand.doubtful;
  const level = probability >= commandBand.dangerous ? "dangerous" : stays ? "suspicious" : "safe";
  const reason = level === "safe" ? "the model takes it for harmless" : "the model takes it for dangerous";
  return { ...judgement(level, probability, "model", reason, none), model: `${model.name}@${asked.digest}` };
}

function ask(
  model: AskedModel,
  { redact = (shown) => shown }: JudgeParts,
  text: string,
  kind: QuestionKind,
  doubtful: readonly Span[],
  { goal, signal }: JudgeOptions,
): ReturnType<AskedModel["ask"]> {
  const shown = redact(text);
  const question: Question = { kind, text: shown, ...(goal !== undefined && { goal: redact(goal) }) };
  // Spans are of the text as it was; where something was taken out of it, all of it is shown.
  return model.ask(question, shown === text ? doubtful : [], signal);
}

function nameOf({ name, digest }: AskedModel): string {
  return digest === undefined ? name : `${name}@${digest}`;
}

function judgement(
  level: Judgement["class"],
  score: number,
  tier: Judgement["tier"],
  reason: string,
  { rules, spans }: Pick<Judgement, "rules" | "spans">,
): Judgement {
  const right = level === "safe" ? 1 - score : score;
  return { class: level, confidence: Math.round(100 * right), score, tier, reason, rules, spans };
}

/** Two probabilities from different sources as one: their odds multiplied. */
function pooled(a: number, b: number): number {
  return 1 / (1 + Math.exp(-(logit(a) + logit(b))));
}

function logit(p: number): number {
  const bounded = Math.min(1 - 1e-6, Math.max(1e-6, p));
  return Math.log(bounded / (1 - bounded));
}
