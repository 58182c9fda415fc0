/** A stretch of a few words: what it says in hashes, to be added up over any window. */
export interface Cell {
  /** Half-open range of UTF-16 offsets into the text. */
  start: number;
  end: number;
  /** Hashes of words and of sequences of words and characters; the first `gramCount` are meant. */
  readonly grams: Uint32Array;
  gramCount: number;
  /** Hashes of concepts and of pairs of them; the first `conceptCount` are meant. */
  readonly concepts: Uint32Array;
  conceptCount: number;
  /** How often each trait occurs, in the order of `traits`. */
  readonly traits: Uint16Array;
}

/** What is counted of the writing itself; all but the first, which counts units, have weights. */
export const traits = [
  "units",
  "capitals",
  "digits",
  "unseen",
  "foreign",
  "mixed",
  "exclamations",
  "quotes",
  "brackets",
  "lines",
  "colons",
  "symbols",
  "singles",
] as const;

/** Where a trait stands in the counts. */
export const trait: Readonly<Record<(typeof traits)[number], number>> = Object.fromEntries(
  traits.map((name, index) => [name, index]),
) as Record<(typeof traits)[number], number>;

/** A cell that holds nothing and has room for so many grams and concepts. */
export function newCell(grams: number, concepts: number): Cell {
  return {
    start: 0,
    end: 0,
    grams: new Uint32Array(grams),
    gramCount: 0,
    concepts: new Uint32Array(concepts),
    conceptCount: 0,
    traits: new Uint16Array(traits.length),
  };
}

/** Empties the cell, which goes on at `start`. */
export function clearCell(cell: Cell, start: number): void {
  cell.start = start;
  cell.gramCount = 0;
  cell.conceptCount = 0;
  cell.traits.fill(0);
}

/** Adds a hash; what there is no room for is left out. */
export function addGram(cell: Cell, hash: number): void {
  if (cell.gramCount < cell.grams.length) cell.grams[cell.gramCount++] = hash;
}

/** Adds a hash; what there is no room for is left out. */
export function addConcept(cell: Cell, hash: number): void {
  if (cell.conceptCount < cell.concepts.length) cell.concepts[cell.conceptCount++] = hash;
}

/** Counts a trait once more. */
export function addTrait(cell: Cell, index: number): void {
  cell.traits[index] = (cell.traits[index] as number) + 1;
}
