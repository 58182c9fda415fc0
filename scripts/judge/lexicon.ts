import { foldUnit, unseen } from "../../src/judge/classifier/fold.ts";
import { mix, step } from "../../src/judge/classifier/hash.ts";
import { keyKinds, longestEnding } from "../../src/judge/classifier/lexicon.ts";
import { lexiconSize as tableSize } from "../../src/judge/classifier/shape.ts";
import { isUnspaced } from "../../src/judge/classifier/units.ts";
import { concepts } from "./concepts.ts";

/** The table that `lexiconOf` reads, made from words. */
export function lexiconTable(): { readonly keys: Uint32Array; readonly ids: Uint8Array } {
  const keys = new Uint32Array(tableSize);
  const ids = new Uint8Array(tableSize);
  let count = 0;
  Object.values(concepts).forEach((words, index) => {
    for (const word of words.trim().split(/\s+/)) {
      const key = keyOf(word);
      if (key === 0) continue;
      let at = key & (tableSize - 1);
      // The first concept that claims a word has it.
      while (keys[at] !== 0 && keys[at] !== key) at = (at + 1) & (tableSize - 1);
      if (keys[at] === key) continue;
      keys[at] = key;
      ids[at] = index + 1;
      count++;
    }
  });
  if (count > tableSize / 2) throw new Error(`${count} words are too many for the table`);
  return { keys, ids };
}

function keyOf(entry: string): number {
  const parts = entry.split("_").map((part) => folded(part.replace("*", "")));
  const [one, two, three] = parts.map((units) => units.reduce(step, 0));
  if (parts.length === 2) return mix(mix(one as number, two as number), keyKinds.pair);
  if (parts.length >= 3) return mix(mix(mix(one as number, two as number), three as number), keyKinds.triple);
  const units = parts[0] as readonly number[];
  if (units.some(isUnspaced)) {
    if (units.length < 2) return 0;
    return mix(units.toReversed().slice(0, longestEnding).reduce(step, 0), keyKinds.ending);
  }
  return mix(one as number, entry.endsWith("*") && units.length >= 3 ? keyKinds.prefix : keyKinds.word);
}

function folded(text: string): readonly number[] {
  return [...text].map((char) => foldUnit(char.charCodeAt(0))).filter((unit) => unit !== unseen);
}
