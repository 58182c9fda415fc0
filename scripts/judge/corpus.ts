import { type Hashes, traits } from "../../src/judge/classifier/cell.ts";
import type { Lexicon } from "../../src/judge/classifier/lexicon.ts";
import { scan } from "../../src/judge/classifier/scan.ts";
import { type Kind, tableBits } from "../../src/judge/classifier/shape.ts";
import type { Row } from "./rows.ts";

/** Buckets of all cells; those of cell c are `ids[first[c]] … ids[first[c + 1]]`. */
export interface Buckets {
  readonly first: Uint32Array;
  readonly ids: Uint32Array;
}

/** Texts as the cells that the classifier sees, in flat arrays; the cells of row r are `firstCell[r] … firstCell[r + 1]`. */
export interface Corpus extends Readonly<Record<Kind, Buckets>> {
  readonly rows: readonly Row[];
  readonly firstCell: Uint32Array;
  readonly traits: Uint16Array;
}

/** Scans every row once. */
export function corpusOf(rows: readonly Row[], lexicon: Lexicon): Corpus {
  const firstCell = [0];
  const counts: number[] = [];
  const gathered = { words: gather("words"), grams: gather("grams"), concepts: gather("concepts") };
  for (const { text } of rows) {
    scan(text, lexicon, (cell) => {
      gathered.words.add(cell.words);
      gathered.grams.add(cell.grams);
      gathered.concepts.add(cell.concepts);
      for (const count of cell.traits) counts.push(count);
    });
    firstCell.push(counts.length / traits.length);
  }
  return {
    rows,
    firstCell: Uint32Array.from(firstCell),
    words: gathered.words.buckets(),
    grams: gathered.grams.buckets(),
    concepts: gathered.concepts.buckets(),
    traits: Uint16Array.from(counts),
  };
}

/** Collects the buckets of one kind, cell after cell. */
function gather(kind: Kind): { add(hashes: Hashes): void; buckets(): Buckets } {
  const first = [0];
  let ids = new Uint32Array(1 << 22);
  let count = 0;
  return {
    add: (hashes) => {
      if (count + hashes.count > ids.length) {
        const larger = new Uint32Array(ids.length * 2);
        larger.set(ids);
        ids = larger;
      }
      for (let i = 0; i < hashes.count; i++) ids[count++] = (hashes.list[i] as number) >>> (32 - tableBits[kind]);
      first.push(count);
    },
    buckets: () => ({ first: Uint32Array.from(first), ids: ids.subarray(0, count) }),
  };
}
