import { constants, gunzipSync, inflateSync } from "node:zlib";
import { isKind, kind, pastKind } from "./units.ts";
import type { View } from "./view.ts";

/** The most that compressed data is unpacked to, in bytes. */
const mostUnpacked = 64 * 1024;

/** How many bytes at the beginning decide whether encoded data can be text. */
const probed = 9;

const values = new Int8Array(128).fill(-1);
for (const [first, last, value] of [
  [65, 90, 0],
  [97, 122, 26],
  [48, 57, 52],
] as const) {
  for (let code = first; code <= last; code++) values[code] = value + code - first;
}
for (const [unit, value] of [
  ["+", 62],
  ["-", 62],
  ["/", 63],
  ["_", 63],
] as const)
  values[unit.charCodeAt(0)] = value;

/** True when base64 that begins at `at` decodes to text, to text of 16 bits a unit, or to compressed data. */
export function beginsBase64(text: string, at: number): boolean {
  if (text.startsWith("H4sI", at) || /^eJ[wyxzN][A-Za-z0-9+/_-]/.test(text.slice(at, at + 4))) return true;
  let wide = true;
  for (let byte = 0; byte < probed; byte++) {
    const from = at + Math.floor((byte * 4) / 3);
    const pair = ((values[text.charCodeAt(from)] ?? -1) << 6) | (values[text.charCodeAt(from + 1)] ?? -1);
    if (pair < 0) return false;
    const value = (pair >> (4 - 2 * (byte % 3))) & 255;
    if (byte % 2 === 1) wide &&= value === 0;
    if (!isText(value) && !(wide && byte % 2 === 1)) return false;
  }
  return true;
}

/** True when hex that begins at `at` is long enough and decodes to text. */
export function beginsHex(text: string, at: number): boolean {
  for (let i = 0; i < 24; i++) if (!isKind(text, at + i, kind.hex)) return false;
  for (let i = 0; i < 2 * probed; i += 2) {
    if (!isText(Number.parseInt(text.slice(at + i, at + i + 2), 16))) return false;
  }
  return true;
}

function isText(byte: number): boolean {
  return (byte >= 32 && byte < 127) || byte === 9 || byte === 10 || byte === 13;
}

/** Lines that are shorter are not lines of one text in base64. */
const shortestLine = 60;

/** The first index from `at` on that is not of base64 that began at `start`; its lines are of one length. */
export function pastBase64(text: string, start: number, at: number, limit: number): number {
  let end = at;
  for (;;) {
    end = pastKind(text, end, kind.base64, limit);
    if (end >= limit || end >= text.length) return end;
    const next = end + lineEnd(text, end);
    const line = Math.max(start, text.lastIndexOf("\n", end - 1) + 1);
    if (next === end || end - line < shortestLine || (end - line) % 4 !== 0) return end;
    if (next >= text.length) return text.length;
    if (!isKind(text, next, kind.base64)) return end;
    end = next;
  }
}

/** The length of the line end at `at`, 0 when there is none. */
function lineEnd(text: string, at: number): number {
  if (text[at] === "\n") return 1;
  return text[at] === "\r" && (text[at + 1] === "\n" || at + 1 === text.length) ? 2 : 0;
}

/** Base64 in either alphabet, with white space in it or not; compressed data unpacked. */
export function decodeBase64(source: string): View {
  const whole = source.trimEnd().length;
  const places: number[] = [];
  for (let at = 0; at < source.length; at++) if (isKind(source, at, kind.base64)) places.push(at);
  const bytes = Buffer.from(
    places.length === source.length ? source : source.replace(/[^A-Za-z0-9+/_-]/g, ""),
    "base64",
  );
  const unpacked = unpack(bytes);
  if (unpacked !== undefined) return { ...unpacked, span: () => [0, whole] };
  // Text of 16 bits a unit reads as its lower halves.
  const width = bytes.length > 8 && bytes.subarray(0, 32).every((byte, i) => i % 2 === 0 || byte === 0) ? 2 : 1;
  const place = (bits: number, otherwise: number) => places[bits / 6] ?? otherwise;
  return {
    text: bytes.toString(width === 1 ? "latin1" : "utf16le"),
    span: (start, end) => [
      place(Math.floor((start * width * 8) / 6) * 6, 0),
      end * width >= bytes.length ? whole : place((Math.ceil((end * width * 8) / 6) - 1) * 6, 0) + 1,
    ],
  };
}

export function decodeHex(source: string): View {
  const text = Buffer.from(source.slice(0, source.length & ~1), "hex").toString("latin1");
  return { text, span: (start, end) => [2 * start, end === text.length ? source.length : 2 * end] };
}

/** The text from its end to its beginning. */
export function reverse(source: string): View {
  const length = source.length;
  return { text: source.split("").reverse().join(""), span: (start, end) => [length - end, length - start] };
}

/** Every other unit: text with something between each two. */
export function close(source: string): View {
  let text = "";
  for (let at = 0; at < source.length; at += 2) text += source.charAt(at);
  return { text, span: (start, end) => [2 * start, 2 * end - 1] };
}

/** What compressed data holds, `undefined` when it is none. What unpacks to too much is not looked at. */
function unpack(bytes: Buffer): Pick<View, "text" | "withheld"> | undefined {
  const [first = 0, second = 0] = bytes;
  const gzip = first === 0x1f && second === 0x8b;
  const zlib = first === 0x78 && ((first << 8) | second) % 31 === 0;
  if (!gzip && !zlib) return undefined;
  try {
    const unpacked = (gzip ? gunzipSync : inflateSync)(bytes, {
      maxOutputLength: mostUnpacked,
      finishFlush: constants.Z_SYNC_FLUSH,
    });
    return { text: unpacked.toString("latin1") };
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE" ? { text: "", withheld: true } : undefined;
  }
}
