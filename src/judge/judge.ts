import { type Span, screenText } from "../content/index.ts";
import type { JudgementCache } from "./cache.ts";
import type { CustomRules } from "./custom.ts";
import type { Circumstances, Direction, Judgement } from "./judgement.ts";
import type { AskedModel } from "./model/ask.ts";
import type { Question, QuestionKind } from "./model/question.ts";

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

/** How often a dangerous rule was right on texts that nobody wrote it for. */
const ruled = { one: 0.97, several: 0.99 } as const;
/** The same of a suspicious rule. */
const hinted = 0.85;
/** A small model is not as sure as it says. */
const modest = { least: 0.04, most: 0.96 } as const;
/** Where a model's word on a command ends to be safe, and where it is danger enough to refuse. */
const commandBand = { doubtful: 0.35, dangerous: 0.9 } as const;

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

async function weigh(parts: JudgeParts, text: string, of: Circumstances, options: JudgeOptions): Promise<Judgement> {
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
  const level = together >= band.dangerous ? "dangerous" : together >= band.doubtful || hinting ? "suspicious" : "safe";
  const said = level === "safe" ? "the model takes it for harmless" : "the model takes it for an attack";
  const reason = [why, asked.probability >= 0.5 === (level !== "safe") ? said : "the model is not sure of it"];
  return {
    ...judgement(level, together, "model", reason.filter((part) => part !== "").join("; "), marked),
    model: `${model.name}@${asked.digest}`,
  };
}

async function weighCommand(parts: JudgeParts, command: string, options: JudgeOptions): Promise<Judgement> {
  const { model } = parts;
  const none = { rules: [], spans: [] };
  if (model === undefined) return { ...judgement("unknown", 0.5, "model", "there is no model", none), confidence: 0 };
  const asked = await ask(model, parts, command, "command", [], options);
  if (!asked.ok) {
    return { ...judgement("unknown", 0.5, "model", asked.why, none), confidence: 0, model: nameOf(model) };
  }
  const { probability } = asked;
  const { dangerous, doubtful } = commandBand;
  const level = probability >= dangerous ? "dangerous" : probability >= doubtful ? "suspicious" : "safe";
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

const kinds = {
  ingress: "message",
  arguments: "call",
  commands: "command",
  results: "content",
  egress: "reply",
} as const satisfies Record<Circumstances["point"], QuestionKind>;

function kindOf({ point, direction }: Circumstances): QuestionKind {
  return point === "ingress" && direction === "content" ? "content" : kinds[point];
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

function failed(tier: Judgement["tier"], error: unknown): Judgement {
  const reason = `it could not be judged: ${error instanceof Error ? error.message : String(error)}`;
  return { class: "unknown", confidence: 0, score: 0.5, tier, reason, rules: [], spans: [] };
}

/** Two probabilities from different sources as one: their odds multiplied. */
function pooled(a: number, b: number): number {
  return 1 / (1 + Math.exp(-(logit(a) + logit(b))));
}

function logit(p: number): number {
  const bounded = Math.min(1 - 1e-6, Math.max(1e-6, p));
  return Math.log(bounded / (1 - bounded));
}
