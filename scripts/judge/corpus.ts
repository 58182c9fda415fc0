import { traits } from "../../src/judge/classifier/cell.ts";
import type { Lexicon } from "../../src/judge/classifier/lexicon.ts";
import { scan } from "../../src/judge/classifier/scan.ts";
import { conceptBits, gramBits } from "../../src/judge/classifier/shape.ts";
import type { Row } from "./rows.ts";

/** Texts as the cells that the classifier sees, in flat arrays. */
export interface Corpus {
  readonly rows: readonly Row[];
  /** Cells of row r: `firstCell[r] … firstCell[r + 1]`; the same for the grams and concepts of cells. */
  readonly firstCell: Uint32Array;
  readonly firstGram: Uint32Array;
  readonly grams: Uint32Array;
  readonly firstConcept: Uint32Array;
  readonly concepts: Uint16Array;
  readonly traits: Uint16Array;
}

/** Scans every row once. */
export function corpusOf(rows: readonly Row[], lexicon: Lexicon): Corpus {
  const firstCell = [0];
  const firstGram = [0];
  const firstConcept = [0];
  const traitRows: number[] = [];
  let grams = new Uint32Array(1 << 24);
  let concepts = new Uint16Array(1 << 20);
  let [gramCount, conceptCount] = [0, 0];
  for (const { text } of rows) {
    scan(text, lexicon, (cell) => {
      if (gramCount + cell.gramCount > grams.length) grams = grown(grams);
      for (let i = 0; i < cell.gramCount; i++) grams[gramCount++] = (cell.grams[i] as number) >>> (32 - gramBits);
      if (conceptCount + cell.conceptCount > concepts.length) concepts = grown(concepts);
      for (let i = 0; i < cell.conceptCount; i++)
        concepts[conceptCount++] = (cell.concepts[i] as number) >>> (32 - conceptBits);
      firstGram.push(gramCount);
      firstConcept.push(conceptCount);
      for (let i = 0; i < traits.length; i++) traitRows.push(cell.traits[i] as number);
    });
    firstCell.push(firstGram.length - 1);
  }
  return {
    rows,
    firstCell: Uint32Array.from(firstCell),
    firstGram: Uint32Array.from(firstGram),
    grams: grams.subarray(0, gramCount),
    firstConcept: Uint32Array.from(firstConcept),
    concepts: concepts.subarray(0, conceptCount),
    traits: Uint16Array.from(traitRows),
  };
}

function grown<A extends Uint32Array | Uint16Array>(array: A): A {
  const larger = new (array.constructor as new (length: number) => A)(array.length * 2);
  larger.set(array);
  return larger;
}
