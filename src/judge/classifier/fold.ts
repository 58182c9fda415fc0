import { lookAlike } from "../../content/index.ts";

/** What a unit is read as when it cannot be seen. */
export const unseen: number = 1;
/** What any pictograph is read as. */
export const pictograph: number = 0x263a;

const readings = new Uint16Array(1 << 16);
const ignorable = /^[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cc}\p{Cs}\p{Co}]$/u;
/** Marks of scripts that are read without them; vowels of Indic and Thai writing are letters here. */
const marks = /[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670]/gu;

/** What one UTF-16 unit is read as: lower case, without accents, look-alikes as ASCII, every blank as one of two. */
export function foldUnit(unit: number): number {
  const known = readings[unit] as number;
  if (known !== 0) return known;
  const reading = fold(String.fromCharCode(unit));
  readings[unit] = reading;
  return reading;
}

/** What a code point beyond the first plane is read as; tags and mathematical letters spell ASCII. */
export function foldAstral(code: number): number {
  if (code >= 0xe0020 && code <= 0xe007e) return foldUnit(code - 0xe0000);
  if (code >= 0xe0000) return unseen;
  if (code >= 0x1d400 && code <= 0x1d7ff) return foldUnit(mathematical(code));
  if (code >= 0x20000) return 0x4e00;
  return pictograph;
}

const letters = new Uint16Array(0x400);

function mathematical(code: number): number {
  const at = code - 0x1d400;
  letters[at] ||= String.fromCodePoint(code).normalize("NFKD").charCodeAt(0);
  return letters[at] as number;
}

function fold(char: string): number {
  if ("\n\r\v\f\u0085\u2028\u2029".includes(char)) return 0x0a;
  if ((char.trim() === "" && char !== "\ufeff") || char === "\u2800") return 0x20;
  if (ignorable.test(char)) return unseen;
  if (char >= "\uac00" && char <= "\ud7a3") return char.charCodeAt(0);
  const plain = char.normalize("NFKD").replace(marks, "")[0];
  if (plain === undefined) return unseen;
  const lower = plain.toLowerCase();
  return (lookAlike(plain) ?? lookAlike(lower) ?? lower).charCodeAt(0);
}
