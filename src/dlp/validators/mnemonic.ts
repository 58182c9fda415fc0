import { createHash } from "node:crypto";
import { wordlist } from "@scure/bip39/wordlists/english.js";

let places: ReadonlyMap<string, number> | undefined;

/** The place of a word in the English list of BIP-39, or `undefined`. */
function placeOf(word: string): number | undefined {
  places ??= new Map(wordlist.map((listed, place) => [listed, place]));
  return places.get(word.toLowerCase());
}

/** True when the word is in the list of which mnemonics are made. */
export function isListed(word: string): boolean {
  return placeOf(word) !== undefined;
}

let beginnings: Uint8Array | undefined;

/** False when no word of the list begins with the first two units at an index: cheaper than to look it up. */
export function mayBeListed(text: string, at: number): boolean {
  beginnings ??= beginningsOf(wordlist);
  return beginnings[pairOf(text, at)] === 1;
}

function beginningsOf(words: readonly string[]): Uint8Array {
  const pairs = new Uint8Array(1_024);
  for (const word of words) pairs[pairOf(word, 0)] = 1;
  return pairs;
}

function pairOf(text: string, at: number): number {
  return (text.charCodeAt(at) & 31) * 32 + (text.charCodeAt(at + 1) & 31);
}

/** How many of the words are not in the list of which mnemonics are made. */
export function unlistedWords(words: readonly string[]): number {
  return words.filter((word) => placeOf(word) === undefined).length;
}

/** True when the last word of a mnemonic bears the checksum of the others (BIP-39). */
export function hasMnemonicChecksum(words: readonly string[]): boolean {
  if (words.length % 3 !== 0 || unlistedWords(words) > 0) return false;
  const bits = words.map((word) => (placeOf(word) as number).toString(2).padStart(11, "0")).join("");
  const size = (bits.length / 33) * 32;
  const entropy = Buffer.from((bits.slice(0, size).match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const hash = createHash("sha256").update(entropy).digest();
  return hash.readUInt8(0).toString(2).padStart(8, "0").startsWith(bits.slice(size));
}
