import { describe, expect, it } from "vitest";
import { Redactor } from "../../src/dlp/index.ts";
import { isLuhn } from "../../src/dlp/validators/numbers.ts";
import { numbers } from "./forge.ts";

const redactor = new Redactor({ personal: ["card", "iban"], key: new Uint8Array(32) });
const random = numbers(3);
const digits = (length: number) => Array.from({ length }, () => Math.floor(random() * 10)).join("");
const times = (count: number, make: () => string) => Array.from({ length: count }, make);

/** The digits with one more, by which they add up. */
function sealed(begin: string, length: number): string {
  const body = begin + digits(length - 1 - begin.length);
  return times(10, () => "")
    .map((_, check) => `${body}${check}`)
    .find(isLuhn) as string;
}

const grouped = (number: string, sizes: readonly number[], sign: string) =>
  sizes.map((size, i) => number.slice(sum(sizes.slice(0, i)), sum(sizes.slice(0, i)) + size)).join(sign);
const sum = (sizes: readonly number[]) => sizes.reduce((total, size) => total + size, 0);

const makers: readonly (() => string)[] = [
  () => sealed("4", 16),
  () => sealed("53", 16),
  () => sealed("2312", 16),
  () => sealed("37", 15),
  () => sealed("6011", 16),
  () => sealed("3530", 16),
  () => grouped(sealed("4", 16), [4, 4, 4, 4], " "),
  () => grouped(sealed("51", 16), [4, 4, 4, 4], "-"),
  () => grouped(sealed("34", 15), [4, 6, 5], " "),
  () => grouped(sealed("36", 14), [4, 6, 4], " "),
];

const places: readonly ((card: string) => string)[] = [
  (card) => `My card is ${card}, exp 12/28, cvv 123.`,
  (card) => `{"number":"${card}","year":2028}`,
  (card) => `charge ${card} please`,
  (card) => `${card}\n`,
];

const lookAlikes: readonly (() => string)[] = [
  () => times(8, () => digits(4)).join(" "),
  () => times(6, () => String(1990 + Math.floor(random() * 40))).join(" "),
  () => `order ${sealed("4", 16)}`,
  () => `tracking number: ${digits(16)}`,
  () => `call +49 ${digits(3)} ${digits(4)} ${digits(4)}`,
  () => `ts=${1_700_000_000_000 + Math.floor(random() * 1e11)} took=12`,
  () => `ISBN 978-3-${digits(4)}-${digits(4)}-${digits(1)}`,
  () => `EAN ${sealed("40", 13)}`,
  () => `request_id=${sealed("4", 16)}`,
  () =>
    `[${times(6, () => digits(16))
      .map((number) => `0.${number}`)
      .join(", ")}]`,
  () => `IMEI: ${sealed("35", 15)}`,
  () => `${sealed("4", 19)} follows him`,
];

describe("card numbers", () => {
  it("[OC-5] are found as they are printed and typed", () => {
    const texts = makers.flatMap((make) => places.flatMap((place) => times(10, () => place(make()))));
    const missed = texts.filter(
      (text) => !redactor.redact(text).findings.some(({ family }) => family === "card-number"),
    );
    expect(missed.length / texts.length, missed[0]).toBeLessThanOrEqual(0.02);
  });

  it("[OC-5] are told from tables, orders, phones, times and books", () => {
    const texts = lookAlikes.flatMap((make) => times(100, make));
    const taken = texts.filter((text) => redactor.redact(text).findings.length > 0);
    expect(taken.length / texts.length, taken.slice(0, 8).join("\n")).toBeLessThanOrEqual(0.02);
  });
});
