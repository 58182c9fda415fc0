import type { Span } from "../content/index.ts";
import { compilePattern, matchPattern, type Pattern } from "../dlp/index.ts";
import { type Condition, holds } from "./condition.ts";
import type { Circumstances } from "./judgement.ts";

/** A rule of the operator's own. Without a pattern it is about whatever meets its condition. */
export interface CustomRule {
  readonly id: string;
  /** In the notation of `dlp.patterns`, so that it takes time that grows with the text alone; case does not matter. */
  readonly pattern?: string;
  readonly when: Condition;
  readonly class: "suspicious" | "dangerous";
  readonly reason: string;
}

/** What a custom rule found. */
export interface CustomHit extends Pick<CustomRule, "class" | "reason"> {
  readonly rule: string;
  readonly span: Span;
}

/** Rules that are ready to be applied. */
export interface CustomRules {
  /** Names of the rules whose condition holds: what else the same text may come to depends on these. */
  applicable(of: Circumstances, length: number): readonly string[];
  hits(text: string, of: Circumstances): readonly CustomHit[];
}

/** The most matches of one rule that are told. */
const mostMatches = 32;

/** Compiles the rules. @throws {DetectorInvalid} when a pattern is not linear. */
export function compileRules(rules: readonly CustomRule[]): CustomRules {
  const compiled = rules.map((rule) => ({
    ...rule,
    expression: rule.pattern === undefined ? undefined : compilePattern(rule.pattern, { ignoreCase: true }),
  }));
  const applying = (of: Circumstances, length: number) => compiled.filter(({ when }) => holds(when, of, length));
  return {
    applicable: (of, length) => applying(of, length).map(({ id }) => id),
    hits: (text, of) =>
      applying(of, text.length).flatMap(({ id, expression, class: level, reason }) => {
        const spans: readonly Span[] = expression === undefined ? [[0, text.length]] : matches(expression, text);
        return spans.map((span): CustomHit => ({ rule: `custom.${id}`, class: level, reason, span }));
      }),
  };
}

function matches(pattern: Pattern, text: string): readonly Span[] {
  const found: Span[] = [];
  for (let at = 0; at < text.length && found.length < mostMatches; at++) {
    const match = matchPattern(pattern, text, at, true);
    if (match.outcome !== "matched" || match.end <= at) continue;
    found.push([match.start, match.end]);
    at = match.end - 1;
  }
  return found;
}
