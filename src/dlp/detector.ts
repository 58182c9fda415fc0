import { DetectorInvalid } from "../errors.ts";
import type { Keyword } from "./automaton.ts";
import type { CharacterSet } from "./character-set.ts";
import { compileClass, compilePattern, matchPattern, type Pattern } from "./pattern.ts";
import { isKind, kind } from "./units.ts";

/** What a detector is told about the text it took to be a secret. */
export interface Evidence {
  /** The secret as far as the pattern took it; at most 512 UTF-16 units. */
  readonly secret: string;
  /** What the pattern took before it. */
  readonly lead: string;
  /** Up to 64 units of text before the secret, `lead` included. */
  readonly context: string;
}

/**
 * Where a detector without keywords is tried: at the start of each run of 20 or more of `[A-Za-z0-9_~.-]`, or at the
 * first digit of each number in a row of numbers with 6 digits or more, or at each word of the list of mnemonics that
 * eleven more follow. Keywords of one or two letters stand in every
 * line of text: a trigger is then cheaper.
 */
export type Trigger = "run" | "number" | "words";

/** What is taken as part of the secret before the place where the pattern is tried: a run of one class, taken greedily. */
export interface Before {
  /** A class in the notation of `compilePattern`, such as `[A-Za-z0-9]`: no quotes, brackets, commas, white space. */
  readonly set: string;
  readonly min: number;
  /** At most 128. */
  readonly max: number;
}

/** Personal data, which is left alone unless a configuration asks for its group. */
export type PersonalGroup = "email" | "phone" | "card" | "iban" | "national-id";

/** One family of secrets, as data. Each is proved by its own examples when it is loaded. */
export interface Detector {
  /** Kebab-case; stands in the placeholder `[redacted:family]`. */
  readonly family: string;
  /** ASCII texts with which the pattern begins; it is tried only where one of them stands, in either case. */
  readonly keywords: readonly string[];
  /** Where to try the pattern instead, when there are no keywords. */
  readonly at?: Trigger;
  /** How many digits a number must have at least for the pattern to be tried; default 6. */
  readonly digits?: number;
  /** For secrets whose keyword stands in their middle or at their end. */
  readonly before?: Before;
  /** Set when what it finds is personal data. */
  readonly personal?: PersonalGroup;
  /** True when only a name or randomness tells the secret: not tried in texts that are a guess, such as reversed ones. */
  readonly generic?: boolean;
  /** In the notation of `compilePattern`. */
  readonly pattern: string;
  readonly ignoreCase?: boolean;
  /** True when the keyword must not follow a letter or a digit: for weak prefixes that occur inside words. */
  readonly startsWord?: boolean;
  /** How much of what the pattern took is the secret, in units: where what ends it is more than one unit. */
  readonly trim?: (taken: string, lead: string) => number;
  /** What the secret goes on with behind the pattern, again and again, however long it is. */
  readonly tail?: string;
  /** What ends the tail and still belongs to it. */
  readonly end?: string;
  /** Refuses what only looks like a secret. */
  readonly accepts?: (evidence: Evidence) => boolean;
  /** True when a checksum or an embedded structure proves the secret; never needed to redact it. */
  readonly verifies?: (evidence: Evidence) => boolean;
  readonly match: readonly string[];
  readonly not_match: readonly string[];
}

/** A run of one class before a keyword, ready to scan with. */
export interface LoadedBefore {
  readonly set: CharacterSet;
  readonly min: number;
  readonly max: number;
}

/** A detector ready to scan with. */
export interface LoadedDetector {
  readonly family: string;
  readonly keywords: readonly Keyword[];
  readonly at: Trigger | undefined;
  readonly digits: number;
  readonly before: LoadedBefore | undefined;
  readonly personal: PersonalGroup | undefined;
  readonly generic: boolean;
  readonly pattern: Pattern;
  readonly tail: Pattern | undefined;
  readonly end: Pattern | undefined;
  readonly startsWord: boolean;
  readonly trim: ((taken: string, lead: string) => number) | undefined;
  readonly accepts: (evidence: Evidence) => boolean;
  readonly verifies: (evidence: Evidence) => boolean;
}

/** Numbers with fewer digits are not looked at unless a detector wants them. */
const fewestDigits = 6;

/** The most that may be taken before a keyword: as much as a stream always has at hand. */
const longestBefore = 128;

/** What of a detector is known before its patterns are compiled. */
type Outline = Omit<LoadedDetector, "pattern" | "tail" | "end" | "accepts" | "verifies">;

/** The outline of a detector; only one that takes context before its secret has its pattern compiled for it. */
export function outlineOf(detector: Detector): Outline {
  if (capturesPart(detector.pattern)) return compileDetector(detector);
  return outlineWith(
    detector,
    detector.keywords.map((text) => ({ text, holds: true })),
  );
}

/**
 * Compiles a detector.
 * @throws {DetectorInvalid} when a part of it is not in its form.
 */
export function compileDetector(detector: Detector): LoadedDetector {
  const { family, before, accepts = () => true, verifies = () => false } = detector;
  if (!/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(family)) refuse(family, "needs a kebab-case family");
  const ignoreCase = detector.ignoreCase === true;
  const pattern = compilePattern(detector.pattern, { ignoreCase });
  const optional = (source: string | undefined) =>
    source === undefined ? undefined : compilePattern(source, { ignoreCase });
  const [tail, end] = [optional(detector.tail), optional(detector.end)];
  if ((detector.keywords.length === 0) === (detector.at === undefined)) {
    refuse(family, "needs either keywords or a trigger");
  }
  const shortest = before !== undefined && before.min > 0 ? 1 : 2;
  const keywords = detector.keywords.map((text) => keywordOf(family, text, pattern, shortest));
  return { ...outlineWith(detector, keywords), pattern, tail, end, accepts, verifies };
}

function outlineWith(detector: Detector, keywords: readonly Keyword[]): Outline {
  const { family, at, digits = fewestDigits, personal, generic = false, startsWord = false, trim } = detector;
  const before = loadBefore(family, detector.before);
  return { family, keywords, at, digits, before, personal, generic, startsWord, trim };
}

function loadBefore(family: string, before: Before | undefined): LoadedBefore | undefined {
  if (before === undefined) return undefined;
  const { min, max } = before;
  if (!(min >= 0 && max >= min && max <= longestBefore)) {
    refuse(family, `takes ${min} to ${max} characters before its keyword; at most ${longestBefore}`);
  }
  const set = compileClass(before.set);
  const held = set.ascii.every((flag, code) => flag === 0 || isKind(String.fromCharCode(code), 0, kind.word));
  if (set.others || !held) refuse(family, "takes units before its keyword that a word does not have");
  return { set, min, max };
}

function keywordOf(family: string, text: string, pattern: Pattern, shortest: number): Keyword {
  if (!/^[\t\n\r -~]+$/.test(text) || text.length < shortest)
    refuse(family, `has the keyword "${text}", which is not ASCII of ${shortest} characters or more`);
  const match = matchPattern(pattern, text, 0, false);
  if (match.outcome === "failed") refuse(family, `has the keyword "${text}", with which its pattern does not begin`);
  return { text, holds: match.outcome === "matched" || match.from < text.length };
}

function refuse(family: string, what: string): never {
  throw new DetectorInvalid(`the detector "${family}" ${what}`);
}

/** True when a group of the pattern marks the secret, so that what stands before it is context. */
function capturesPart(pattern: string): boolean {
  return /\((?!\?)/.test(pattern.replace(/\\.|\[(?:[^\]\\]|\\.)*\]/g, ""));
}
