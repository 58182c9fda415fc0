import { isListed, mayBeListed } from "./validators/mnemonic.ts";

/** A mnemonic has no fewer words. */
const fewest = 12;

/** The least and the most that a word of a mnemonic and what parts it from the next take. */
const shortestWord = 4;
const longestWord = 10;

const shortestRow = fewest * shortestWord - 1;

/**
 * Calls `visit` for each word from which on 12 words or more are all in the list that mnemonics are made of. Looks at
 * one word in every 47 units. Returns where to go on when more text has come.
 */
export function visitWordRows(text: string, from: number, final: boolean, visit: (at: number) => void): number {
  let low = from;
  for (let probe = from + shortestRow - 1; probe < text.length; probe += shortestRow) {
    const middle = wordAt(text, probe, low);
    if (!mayBeListed(text, middle) || !isRowWord(text, middle, final)) continue;
    const starts = rowAround(text, middle, low, final);
    for (let i = 0; i + fewest <= starts.length; i++) if (differs(text, starts, i)) visit(starts[i] as number);
    low = pastLetters(text, starts.at(-1) as number);
    probe = Math.max(probe, low);
  }
  return final ? text.length : Math.max(from, Math.min(rowHeld(text), text.length - fewest * longestWord));
}

/** Where the words of a mnemonic may begin with which the text ends; the length of the text when none do. */
export function rowHeld(text: string): number {
  let start = text.length;
  for (let count = 0; count < 24; count++) {
    const before = wordAt(text, priorWord(text, start), 0);
    if (before === start || before >= text.length || !isRowWord(text, before, false)) break;
    start = before;
  }
  return start;
}

/** The starts of the listed words around one of them, in order. */
function rowAround(text: string, middle: number, low: number, final: boolean): number[] {
  const starts = [middle];
  for (let at = middle; ; ) {
    const before = wordAt(text, priorWord(text, at), low);
    if (before >= at || before < low || !isRowWord(text, before, final)) break;
    starts.push(before);
    at = before;
  }
  starts.reverse();
  for (let at = middle; ; ) {
    const next = pastGap(text, pastLetters(text, at));
    if (next >= text.length || next === pastLetters(text, at) || !isRowWord(text, next, final)) break;
    starts.push(next);
    at = next;
  }
  return starts;
}

/** False where a word stands again among the next two: chance would hardly draw it so. */
function differs(text: string, starts: readonly number[], i: number): boolean {
  const [word, second, third] = [0, 1, 2].map((ahead) => {
    const at = starts[i + ahead] as number;
    return text.slice(at, pastLetters(text, at));
  });
  return word !== second && word !== third;
}

/** True for a listed word, and for one that the end of the text cuts off. */
function isRowWord(text: string, at: number, final: boolean): boolean {
  const end = pastLetters(text, at);
  if (end === text.length && !final) return end - at <= 8;
  return end - at >= 3 && end - at <= 8 && isListed(text.slice(at, end));
}

/** The start of the word at an index, or the index when no letter stands before it. */
function wordAt(text: string, at: number, low: number): number {
  let start = at;
  while (start > low && at - start < longestWord && isLetter(text, start - 1)) start--;
  return start;
}

/** The end of the word before the one that starts at an index; the index when there is none in reach. */
function priorWord(text: string, at: number): number {
  let end = at;
  while (end > 0 && at - end < 2 && isGap(text, end - 1)) end--;
  return end > 0 && end < at && isLetter(text, end - 1) ? end : end === text.length ? end : at;
}

function pastGap(text: string, at: number): number {
  let end = at;
  while (end - at < 2 && isGap(text, end)) end++;
  return end;
}

/** The end of the word at an index, or a place in it beyond which no listed word goes. */
function pastLetters(text: string, at: number): number {
  let end = at;
  while (end - at < longestWord && isLetter(text, end)) end++;
  return end;
}

/** True for a letter as mnemonics are written: what a sentence begins with is none. */
function isLetter(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 97 && code <= 122;
}

function isGap(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === 32 || code === 10 || code === 44 || code === 13;
}
