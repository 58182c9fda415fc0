/** Letters as `foldUnit` gives them. */
export function isLetter(unit: number): boolean {
  return unit < 0x80 ? unit >= 0x61 && unit <= 0x7a : unit >= 0xaa && (unit < 0x2000 || unit > 0x2bff) && !isSign(unit);
}

export function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39;
}

/** Writing that puts no spaces between words: Thai, Lao, Burmese, Khmer, kana and Han. */
export function isUnspaced(unit: number): boolean {
  return (
    (unit >= 0x0e00 && unit < 0x0f00) ||
    (unit >= 0x1000 && unit < 0x10a0) ||
    (unit >= 0x1780 && unit < 0x1800) ||
    (unit >= 0x3040 && unit < 0x3100) ||
    (unit >= 0x3400 && unit < 0xa000)
  );
}

/** The letter that a digit stands for inside a word: `1gn0re`. */
export function letterOf(digit: number): number {
  return "oizeasgtbg".charCodeAt(digit - 0x30);
}

/** `!`, `.`, `?` and `。`. */
export function endsSentence(unit: number): boolean {
  return unit === 0x21 || unit === 0x2e || unit === 0x3f || unit === 0x3002;
}

/** Signs of other scripts that end a word. */
function isSign(unit: number): boolean {
  return (unit >= 0x3000 && unit <= 0x3020) || (unit >= 0xff00 && unit <= 0xff0f) || unit === 0x60c || unit === 0x61b;
}
