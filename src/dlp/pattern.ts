import { DetectorInvalid } from "../errors.ts";
import { type CharacterSet, complement, namedSets, rangeOf, setOf, union, withoutCase } from "./character-set.ts";
import { choiceStep, failed, literalStep, repeatStep, runStep, type Step, sequenceStep, undecided } from "./step.ts";

/**
 * A compiled pattern. `secret` is what the capture group takes, or all of it; `lead` and `trail` are the context around
 * it. `longest` is the most UTF-16 units it can look at.
 */
export interface Pattern {
  readonly lead: readonly Step[];
  readonly secret: Step;
  readonly trail: Step;
  readonly longest: number;
}

/** What a pattern made of the text at one place. */
export type PatternMatch =
  | { readonly outcome: "matched"; readonly start: number; readonly end: number }
  | { readonly outcome: "failed" }
  /** `from`: the secret, if there is one, starts here or later. */
  | { readonly outcome: "undecided"; readonly from: number };

/** The outcome of a pattern that does not match, whatever follows. */
export const noMatch: PatternMatch = { outcome: "failed" };

/** The most text a detector may need before it can tell, and so the most a stream holds back for it. */
export const longestPattern = 512;

/** Matches the pattern at `at`; when `final` is false the text may still go on. */
export function matchPattern({ lead, secret, trail }: Pattern, text: string, at: number, final: boolean): PatternMatch {
  let start = at;
  for (const step of lead) {
    const next = step(text, start, final);
    if (next === failed) return noMatch;
    if (next === undecided) return { outcome: "undecided", from: start };
    start = next;
  }
  const end = secret(text, start, final);
  if (end === failed) return noMatch;
  const behind = end === undecided ? undecided : trail(text, end, final);
  if (behind === failed) return noMatch;
  return behind === undecided ? { outcome: "undecided", from: start } : { outcome: "matched", start, end };
}

/**
 * Compiles the notation of regular expressions without what makes them slow: repetitions are bounded and never give
 * back, alternatives are tried in order, and there are no anchors, look-arounds or back-references. One capture group,
 * not nested, may mark the secret.
 * @throws {DetectorInvalid} with the place of what is wrong.
 */
export function compilePattern(source: string, options: { readonly ignoreCase?: boolean } = {}): Pattern {
  const ignoreCase = options.ignoreCase === true;
  const key = `${ignoreCase ? "i" : "c"}${source}`;
  const known = compiled.get(key) ?? compile(source, ignoreCase);
  if (compiled.size < mostCompiled) compiled.set(key, known);
  return known;
}

/** Patterns that were compiled before: many detectors share one, as they do the classes of their tails. */
const compiled = new Map<string, Pattern>();
const mostCompiled = 1_024;

/** Classes that were compiled before, by their case and source, and what the source of one is behind the bracket. */
const classes = new Map<string, CharacterSet>();
const classSource = /^(?:[^\]\\]|\\.)*\]/;

function compile(source: string, ignoreCase: boolean): Pattern {
  const pattern = new Parser(source, ignoreCase).pattern();
  if (pattern.longest > longestPattern) {
    throw new DetectorInvalid(
      `the pattern ${source} can take ${pattern.longest} characters; at most ${longestPattern}`,
    );
  }
  return pattern;
}

/**
 * Compiles a class such as `[A-Za-z0-9]`, or one character.
 * @throws {DetectorInvalid} when it is anything else.
 */
export function compileClass(source: string): CharacterSet {
  return new Parser(source, false).class();
}

/** A pattern of exactly this text, all of it secret. */
export function literalPattern(text: string): Pattern {
  return { lead: [], secret: literalStep(text, false), trail: (_text, at) => at, longest: text.length };
}

interface Part {
  readonly step: Step;
  readonly longest: number;
  /** The text it stands for, when it stands for one. */
  readonly literal?: string;
  readonly set?: CharacterSet;
  readonly captures?: boolean;
}

class Parser {
  readonly #source: string;
  readonly #ignoreCase: boolean;
  #at = 0;

  constructor(source: string, ignoreCase: boolean) {
    this.#source = source;
    this.#ignoreCase = ignoreCase;
  }

