import { entropyToMnemonic } from "@scure/bip39";
import { wordlist } from "@scure/bip39/wordlists/english.js";
import { describe, expect, it } from "vitest";
import { Redactor } from "../../src/dlp/index.ts";
import { numbers } from "./forge.ts";

const redactor = new Redactor({ key: new Uint8Array(32) });
const random = numbers(17);
const phrases = [16, 20, 24, 28, 32].map((size) =>
  entropyToMnemonic(
    Uint8Array.from({ length: size }, () => Math.floor(random() * 256)),
    wordlist,
  ),
);

function inWords(text: string): string {
  const stream = redactor.stream();
  const words = text.split(/(?<= )/);
  return words.map((word) => stream.push(word)).join("") + stream.flush();
}

describe("a mnemonic that nothing names", () => {
  it.each(phrases)("[OC-5] [PH-1] is found in a reply, alone, on lines, and in a stream: %#", (phrase) => {
    for (const text of [
      phrase,
      `Sure: ${phrase}.`,
      `It is\n${phrase.replaceAll(" ", "\n")}\nas told`,
      `"${phrase}" it is`,
    ]) {
      const { text: redacted, findings } = redactor.redact(text);
      expect(findings.map(({ family }) => family)).toEqual(["mnemonic-phrase"]);
      expect(redacted).not.toContain(phrase.split(" ")[5]);
      expect(inWords(text)).toBe(redacted);
    }
  });

  it("[OC-5] is told from words of the same list in another order, and from prose", () => {
    const shuffled = phrases.map((phrase) => phrase.split(" ").toSorted().join(" "));
    const found = shuffled.filter((text) => redactor.redact(text).findings.length > 0);
    // A row of 24 words holds 13 of 12, and one in 16 adds up by chance.
    expect(found.length).toBeLessThanOrEqual(3);
    expect(
      redactor.redact("about this city many people know only little more than what other people say").findings,
    ).toEqual([]);
  });
});
