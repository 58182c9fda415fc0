import { isKind, kind } from "./units.ts";

const space = 32;

/** Fewer single units with spaces between them are an enumeration. */
const fewest = 12;

/** How much text that many units take. */
const shortest = 2 * fewest;

/**
 * Calls `visit` for the start of each row of 12 or more single units with one space between them. Returns where to go on
 * when more text has come.
 */
export function visitSpaced(text: string, from: number, final: boolean, visit: (at: number) => void): number {
  // Every row has a probe in its first half, and there every other unit is a space.
  for (let probe = from + 6; probe + 5 < text.length; probe += 12) {
    const at = alternates(text, probe) ? probe + 1 : alternates(text, probe + 1) ? probe + 2 : -1;
    if (at === -1) continue;
    const start = rowStart(text, at);
    const end = rowEnd(text, start);
    if (end - start >= shortest - 1) visit(start);
    probe = Math.max(probe, end - 6);
  }
  return final ? text.length : Math.max(from, text.length - shortest - 6);
}

/** Where the row of single units begins with which the text ends; its length when it ends with none. */
export function spacedHeld(text: string): number {
  const last = text.charCodeAt(text.length - 1) === space ? text.length - 2 : text.length - 1;
  let start = text.length;
  for (let at = last; at >= 0 && last - at <= 2 * shortest && isSingle(text, at); at -= 2) {
    start = at;
    if (text.charCodeAt(at - 1) !== space) break;
  }
  return start;
}

/** The first index from `at` on, at most `limit`, that is not of the row that began at `start`. */
export function pastSpaced(text: string, start: number, at: number, limit: number): number {
  let end = start + ((at - start) & ~1);
  while (end < limit && isFilled(text, end)) {
    if (end + 1 === text.length) return end + 1;
    if (text.charCodeAt(end + 1) !== space) return isKind(text, end + 1, kind.word) ? end : end + 1;
    end += 2;
  }
  return Math.min(end, limit, text.length);
}

function alternates(text: string, at: number): boolean {
  return (
    text.charCodeAt(at) === space &&
    text.charCodeAt(at + 2) === space &&
    text.charCodeAt(at + 4) === space &&
    isFilled(text, at + 1) &&
    isFilled(text, at + 3)
  );
}

function rowStart(text: string, at: number): number {
  let start = at;
  while (start >= 2 && text.charCodeAt(start - 1) === space && isFilled(text, start - 2) && isSingle(text, start - 2)) {
    start -= 2;
  }
  return start;
}

function rowEnd(text: string, start: number): number {
  return pastSpaced(text, start, start, text.length);
}

/** True when no word goes on into the unit. */
function isSingle(text: string, at: number): boolean {
  return isFilled(text, at) && !isKind(text, at - 1, kind.word);
}

function isFilled(text: string, at: number): boolean {
  return text.charCodeAt(at) > space;
}
