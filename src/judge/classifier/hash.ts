/** Adds a unit to the hash of what comes before it; 0 is the hash of nothing. */
export function step(hash: number, unit: number): number {
  return (Math.imul(hash ^ unit, 0x01000193) + 0x9e3779b9) | 0;
}

/** A well-spread hash, as 32 unsigned bits. */
export function scramble(hash: number): number {
  let h = Math.imul(hash ^ (hash >>> 16), 0x7feb352d);
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b);
  return (h ^ (h >>> 16)) >>> 0;
}

/** The hash of two things in this order. */
export function mix(a: number, b: number): number {
  return scramble(Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0xc2b2ae35) ^ (b >>> 7));
}
