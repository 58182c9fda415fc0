const lastCodePoint = 0x10ffff;
const surrogates = { first: 0xd800, behind: 0xe000 };

/** The least string, in the order of UTF-8 bytes, behind all that begin with the prefix; `undefined` when there is none. */
export function keySuccessor(prefix: string): string | undefined {
  const points = Array.from(prefix, (character) => character.codePointAt(0) as number);
  while (points.at(-1) === lastCodePoint) points.pop();
  const last = points.pop();
  if (last === undefined) return undefined;
  const next = last + 1 === surrogates.first ? surrogates.behind : last + 1;
  return String.fromCodePoint(...points, next);
}

/**
 * The strings themselves. Lone surrogates are all stored as one replacement character, so different keys as the same one.
 * @throws {TypeError} when there is one.
 */
export function wellFormed<T extends readonly unknown[]>(values: T): T {
  for (const value of values) {
    if (typeof value === "string" && !value.isWellFormed()) throw new TypeError("a lone surrogate cannot be stored");
  }
  return values;
}