  pattern(): Pattern {
    const parts = this.#top();
    if (this.#at < this.#source.length) this.#refuse("a closing bracket or a bar without an opening one");
    const longest = parts.reduce((sum, part) => sum + part.longest, 0);
    const captures = parts.flatMap((part, i) => (part.captures ? [i] : []));
    if (captures.length > 1) this.#refuse("a second capture group");
    const at = captures[0];
    const steps = parts.map((part) => part.step);
    if (at === undefined) return { lead: [], secret: sequenceStep(steps), trail: sequenceStep([]), longest };
    return { lead: steps.slice(0, at), secret: steps[at] as Step, trail: sequenceStep(steps.slice(at + 1)), longest };
  }

  class(): CharacterSet {
    const set = this.#setOf(this.#atom());
    return set === undefined || this.#at < this.#source.length ? this.#refuse("more or other than one class") : set;
  }

  /** The parts of the one alternative, or a single part of several. */
  #top(): Part[] {
    const parts = this.#parts();
    if (this.#source[this.#at] !== "|") return parts;
    this.#at = 0;
    return [this.#choice()];
  }

  #choice(): Part {
    const options: Part[] = [];
    do {
      const parts = this.#parts();
      if (parts.some((part) => part.captures)) this.#refuse("a capture group inside another group");
      options.push({
        step: sequenceStep(parts.map((part) => part.step)),
        longest: parts.reduce((sum, part) => sum + part.longest, 0),
      });
    } while (this.#take("|"));
    return {
      step: options.length === 1 ? (options[0] as Part).step : choiceStep(options.map((option) => option.step)),
      longest: Math.max(...options.map((option) => option.longest)),
    };
  }

  #parts(): Part[] {
    const parts: Part[] = [];
    while (this.#at < this.#source.length && !"|)".includes(this.#source[this.#at] as string)) {
      const part = this.#repeated(this.#atom());
      const last = parts.at(-1);
      if (last?.literal === undefined || part.literal === undefined) parts.push(part);
      else parts.splice(-1, 1, this.#literal(last.literal + part.literal));
    }
    return parts;
  }

  #atom(): Part {
    if (this.#take("(?:")) return this.#group(false);
    if (this.#take("(?")) return this.#refuse("a group that is neither (?:…) nor (…)");
    if (this.#take("(")) return this.#group(true);
    if (this.#take("[")) return this.#class();
    if (this.#take(".")) return this.#set(anyOfLine);
    const char = this.#next();
    if ("*+?{}^$]".includes(char)) this.#refuse(`"${char}" where something to match must stand`);
    if (char !== "\\") return this.#literal(char);
    const set = this.#escaped();
    return typeof set === "string" ? this.#literal(set) : this.#set(this.#cased(set));
  }

  #group(captures: boolean): Part {
    const part = this.#choice();
    if (!this.#take(")")) this.#refuse("a group that is not closed");
    return { ...part, captures };
  }

  #class(): Part {
    const source = classSource.exec(this.#source.slice(this.#at))?.[0] ?? "";
    const key = `${this.#ignoreCase ? "i" : "c"}${source}`;
    const known = classes.get(key);
    if (known === undefined) return this.#newClass(key);
    this.#at += source.length;
    return this.#set(known);
  }

  #newClass(key: string): Part {
    const negated = this.#take("^");
    const sets: CharacterSet[] = [];
    while (!this.#take("]")) {
      const char = this.#next();
      if (char === "\\") sets.push(asSet(this.#escaped()));
      else if (this.#source[this.#at] === "-" && this.#source[this.#at + 1] !== "]") sets.push(this.#range(char));
      else sets.push(setOf(char));
    }
    const set = this.#cased(union(sets));
    const whole = negated ? complement(set) : set;
    if (classes.size < mostCompiled) classes.set(key, whole);
    return this.#set(whole);
  }

  #range(first: string): CharacterSet {
    this.#at++;
    const last = this.#next();
    if (first > last || last > "~") this.#refuse(`the range ${first}-${last}`);
    return rangeOf(first.charCodeAt(0), last.charCodeAt(0));
  }

  /** A named set, or the character that is meant. */
  #escaped(): CharacterSet | string {
    const char = this.#next();
    const control = { n: "\n", r: "\r", t: "\t" }[char];
    if (control !== undefined) return control;
    const named = namedSets[char];
    if (named !== undefined) return named;
    return /[A-Za-z0-9]/.test(char) ? this.#refuse(`the escape \\${char}`) : char;
  }

  #literal(literal: string): Part {
    const text = this.#ignoreCase ? literal.replace(/[A-Z]/g, (upper) => upper.toLowerCase()) : literal;
    return { step: literalStep(text, this.#ignoreCase), longest: literal.length, literal };
  }

  /** The set of a part of one unit. */
  #setOf({ set, literal }: Part): CharacterSet | undefined {
    return set ?? (literal?.length === 1 ? this.#cased(setOf(literal)) : undefined);
  }

  #cased(set: CharacterSet): CharacterSet {
    return this.#ignoreCase ? withoutCase(set) : set;
  }

  #set(set: CharacterSet): Part {
    return { step: runStep(set, 1, 1), longest: 1, set };
  }

  #repeated(part: Part): Part {
    const counts = this.#counts();
    if (counts === undefined) return part;
    if (part.captures) this.#refuse("a capture group that repeats");
    const [min, max] = counts;
    const set = this.#setOf(part);
    const step = set === undefined ? repeatStep(part.step, min, max) : runStep(set, min, max);
    return { step, longest: part.longest * max };
  }

  #counts(): readonly [number, number] | undefined {
    if (this.#take("?")) return [0, 1];
    if (this.#source[this.#at] !== "{") {
      return /[*+]/.test(this.#source[this.#at] ?? "") ? this.#refuse("a repetition without bound") : undefined;
    }
    const close = this.#source.indexOf("}", this.#at);
    const counts = /^(\d{1,3})(?:,(\d{1,3}))?$/.exec(this.#source.slice(this.#at + 1, close));
    if (counts === null) return this.#refuse("a repetition without bound");
    this.#at = close + 1;
    const min = Number(counts[1]);
    const max = Number(counts[2] ?? counts[1]);
    return max < min || max === 0 ? this.#refuse("a repetition that ends before it begins") : [min, max];
  }

  #take(text: string): boolean {
    if (!this.#source.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }

  #next(): string {
    const char = this.#source[this.#at++];
    return char ?? this.#refuse("an end where more must follow");
  }

  #refuse(what: string): never {
    throw new DetectorInvalid(`the pattern ${this.#source} has ${what} at ${this.#at}`, {
      fix: "use literals, classes, (?:a|b), ? and {n,m}; each repetition needs an upper bound",
    });
  }
}

/** What a dot stands for. */
const anyOfLine = complement(setOf("\n\r"));

function asSet(set: CharacterSet | string): CharacterSet {
  return typeof set === "string" ? setOf(set) : set;
}
