/** What a UTF-16 unit can be part of. */
export const kind = {
  /** Of a name or a token: letters, digits, `_ ~ . -`. */
  shape: 1,
  /** Of base64 in either alphabet. */
  base64: 2,
  hex: 4,
  letter: 8,
  digit: 16,
  /** Of a word of text, as far as an escape can stand in one: no quotes, brackets, commas or white space. */
  word: 32,
} as const;

/** The kinds of each ASCII unit. */
export const asciiKinds: Uint8Array = new Uint8Array(128);

for (let code = 33; code < 127; code++) {
  const unit = String.fromCharCode(code);
  let kinds = 0;
  if (/[A-Za-z0-9_~.-]/.test(unit)) kinds |= kind.shape;
  if (/[A-Za-z0-9+/_-]/.test(unit)) kinds |= kind.base64;
  if (/[A-Fa-f0-9]/.test(unit)) kinds |= kind.hex;
  if (/[A-Za-z]/.test(unit)) kinds |= kind.letter;
  if (/[0-9]/.test(unit)) kinds |= kind.digit;
  if (/[^"'`<>(){}[\],|]/.test(unit)) kinds |= kind.word;
  asciiKinds[code] = kinds;
}

/** True when the unit at `at` is ASCII and of one of the kinds; false outside the text. */
export function isKind(text: string, at: number, kinds: number): boolean {
  const code = text.charCodeAt(at);
  return code < 128 && ((asciiKinds[code] as number) & kinds) !== 0;
}

/** The first index from `at` on where no unit of the kinds stands, at most `limit`. */
export function pastKind(text: string, at: number, kinds: number, limit: number = text.length): number {
  let end = at;
  const stop = Math.min(limit, text.length);
  while (end < stop && isKind(text, end, kinds)) end++;
  return end;
}
