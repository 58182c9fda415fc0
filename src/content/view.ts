import { lookAlike } from "./look-alikes.ts";

/** Text as a reader takes it in, with the way back to the original. */
export interface View {
  readonly text: string;
  /** Where the unit of the view at `index` began in the original; its length is that of the view plus one. */
  readonly offsets: Uint32Array;
}

/**
 * What is there to be read, however it is written: NFKD without marks, look-alikes as ASCII, lower case, tag characters
 * as the ASCII they spell, nothing invisible, white space as one space or one line end. To look at, never to pass on.
 */
export function viewOf(original: string): View {
  const offsets: number[] = [];
  let text = "";
  let at = 0;
  let blank: "" | " " | "\n" = "";
  let blankAt = 0;
  const add = (unit: string, from: number): void => {
    text += unit;
    for (let i = 0; i < unit.length; i++) offsets.push(from);
  };
  for (const char of original) {
    const from = at;
    at += char.length;
    if (isBlank(char)) {
      if (blank === "") blankAt = from;
      blank = blank === "\n" || isLineEnd(char) ? "\n" : " ";
      continue;
    }
    const read = readAs(char);
    if (read === "") continue;
    if (blank !== "") {
      add(blank, blankAt);
      blank = "";
    }
    add(read, from);
  }
  offsets.push(at);
  return { text, offsets: Uint32Array.from(offsets) };
}

/** The span of the original that a span of the view came from. */
export function originalSpan({ offsets }: View, start: number, end: number): readonly [start: number, end: number] {
  return [offsets[start] ?? 0, offsets[end] ?? 0];
}

const ignorable = /^[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cc}\p{Cs}]$/u;
const marks = /\p{M}+/gu;

/** What one code point is read as: nothing when it cannot be seen. */
function readAs(char: string): string {
  const code = char.codePointAt(0) as number;
  if (code > 0x20 && code < 0x7f) return code >= 65 && code <= 90 ? char.toLowerCase() : char;
  if (code >= 0xe0020 && code <= 0xe007e) return String.fromCharCode(code - 0xe0000).toLowerCase();
  if (ignorable.test(char)) return "";
  const plain = char.normalize("NFKD").replace(marks, "");
  let read = "";
  for (const part of plain) read += lookAlike(part) ?? part.toLowerCase();
  return read;
}

function isBlank(char: string): boolean {
  return char === " " || (char.trim() === "" && char !== "\ufeff") || char === "\u2800" || char === "\u0085";
}

function isLineEnd(char: string): boolean {
  return "\n\r\v\f\u0085\u2028\u2029".includes(char);
}
