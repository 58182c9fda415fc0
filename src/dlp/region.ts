import { decodeCodes, pastCodes, type Radix } from "./codes.ts";
import { close, decodeBase64, decodeHex, pastBase64, reverse } from "./decode.ts";
import { fold, pastWord } from "./fold.ts";
import { join, pastJoined } from "./joined.ts";
import { pastSpaced } from "./spaced.ts";
import { kind, pastKind } from "./units.ts";
import type { View } from "./view.ts";

/** A way in which a secret may be written that is not its own. */
export interface Encoding {
  /** The first index from `at` on, at most `limit`, that is not of a region that began at `start`. */
  readonly past: (text: string, start: number, at: number, limit: number) => number;
  readonly decode: (source: string) => View;
  /** How much is decoded at once, and so held back at most. */
  readonly window: number;
  /** True when up to two `=` end a region. */
  readonly padded: boolean;
  /** True when nothing but the outcome says that it is this encoding. */
  readonly guess: boolean;
}

/** A quarter of it is a multiple of what any encoding takes for one unit. */
const widest = 4_096;

export const folded: Encoding = {
  past: (text, _start, at, limit) => pastWord(text, at, limit),
  decode: fold,
  window: widest,
  padded: false,
  guess: false,
};

export const base64: Encoding = { past: pastBase64, decode: decodeBase64, window: widest, padded: true, guess: false };

export const hex: Encoding = {
  past: (text, _start, at, limit) => pastKind(text, at, kind.hex, limit),
  decode: decodeHex,
  window: widest,
  padded: false,
  guess: false,
};

export const reversed: Encoding = {
  past: (text, _start, at, limit) => pastKind(text, at, kind.shape | kind.base64, limit),
  decode: reverse,
  window: 512,
  padded: false,
  guess: true,
};

export const spaced: Encoding = { past: pastSpaced, decode: close, window: widest, padded: false, guess: true };

export const joined: Encoding = {
  past: (text, start, _at, limit) => pastJoined(text, start, limit),
  decode: join,
  window: 1_024,
  padded: false,
  guess: true,
};

function listed(radix: Radix): Encoding {
  const past = (text: string, _start: number, at: number, limit: number) => pastCodes(text, at, limit);
  return { past, decode: decodeCodes(radix), window: widest, padded: false, guess: true };
}

/** Codes of characters in a row, by how they are written. */
export const codes: Readonly<Record<Radix, Encoding>> = { 10: listed(10), 16: listed(16) };

/** What ends after it may still turn out not to be of the region. */
const unsure = 2;

/** How far a region goes: `full` when it fills the window and may go on, `open` when the text ends in it. */
export interface Reach {
  readonly end: number;
  readonly outcome: "open" | "ended" | "full";
}

/** A piece of text in one encoding. Where it begins and ends depends on the text alone. Offsets are into the input. */
export class Region {
  readonly encoding: Encoding;
  #start: number;
  #followed: number;

  constructor(encoding: Encoding, start: number) {
    this.encoding = encoding;
    this.#start = start;
    this.#followed = start;
  }

  get start(): number {
    return this.#start;
  }

  /** Follows it as far as the text goes, which begins at offset `base`. */
  follow(text: string, base: number, final: boolean): Reach {
    const { past, window, padded } = this.encoding;
    const start = this.#start - base;
    const limit = start + window;
    let end = past(text, start, this.#followed - base, limit);
    this.#followed = base + Math.max(start, end - unsure);
    if (end >= limit && (end < text.length || !final)) return { end: base + limit, outcome: "full" };
    if (padded) {
      const core = end;
      while (end < core + 2 && text[end] === "=") end++;
      if (end === text.length && end < core + 2 && !final) return { end: base + end, outcome: "open" };
    } else if (end === text.length && !final) return { end: base + end, outcome: "open" };
    return { end: base + end, outcome: "ended" };
  }

  /** Begins the next window; a quarter of the last one is decoded again with what follows. */
  slide(): void {
    this.#start += (this.encoding.window / 4) * 3;
    this.#followed = Math.max(this.#followed, this.#start);
  }
}
