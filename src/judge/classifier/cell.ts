/** Hashes in the order in which they were found; the first `count` of the list are meant. */
export interface Hashes {
  readonly list: Uint32Array;
  count: number;
}

/** A stretch of a few words: what it says in hashes, to be added up over any window. */
export interface Cell {
  /** Half-open range of UTF-16 offsets into the text. */
  start: number;
  end: number;
  /** Of words and sequences of words. */
  readonly words: Hashes;
  /** Of sequences of characters. */
  readonly grams: Hashes;
  /** Of concepts and of pairs of them. */
  readonly concepts: Hashes;
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

/** A cell that holds nothing. */
export function newCell(): Cell {
  return {
    start: 0,
    end: 0,
    words: { list: new Uint32Array(1_024), count: 0 },
    grams: { list: new Uint32Array(1_024), count: 0 },
    concepts: { list: new Uint32Array(1_024), count: 0 },
    traits: new Uint16Array(traits.length),
  };
}

/** Empties the cell, which goes on at `start`. */
export function clearCell(cell: Cell, start: number): void {
  cell.start = start;
  cell.words.count = cell.grams.count = cell.concepts.count = 0;
  cell.traits.fill(0);
}

/** Adds a hash; what there is no room for is left out. */
export function addHash(hashes: Hashes, hash: number): void {
  if (hashes.count < hashes.list.length) hashes.list[hashes.count++] = hash;
}

/** Counts a trait once more. */
export function addTrait(cell: Cell, index: number): void {
  cell.traits[index] = (cell.traits[index] as number) + 1;
}
