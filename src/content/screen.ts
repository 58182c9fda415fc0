import { ScreenRuleInvalid } from "../errors.ts";
import { findHidden } from "./hidden.ts";
import { layersOf } from "./layers.ts";
import { type ScreenRule, screenRules } from "./screen-rules.ts";
import type { Span, Verdict } from "./verdict.ts";
import { originalSpan, viewOf } from "./view.ts";

/** Most UTF-16 units that are judged; a longer text is unknown, because an unread part could hold anything. */
export const maxScreened: number = 1 << 20;

interface LoadedRule extends ScreenRule {
  readonly expression: RegExp;
}

interface Hit {
  readonly rule: string;
  readonly class: "suspicious" | "dangerous";
  readonly confidence: number;
  readonly reason: string;
  readonly span: Span;
}

/**
 * Judges a text by rules, with what is encoded in it or not shown, in time that grows with its length alone. Knows English
 * and some ways to hide; nothing else.
 */
export function screenText(text: string): Verdict {
  if (text.length > maxScreened) {
    return { class: "unknown", confidence: 0, reason: "the text is too long to be judged", rules: [], spans: [] };
  }
  const hits = [...findHidden(text), ...ruleHits(text), ...layerHits(text)];
  const first = hits.sort((a, b) => weight(b) - weight(a))[0];
  if (first === undefined) return { class: "safe", confidence: 40, reason: "no rule matched", rules: [], spans: [] };
  return {
    class: first.class,
    confidence: Math.min(99, first.confidence + 5 * (new Set(hits.map(({ rule }) => rule)).size - 1)),
    reason: [...new Set(hits.map(({ reason }) => reason))].join("; "),
    rules: [...new Set(hits.map(({ rule }) => rule))],
    spans: hits.map(({ span }) => span).sort((a, b) => a[0] - b[0]),
  };
}

/**
 * Compiles rules and proves each by its examples.
 * @throws {ScreenRuleInvalid} when a repetition has no bound or an example is judged wrongly.
 */
export function loadScreenRules(source: readonly ScreenRule[]): readonly LoadedRule[] {
  return source.map((rule) => {
    if (/[*+]|\{\d+,\}/.test(rule.pattern.replace(literalParts, ""))) {
      throw new ScreenRuleInvalid(`the rule "${rule.id}" repeats without bound`, {
        fix: "write {0,n} in place of * or +",
      });
    }
    const loaded = { ...rule, expression: new RegExp(withBlanks(rule.pattern), "g") };
    for (const example of rule.match) prove(loaded, example, true);
    for (const example of rule.not_match) prove(loaded, example, false);
    return loaded;
  });
}

/** Escapes and classes: what is inside them is meant as it stands. */
const literalParts = /\\.|\[(?:\\.|[^\]\\])*\]/g;

/** The view keeps line ends apart from spaces; a rule does not care which stands between two words. */
function withBlanks(pattern: string): string {
  return pattern.replace(new RegExp(`${literalParts.source}| `, "g"), (part) => (part === " " ? "[ \\n]" : part));
}

function prove({ id, expression }: LoadedRule, example: string, expected: boolean): void {
  if (viewOf(example).text.search(expression) >= 0 === expected) return;
  throw new ScreenRuleInvalid(
    `the rule "${id}" ${expected ? "does not match" : "matches"} ${JSON.stringify(example)}`,
    {
      fix: "correct its pattern or the example",
    },
  );
}

function ruleHits(text: string): readonly Hit[] {
  const view = viewOf(text);
  return rules.flatMap(({ id, expression, class: level, confidence, reason }) =>
    [...view.text.matchAll(expression)].map(({ index, 0: found }): Hit => {
      const span = originalSpan(view, index, index + found.length);
      return { rule: id, class: level, confidence, reason, span };
    }),
  );
}

/** What the rules find beneath the surface, at the part of the text that holds it; what lies open is found there already. */
function layerHits(text: string): readonly Hit[] {
  return layersOf(text).flatMap(({ text: inner, span }) =>
    ruleHits(inner).map((hit) => ({ ...hit, reason: `${hit.reason}, where nobody sees it`, span })),
  );
}

function weight({ class: level, confidence }: Hit): number {
  return (level === "dangerous" ? 100 : 0) + confidence;
}

const rules: readonly LoadedRule[] = loadScreenRules(screenRules);
