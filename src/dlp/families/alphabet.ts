/** The characters a token is made of: as a class of a pattern, and one by one for examples. */
export interface Alphabet {
  readonly set: string;
  readonly units: string;
}

const digits = "0123456789";
const lower = "abcdefghijklmnopqrstuvwxyz";
const upper = lower.toUpperCase();

export const hex: Alphabet = { set: "[a-f0-9]", units: `${digits}abcdef` };
export const anyHex: Alphabet = { set: "[A-Fa-f0-9]", units: `${digits}abcdefABCDEF` };
export const alnum: Alphabet = { set: "[A-Za-z0-9]", units: digits + lower + upper };
export const lowerAlnum: Alphabet = { set: "[a-z0-9]", units: digits + lower };
export const upperAlnum: Alphabet = { set: "[A-Z0-9]", units: digits + upper };
export const base64: Alphabet = { set: "[A-Za-z0-9+/=]", units: `${digits + lower + upper}+/` };
export const base64url: Alphabet = { set: "[A-Za-z0-9_-]", units: `${digits + lower + upper}-_` };

/** Text of an example: `length` units without order, the same each time. */
export function textOf({ units }: Alphabet, length: number): string {
  let text = "";
  for (let i = 0, state = 40_503 + length; i < length; i++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    text += units.charAt((state >>> 12) % units.length);
  }
  return text;
}

/** A UUID for an example. */
export function uuid(): string {
  return textOf(hex, 32).replace(/^(.{8})(.{4}).(.{3})(.{4})(.{12})$/, "$1-$2-4$3-$4-$5");
}
