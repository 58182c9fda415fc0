/** A set of UTF-16 code units: one flag for each ASCII unit, one for all others together. */
export interface CharacterSet {
  readonly ascii: Uint8Array;
  readonly others: boolean;
}

/** True when the code unit is in the set. */
export function holds(set: CharacterSet, code: number): boolean {
  return code < 128 ? set.ascii[code] === 1 : set.others;
}

/** The set of the code units of `text`. */
export function setOf(text: string): CharacterSet {
  const ascii = new Uint8Array(128);
  let others = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 128) ascii[code] = 1;
    else others = true;
  }
  return { ascii, others };
}

/** The set of the ASCII units from `first` to `last`, both included. */
export function rangeOf(first: number, last: number): CharacterSet {
  const ascii = new Uint8Array(128);
  ascii.fill(1, first, last + 1);
  return { ascii, others: false };
}

/** Everything in any of the sets. */
export function union(sets: readonly CharacterSet[]): CharacterSet {
  const ascii = new Uint8Array(128);
  for (const set of sets)
    for (let code = 0; code < 128; code++) ascii[code] = (ascii[code] ?? 0) | (set.ascii[code] ?? 0);
  return { ascii, others: sets.some((set) => set.others) };
}

/** Everything not in the set. */
export function complement(set: CharacterSet): CharacterSet {
  return { ascii: set.ascii.map((flag) => 1 - flag), others: !set.others };
}

/** The set with both cases of each ASCII letter it holds in either. */
export function withoutCase(set: CharacterSet): CharacterSet {
  const ascii = set.ascii.slice();
  for (let lower = 97; lower <= 122; lower++) {
    const flag = (ascii[lower] ?? 0) | (ascii[lower - 32] ?? 0);
    ascii[lower] = flag;
    ascii[lower - 32] = flag;
  }
  return { ascii, others: set.others };
}

const digits = rangeOf(48, 57);

/** What `\d`, `\w` and `\s` stand for; white space beyond ASCII is not in `\s`. */
export const namedSets: Readonly<Record<string, CharacterSet>> = {
  d: digits,
  w: union([digits, rangeOf(65, 90), rangeOf(97, 122), setOf("_")]),
  s: setOf(" \t\r\n\f\v"),
};
