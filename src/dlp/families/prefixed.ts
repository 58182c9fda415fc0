import type { Detector, Evidence } from "../detector.ts";
import { isRandom } from "../plausible.ts";
import { type Alphabet, textOf } from "./alphabet.ts";

/** What is particular to a family beyond its prefixes, alphabet and length. */
interface Particulars {
  /** The fewest units behind the prefix, where three fifths of the usual length would be too many or too few. */
  readonly least?: number;
  /** True for a weak prefix, which must not follow a letter or a digit. */
  readonly startsWord?: boolean;
  /** True for a prefix that is too common to look for: it is tried where a run of 20 units begins. */
  readonly startsRun?: boolean;
  /** Also true for the secret, or it is refused. */
  readonly accepts?: (evidence: Evidence) => boolean;
  readonly verifies?: (evidence: Evidence) => boolean;
  readonly match?: readonly string[];
  readonly not_match?: readonly string[];
}

/**
 * A token that its prefix gives away: one of the prefixes, then units of the alphabet, `length` of them in the form its
 * maker documents. A token that was cut off is still one from three fifths of the length on, a longer one is taken whole.
 */
export function prefixed(
  family: string,
  prefixes: readonly string[],
  alphabet: Alphabet,
  length: number,
  particulars: Particulars = {},
): Detector {
  const longest = Math.max(...prefixes.map((prefix) => prefix.length));
  const { startsWord = false, startsRun = false, accepts, verifies, match = [], not_match = [] } = particulars;
  const { least = Math.max(8, Math.ceil((longest + length) * 0.6) - longest) } = particulars;
  const most = Math.min(Math.max(length, least) + 32, 500 - longest);
  const random = ({ secret }: Evidence) => isRandom(secret.slice(prefixes.find((p) => secret.startsWith(p))?.length));
  return {
    family,
    ...(startsRun ? { keywords: [], at: "run" as const } : { keywords: prefixes }),
    pattern: `${oneOf(prefixes)}${alphabet.set}{${Math.min(least, most)},${most}}`,
    tail: alphabet.set,
    startsWord,
    accepts: accepts === undefined ? random : (evidence) => random(evidence) && accepts(evidence),
    ...(verifies === undefined ? {} : { verifies }),
    get match() {
      return [...prefixes.map((prefix) => prefix + textOf(alphabet, length)), ...match];
    },
    get not_match() {
      return [...prefixes.map((prefix) => prefix + "x".repeat(length)), ...not_match];
    },
  };
}

/** A pattern of exactly these texts. */
export function oneOf(texts: readonly string[]): string {
  const escaped = texts.map((text) => text.replace(/[^A-Za-z0-9_\- ]/g, "\\$&"));
  return escaped.length === 1 ? (escaped[0] as string) : `(?:${escaped.join("|")})`;
}
