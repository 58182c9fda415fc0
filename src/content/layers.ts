import { unseenIn } from "./unseen.ts";
import type { Span } from "./verdict.ts";

/** A text within a text: decoded, or not shown; `span` is the part of the outermost text that holds it. */
export interface Layer {
  readonly text: string;
  readonly span: Span;
}

/** How far layers are followed. */
const most = { depth: 3, layers: 64, units: 64 << 10 };

/** How something may be written so that only a machine reads it; each finds runs of one class, in linear time. */
const writings: readonly {
  /** What stands in every text that has such a run; absent where nothing need. */
  readonly sign?: string;
  readonly expression: RegExp;
  decode(found: string): string | undefined;
}[] = [
  { expression: /[A-Za-z0-9+/_-]{24,}={0,2}/g, decode: (found) => bytesAsText(Buffer.from(found, "base64url")) },
  { expression: /(?:[0-9a-fA-F]{2}){16,}/g, decode: (found) => bytesAsText(Buffer.from(found, "hex")) },
  {
    sign: "%",
    expression: /(?<![\w.~+%-])[\w.~+-]{0,100}%[0-9a-fA-F]{2}(?:%[0-9a-fA-F]{2}|[\w.~+-]){4,4000}/g,
    decode: decodedPercent,
  },
  {
    sign: "&#",
    expression: /(?:&#(?:\d{1,7}|x[0-9a-fA-F]{1,6});){4,}/g,
    decode: (found) =>
      codePoints(found, /&#(?:x([0-9a-fA-F]{1,6})|(\d{1,7}));/g, ([, hex, decimal]) =>
        hex === undefined ? Number(decimal) : Number.parseInt(hex, 16),
      ),
  },
  {
    sign: "\\",
    expression: /(?:\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}){4,}/g,
    decode: (found) => codePoints(found, /\\[ux]([0-9a-fA-F]{2,4})/g, ([, hex = ""]) => Number.parseInt(hex, 16)),
  },
];

/** Every layer of a text that reads as text, the decoded ones of decoded ones included, within bounds. */
export function layersOf(text: string): readonly Layer[] {
  const found: Layer[] = [];
  let budget = most.units;
  const add = (layer: Layer): void => {
    if (found.length >= most.layers || layer.text.length > budget) return;
    budget -= layer.text.length;
    found.push(layer);
  };
  for (const { start, end } of unseenIn(text)) add({ text: text.slice(start, end), span: [start, end] });
  let current: readonly Layer[] = [{ text, span: [0, text.length] }];
  for (let depth = 0; depth < most.depth && current.length > 0; depth++) {
    const from = found.length;
    for (const outer of current) for (const inner of decodedIn(outer, depth === 0)) add(inner);
    current = found.slice(from);
  }
  const rotated = text.length <= most.units ? rotate(text) : undefined;
  if (rotated !== undefined) add({ text: rotated, span: [0, text.length] });
  return found;
}

function decodedIn({ text, span }: Layer, isOutermost: boolean): readonly Layer[] {
  const possible = writings.filter(({ sign = "" }) => text.includes(sign));
  return possible.flatMap(({ expression, decode }) =>
    [...text.matchAll(expression)].slice(0, most.layers).flatMap(({ index, 0: found }): Layer[] => {
      const decoded = decode(found.slice(0, most.units));
      if (decoded === undefined || decoded === found) return [];
      return [{ text: decoded, span: isOutermost ? [index, index + found.length] : span }];
    }),
  );
}

function decodedPercent(found: string): string | undefined {
  if ((found.match(/%/g)?.length ?? 0) < 3) return undefined;
  try {
    return decodeURIComponent(found.replaceAll("+", " "));
  } catch {
    return undefined;
  }
}

function codePoints(found: string, each: RegExp, codeOf: (match: RegExpExecArray) => number): string | undefined {
  const codes = [...found.matchAll(each)].map(codeOf);
  return codes.every((code) => code <= 0x10ffff) ? String.fromCodePoint(...codes) : undefined;
}

/** Bytes that are UTF-8 and read as words; most runs of letters and digits are no text in another writing. */
function bytesAsText(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    const plain = text.match(/[\p{L}\p{N}\p{P}\s]/gu)?.length ?? 0;
    return plain >= 0.9 * text.length && !/[\0-\x08\x0e-\x1f]/.test(text) ? text : undefined;
  } catch {
    return undefined;
  }
}

/** ROT13, of a text that may be one: English in it has few vowels and many of what vowels become. */
function rotate(text: string): string | undefined {
  const letters = text.match(/[a-z]/gi)?.length ?? 0;
  const turned = text.match(/[nrvbha]/gi)?.length ?? 0;
  const vowels = text.match(/[aeiou]/gi)?.length ?? 0;
  if (letters < 16 || turned < vowels) return undefined;
  return text.replace(/[a-z]/gi, (letter) => {
    const base = letter <= "Z" ? 65 : 97;
    return String.fromCharCode(((letter.charCodeAt(0) - base + 13) % 26) + base);
  });
}
