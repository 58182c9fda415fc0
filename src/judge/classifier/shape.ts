/** What a cell holds hashes of, and to how many bits they are cut: the sizes of the tables of weights. */
export const tableBits = { words: 19, grams: 20, concepts: 15 } as const;

/** The kinds of hashes. */
export type Kind = keyof typeof tableBits;
export const kinds: readonly Kind[] = ["words", "grams", "concepts"];

/** Short windows say little: the sum over `count` hashes is divided by the root of this. */
export function weightOf(count: number): number {
  return 1 / Math.sqrt(count + 2);
}

/** A window is this many cells, and the next one begins this many later. */
export const windowCells: number = 3;
export const windowStride: number = 1;

/** Where the windows over `cells` cells begin. */
export function windowCount(cells: number): number {
  return cells <= windowCells ? 1 : 1 + Math.ceil((cells - windowCells) / windowStride);
}

/** The classes of traits, each a weight of its own. */
export const traitLevels: number = 6;

/** How pronounced a trait is in a window of so many units: 0 for none, then by shares that double. */
export function traitLevel(count: number, units: number): number {
  if (count === 0) return 0;
  const share = count / Math.max(units, 16);
  return share < 0.01 ? 1 : share < 0.03 ? 2 : share < 0.09 ? 3 : share < 0.27 ? 4 : 5;
}

/** Entries of the table of words. */
export const lexiconSize: number = 1 << 14;
