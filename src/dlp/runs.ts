import { asciiKinds, isKind, kind, pastKind } from "./units.ts";

/** A run shorter than this is neither an encoding of a secret nor one without a keyword. */
export const shortestRun = 20;

/** How much of a run must be there before its beginning can be judged, when more may follow. */
const enough = 24;

const token = kind.shape | kind.base64;

/**
 * Calls `visit` once for each place in a long run of token units where something may begin: the start of the run, and
 * behind each unit that is no letter or digit. `end` is the end of the run as far as it is there. Looks at every 20th
 * unit and goes back from there, so that ordinary prose costs next to nothing. Returns where to go on when more text
 * has come.
 */
export function visitRuns(
  text: string,
  from: number,
  final: boolean,
  visit: (at: number, end: number, prior: number) => void,
): number {
  const length = text.length;
  let low = from;
  let probe = from + shortestRun - 1;
  while (probe < length) {
    let start = probe;
    while (start >= low && isToken(text.charCodeAt(start))) start--;
    if (probe - start < shortestRun) {
      low = start + 1;
      probe = start + shortestRun;
      continue;
    }
    const end = pastKind(text, probe + 1, token);
    const open = end === length && !final;
    visitStarts(text, start + 1, end - (open ? enough : shortestRun), end, visit);
    low = end;
    probe = end + shortestRun;
  }
  let resume = length;
  while (resume > from && length - resume < enough - 1 && isToken(text.charCodeAt(resume - 1))) resume--;
  return resume;
}

function visitStarts(
  text: string,
  from: number,
  last: number,
  end: number,
  visit: (at: number, end: number, prior: number) => void,
): void {
  for (let at = from; at <= last; at++) {
    const prior = at === 0 ? 0 : text.charCodeAt(at - 1);
    if (!isToken(prior)) {
      // Behind a backslash stands an escape such as the one of a new line, and then the run.
      if (prior === backslash && at < last && isEscapeLetter(text.charCodeAt(at))) visit(at + 1, end, prior);
      visit(at, end, prior);
    } else if (!isKind(text, at - 1, kind.letter | kind.digit)) visit(at, end, prior);
  }
}

/** How much text from the first digit of a number on is enough to judge it. */
const enoughOfNumber = 48;

/**
 * Calls `visit` once for the first digit of each number in a row of numbers of `fewest` digits or more, with one space,
 * dot or hyphen between two of them. Looks at two units in every `fewest`. Returns where to go on when more text has
 * come.
 */
export function visitNumbers(
  text: string,
  from: number,
  final: boolean,
  fewest: number,
  visit: (at: number) => void,
): number {
  const length = text.length;
  let low = from;
  for (let probe = from; probe < length; ) {
    if (!isDigit(text.charCodeAt(probe)) && !isDigit(text.charCodeAt(probe + 1))) {
      probe += fewest - 1;
      continue;
    }
    const start = rowOfNumbers(text, low, probe);
    let digits = 0;
    let end = start;
    for (let separated = false; end < length; end++) {
      const code = text.charCodeAt(end);
      if (isDigit(code)) {
        digits++;
        separated = false;
      } else if (separated || !isSeparator(code)) break;
      else separated = true;
    }
    const open = end === length && !final;
    if (open || digits >= fewest) {
      for (let at = start; at < end; at++) {
        if (!isDigitAt(text, at) || isDigitAt(text, at - 1)) continue;
        if (open && length - at < enoughOfNumber) return at;
        visit(at);
      }
    }
    low = end;
    probe = Math.max(end, probe + 1);
  }
  return final ? length : rowOfNumbers(text, low, length);
}

function rowOfNumbers(text: string, low: number, at: number): number {
  let start = at;
  while (start > low && isOfNumbers(text, start - 1)) start--;
  return start;
}

/** True for a digit, and for a space, dot or hyphen behind one. */
function isOfNumbers(text: string, at: number): boolean {
  return isDigitAt(text, at) || (isSeparator(text.charCodeAt(at)) && isDigitAt(text, at - 1));
}

/** How many digits stand from `at` on with at most one space, dot or hyphen between two of them; counts no further than `most`. */
export function digitsFrom(text: string, at: number, most: number): number {
  let count = 0;
  let separated = false;
  for (let i = at; i < text.length && count < most; i++) {
    const code = text.charCodeAt(i);
    if (isDigit(code)) {
      count++;
      separated = false;
    } else if (separated || !isSeparator(code)) return count;
    else separated = true;
  }
  return count;
}

const backslash = 92;

function isToken(code: number): boolean {
  return code < 128 && ((asciiKinds[code] as number) & token) !== 0;
}

function isSeparator(code: number): boolean {
  return code === 32 || code === 45 || code === 46;
}

function isDigitAt(text: string, at: number): boolean {
  return isDigit(text.charCodeAt(at));
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isEscapeLetter(code: number): boolean {
  return code === 110 || code === 114 || code === 116;
}
