import { escapeAt, escapeLength, escapeUnit, mayBecomeEscape } from "./escape.ts";
import { isKind, kind } from "./units.ts";
import type { View } from "./view.ts";

const drop = 0xffff;
const pair = 0xfffe;

/** For each UTF-16 unit: 0 when it stands for itself, the ASCII unit it looks like, `drop`, or `pair` for a surrogate. */
const looks = new Uint16Array(0x10000);

const invisible = [
  [0xad, 0xad],
  [0x34f, 0x34f],
  [0x61c, 0x61c],
  [0x115f, 0x1160],
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  [0x200b, 0x200f],
  [0x202a, 0x202e],
  [0x2060, 0x206f],
  [0x3164, 0x3164],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
] as const;

/** Letters and signs of other scripts that look like ASCII ones, each behind the one it looks like. */
const alike = [
  "AАΑ BВΒ CСϹ EЕΕ HНΗ IІΙ JЈ KКΚ MМΜ NΝ OОΟ PРΡ SЅ TТΤ XХΧ YУΥ ZΖ",
  "aаα cсϲ dԁ eе gɡ hһ iіι jј kкκ lӏ mм nո oоο pрρ qԛ sѕ tт uυ vνѵ wԝ xх yуγ",
  "-‐‑‒–—―−﹣ ._ _‗ :։∶ /⁄∕ =꞊ .․ +＋ ~∼",
].join(" ");

for (const [first, last] of invisible) looks.fill(drop, first, last + 1);
for (const group of alike.split(" ")) {
  for (let i = 1; i < group.length; i++)
    if (group.charCodeAt(i) > 127) looks[group.charCodeAt(i)] = group.charCodeAt(0);
}
for (let code = 0xff01; code <= 0xff5e; code++) looks[code] = code - 0xfee0;
for (let code = 0x2460; code <= 0x24ff; code++) looks[code] = compatible(code);
for (let code = 0x2070; code <= 0x214f; code++) looks[code] ||= compatible(code);
// Mathematical letters, and the tags that nobody sees.
for (const high of [0xd835, 0xdb40]) looks[high] = pair;
looks.fill(pair, 0xdc00, 0xe000);

function compatible(code: number): number {
  const plain = String.fromCharCode(code).normalize("NFKC");
  return /^[A-Za-z0-9]$/.test(plain) ? plain.charCodeAt(0) : 0;
}

/** True when the unit is not ASCII and may read as ASCII, or as nothing. */
function isDisguised(code: number): boolean {
  return code > 127 && looks[code] !== 0;
}

/** The first index from `at` on, at most `limit`, where a word ends; what looks like its units is of it. */
export function pastWord(text: string, at: number, limit: number): number {
  let end = at;
  while (end < limit && inWord(text, end)) end++;
  return end;
}

/** The start of the word that ends before `at`, not before `limit`. */
export function wordStart(text: string, at: number, limit: number): number {
  let start = at;
  while (start > limit && inWord(text, start - 1)) start--;
  return start;
}

function inWord(text: string, at: number): boolean {
  return isKind(text, at, kind.word) || isDisguised(text.charCodeAt(at));
}

/** The last units of a text that may still become an escape. */
const longestEscape = 10;

/** Signs that begin an packed, each where it may tell something. */
const signs = ["%", "\\", "&"] as const;

/** Places where something reads as a unit of a token that it is not, and where to go on when more text has come. */
export interface Disguised {
  readonly places: readonly number[];
  readonly resume: number;
}

/** Finds in `[from, length)` the escapes of URLs, JSON, scripts and HTML, and letters in disguise. */
export function findDisguised(text: string, from: number, final: boolean, ascii: boolean): Disguised {
  let resume = text.length;
  if (!final) {
    if (!ascii) resume = Math.max(from, resume - 4);
    for (let at = Math.max(from, text.length - longestEscape); at < resume; at++) {
      if (mayBecomeEscape(text, at)) resume = at;
    }
  }
  const places: number[] = [];
  for (const sign of signs) {
    for (let at = text.indexOf(sign, from); at !== -1 && at < resume; at = text.indexOf(sign, at + 1)) {
      if (tells(text, at, escapeAt(text, at))) places.push(at);
    }
  }
  if (!ascii) {
    for (let at = from; at < resume; at++) {
      if (text.charCodeAt(at) > 127 && standsOut(text, at)) places.push(at);
    }
  }
  if (places.length > 1) places.sort((a, b) => a - b);
  return { places, resume };
}

/** The word with its escapes and disguises read. */
export function fold(word: string): View {
  let text = "";
  const starts: number[] = [];
  for (let at = 0; at < word.length; ) {
    const packed = escapeAt(word, at);
    const point = word.codePointAt(at) as number;
    const unit = plain(packed > 0 ? escapeUnit(packed) : point);
    if (unit !== drop) {
      text += String.fromCharCode(unit);
      starts.push(at);
    }
    at += packed > 0 ? escapeLength(packed) : point > 0xffff ? 2 : 1;
  }
  starts.push(word.length);
  return { text, span: (start, end) => [starts[start] as number, starts[end] as number] };
}

/** What a code point reads as: one UTF-16 unit, or `drop`. */
function plain(code: number): number {
  if (code < 128) return code;
  if (code >= 0xe0020 && code <= 0xe007e) return code - 0xe0000;
  if (code >= 0x1d400 && code <= 0x1d7ff) return String.fromCodePoint(code).normalize("NFKC").charCodeAt(0);
  if (code > 0xffff) return 0xfffd;
  const look = looks[code] as number;
  return look === 0 || look === pair ? code : look;
}

/** True when the escape stands for a unit that secrets are made of. */
function tells(text: string, at: number, packed: number): boolean {
  if (packed === 0) return false;
  const unit = escapeUnit(packed);
  if (unit > 126) return false;
  // A slash of JSON or an underscore of Markdown tells something inside a word only.
  if (escapeLength(packed) === 2) {
    return unit > 32 && isKind(text, at - 1, alphanumeric) && isKind(text, at + 2, alphanumeric);
  }
  return (
    (unit > 32 && isKind(String.fromCharCode(unit), 0, kind.shape | kind.base64)) ||
    tellingSigns.includes(String.fromCharCode(unit))
  );
}

const alphanumeric = kind.letter | kind.digit;
const tellingSigns = ":=@%#";

/** True for a unit in disguise among units of tokens, or one of an alphabet that is nothing but a disguise. */
function standsOut(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (!isDisguised(code)) return false;
  const next = text.charCodeAt(at + 1);
  if (code >= 0xff10 && code <= 0xff5a) return next >= 0xff10 && next <= 0xff5a;
  if (looks[code] === pair) return code === 0xd835 || (code === 0xdb40 && next >= 0xdc20 && next <= 0xdc7e);
  return isKind(text, at - 1, neighbour) || isKind(text, at + 1, neighbour);
}

const neighbour = kind.shape | kind.base64;
