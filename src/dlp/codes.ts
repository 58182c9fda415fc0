import type { View } from "./view.ts";

/** Fewer codes are a row of numbers. */
const fewest = 12;

/** How much text that many codes take at least and at most. */
const shortest = 3 * fewest - 1;
const longest = 6 * fewest;

/** Units of lists of codes: `103, 104`, `67 68`, `67:68`, `0x67, 0x68`. */
const units = new Uint8Array(128);
for (const unit of "0123456789abcdefABCDEFxX,: \t") units[unit.charCodeAt(0)] = 1;

const decimals = /(?<![\w.])[1-9]\d{1,2}(?:(?:, ?| )[1-9]\d{1,2}){11}/;
const pairs = /(?<![\w.])(?:0x)?[0-9a-f]{2}(?:(?:, ?|[ :])(?:0x)?[0-9a-f]{2}){11}/i;

/** How the codes of a list are written. */
export type Radix = 10 | 16;

/**
 * Calls `visit` for the first of each list of 12 or more codes of characters. Looks at one unit in every 16. Returns
 * where to go on when more text has come.
 */
export function visitCodes(
  text: string,
  from: number,
  final: boolean,
  visit: (at: number, radix: Radix) => void,
): number {
  let low = from;
  for (let probe = from; probe < text.length; probe += 16) {
    if (!isUnit(text, probe) || !isUnit(text, probe + 1) || !isUnit(text, probe + 2)) continue;
    let start = probe;
    while (start > low && isUnit(text, start - 1)) start--;
    const end = pastCodes(text, probe, text.length);
    if (end - start >= shortest) {
      // The unit before tells whether a word goes on into the list.
      const before = Math.max(0, start - 1);
      const row = text.slice(before, end);
      visitFirst(row, decimals, 10, (at, radix) => visit(before + at, radix));
      visitFirst(row, pairs, 16, (at, radix) => visit(before + at, radix));
    }
    low = end;
    probe = Math.max(probe, end - 16);
  }
  return final ? text.length : Math.max(from, text.length - longest - shortest);
}

function visitFirst(row: string, list: RegExp, radix: Radix, visit: (at: number, radix: Radix) => void): void {
  const found = list.exec(row);
  if (found !== null && /^[\t\n\r -~]+$/.test(decodeCodes(radix)(found[0]).text)) visit(found.index, radix);
}

/** Where the list begins that may go on behind the text; the length of the text when none may. */
export function codesHeld(text: string): number {
  let start = text.length;
  while (start > 0 && text.length - start <= longest && isUnit(text, start - 1)) start--;
  return /\d[0-9a-f]?[ ,:]|[a-f]\d[ ,:]/i.test(text.slice(start)) ? start : text.length;
}

/** The first index from `at` on, at most `limit`, that is not of a list of codes. */
export function pastCodes(text: string, at: number, limit: number): number {
  let end = at;
  while (end < limit && isUnit(text, end)) end++;
  return end;
}

/** The text whose codes are listed. */
export function decodeCodes(radix: Radix): (source: string) => View {
  return (source) => {
    let text = "";
    const places: (readonly [number, number])[] = [];
    for (const { 0: code, index } of source.matchAll(/(?:0x)?[0-9a-f]{2,3}/gi)) {
      text += String.fromCharCode(Number.parseInt(code, radix));
      places.push([index, index + code.length]);
    }
    return {
      text,
      span: (start, end) => [places[start]?.[0] ?? source.length, places[end - 1]?.[1] ?? source.length],
    };
  };
}

function isUnit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code < 128 && units[code] === 1;
}
