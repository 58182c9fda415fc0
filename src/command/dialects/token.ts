import type { Redirect } from "../enumerate.ts";
import type { Span } from "../span.ts";
import type { Word } from "../word.ts";
import { refuse } from "./source.ts";

/** A word, an operator between words, or one of the few redirections. */
export type Token =
  | { readonly kind: "word"; readonly word: Word }
  | { readonly kind: "operator"; readonly text: string; readonly span: Span }
  | { readonly kind: "redirect"; readonly redirect: Redirect };

/** What a character that is outside the subset would do, and what to write instead. */
export type Meaning = readonly [kind: string, does: string, instead: string];

/** What tells one small language from another when it is divided into tokens. */
export interface Lexicon {
  readonly operators: readonly string[];
  /** The redirections there are, each as a sticky pattern; the first group is the target if it is no stream. */
  readonly redirects: RegExp;
  /** A bare word as far as it goes. */
  readonly bare: RegExp;
  /** What may not begin a bare word. */
  readonly never: RegExp;
  /** A quoted literal, its value being the one group that is there. */
  readonly quoted: RegExp;
  /** Whether a quoted literal may follow a bare beginning. */
  mayJoin(bare: string, value: string): boolean;
  /** What stands for something else, the longest first. */
  readonly meanings: readonly (readonly [RegExp, Meaning])[];
}

/** Divides a text into tokens. @throws {Refused} at the first thing that is outside the subset. */
export function tokensOf(source: string, by: Lexicon): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(source) ?? undefined;
    if (found !== undefined) at += found[0].length;
    return found;
  };
  const boundary = (): boolean =>
    at >= source.length || /[ \t]/.test(source[at] as string) || operatorAt() !== undefined;
  const operatorAt = (): string | undefined => by.operators.find((operator) => source.startsWith(operator, at));
  for (;;) {
    take(/[ \t]*/y);
    if (at >= source.length) return tokens;
    const start = at;
    const redirect = take(by.redirects);
    if (redirect !== undefined) {
      tokens.push({ kind: "redirect", redirect: redirectOf(redirect, [start, at]) });
      continue;
    }
    const operator = operatorAt();
    if (operator !== undefined) {
      at += operator.length;
      tokens.push({ kind: "operator", text: operator, span: [start, at] });
      continue;
    }
    const bare = by.never.test(source[at] as string) ? "" : (take(by.bare)?.[0] ?? "");
    const quoted = /['"]/.test(source[at] ?? "") ? take(by.quoted) : undefined;
    const value = quoted?.[1] ?? quoted?.[2] ?? "";
    // INVARIANT: where a word ends is beyond doubt: what follows it is a blank, an operator or the end.
    if (at === start || !boundary() || (quoted !== undefined && bare !== "" && !by.mayJoin(bare, value))) {
      refuseAt(source, at === start || !boundary() ? at : start + bare.length, by);
    }
    tokens.push({
      kind: "word",
      word: wordOf(source.slice(start, at), [start, at], bare + value, quoted === undefined),
    });
  }
}

function refuseAt(source: string, at: number, { meanings }: Lexicon): never {
  const rest = source.slice(at);
  for (const [pattern, [kind, does, instead]] of meanings) {
    const found = pattern.exec(rest);
    if (found !== null) refuse(`command.dialect.${kind}`, does, [at, at + Math.max(1, found[0].length)], instead);
  }
  refuse("command.dialect.syntax", "it is outside the part of the language that is understood", [at, at + 1], simpler);
}

const simpler = "write plain words and quoted literals";

function redirectOf([, device]: RegExpExecArray, span: Span): Redirect {
  if (device === undefined) return { mode: "duplicate", span };
  // Nothing is kept of what is written there, in any dialect.
  return { mode: "write", span, target: { ...wordOf(device, span, "/dev/null", true), plain: false } };
}

function wordOf(text: string, span: Span, value: string, plain: boolean): Word {
  return { text, span, value, head: value, glob: false, plain };
}
