/** Hashes are cut to this many bits: the sizes of the tables of weights. */
export const gramBits: number = 20;
export const conceptBits: number = 15;

/** A window is this many cells, and the next one begins this many later. */
export const windowCells: number = 8;
export const windowStride: number = 3;

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
