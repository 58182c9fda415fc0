import { mix, step } from "./hash.ts";

/** The ids of concepts by the words, beginnings of words and phrases that stand for them; 0 is none. */
export interface Lexicon {
  word(hash: number): number;
  /** The concept of every word that begins like this. */
  prefix(hash: number, length: number): number;
  /** The concept of the last three words, or of the last two. */
  phrase(last: number, before: number, beforeThat: number): number;
  /** The concept of the longest of the sequences that end with the last of these units. */
  ending(units: Uint16Array, at: number): number;
}

/** What kinds of keys there are. */
export const keyKinds = { word: 0x61, prefix: 0x62, pair: 0x63, triple: 0x64, ending: 0x65 } as const;

/** A sequence of at most this many units is looked for in writing without spaces. */
export const longestEnding: number = 8;

/** No word is known by a longer beginning. */
const longestPrefix = 24;

/** A lexicon over a hash table with open addressing: `keys` has a power of two of entries, 0 where there is none. */
export function lexiconOf(keys: Uint32Array, ids: Uint8Array): Lexicon {
  const mask = keys.length - 1;
  const find = (key: number): number => {
    for (let at = key & mask; ; at = (at + 1) & mask) {
      const there = keys[at] as number;
      if (there === key) return ids[at] as number;
      if (there === 0) return 0;
    }
  };
  return {
    word: (hash) => find(mix(hash, keyKinds.word)),
    prefix: (hash, length) => (length < 3 || length > longestPrefix ? 0 : find(mix(hash, keyKinds.prefix))),
    phrase: (last, before, beforeThat) =>
      find(mix(mix(mix(beforeThat, before), last), keyKinds.triple)) || find(mix(mix(before, last), keyKinds.pair)),
    ending: (units, at) => {
      let found = 0;
      let hash = 0;
      // From the last unit backwards, so that longer sequences come later and win.
      for (let length = 1; length <= longestEnding && at - length + 1 >= 0; length++) {
        hash = step(hash, units[at - length + 1] as number);
        if (length > 1) found = find(mix(hash, keyKinds.ending)) || found;
      }
      return found;
    },
  };
}
