import { deflateSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Redactor } from "../../src/dlp/index.ts";

const redactor = new Redactor({ key: new Uint8Array(32) });
const secret = ["gh", "p_", "Zt5Lk0QwR8yN2mVbX7cD1fGhJ4sA9e0R8nS3"].join("");
const openai = ["sk", "-proj-", "kT9xVd3WnPeR5uYhJ8sGf2CcQ4tLb6oNzXmA1vKi7DwEr0pSg"].join("");

const each = (text: string, write: (code: number) => string) =>
  [...text].map((unit) => write(unit.charCodeAt(0))).join("");
const hex = (code: number, width: number) => code.toString(16).padStart(width, "0");
const base64 = (text: string) => Buffer.from(text).toString("base64");

const encodings: Readonly<Record<string, (text: string) => string>> = {
  base64,
  "base64 of a sentence": (text) => base64(`Use this token: ${text} and do not lose it.`),
  base64url: (text) => Buffer.from(`{"a":"ÿ?>${text}"}`.replace("ÿ", "y")).toString("base64url"),
  "base64 in lines": (text) => base64(`${"a line of words\n".repeat(8)}TOKEN=${text}\n`).replace(/.{76}/g, "$&\n"),
  "base64 of 16-bit units": (text) => Buffer.from(`token ${text}`, "utf16le").toString("base64"),
  hex: (text) => Buffer.from(text).toString("hex"),
  "percent, all of it": (text) => each(text, (code) => `%${hex(code, 2)}`),
  "percent, only signs": (text) => text.replace(/[_-]/g, (unit) => `%${hex(unit.charCodeAt(0), 2).toUpperCase()}`),
  "percent, twice": (text) => encodeURIComponent(each(text, (code) => `%${hex(code, 2)}`)),
  "JSON escapes": (text) => each(text, (code) => `\\u${hex(code, 4)}`),
  "script escapes": (text) => each(text, (code) => `\\x${hex(code, 2)}`),
  "Markdown escapes": (text) => text.replace(/_/g, "\\_").replace(/-p/g, "\\-p"),
  "octal escapes": (text) => each(text, (code) => `\\${code.toString(8).padStart(3, "0")}`),
  "HTML, decimal": (text) => each(text, (code) => `&#${code};`),
  "HTML, hexadecimal": (text) => each(text, (code) => `&#x${hex(code, 2)};`),
  "zero width": (text) => [...text].join("\u200b"),
  "soft hyphens": (text) => text.replace(/.{5}/g, "$&\u00ad"),
  "spaced out": (text) => [...text].join(" "),
  fullwidth: (text) => each(text, (code) => String.fromCharCode(code + 0xfee0)),
  "letters of other scripts": (text) => text.replace(/[aeopc]/g, (unit) => "аеорс"["aeopc".indexOf(unit)] as string),
  "letters of mathematics": (text) =>
    text.replace(/[a-z]/g, (unit) => String.fromCodePoint(0x1d41a + unit.charCodeAt(0) - 97)),
  tags: (text) => each(text, (code) => String.fromCodePoint(0xe0000 + code)),
  reversed: (text) => [...text].reverse().join(""),
  "gzip and base64": (text) => gzipSync(`token ${text}`).toString("base64"),
  "deflate and base64": (text) => deflateSync(`token ${text}`).toString("base64"),
  "base64 of base64": (text) => base64(base64(text)),
  "base64 of percent": (text) => base64(each(text, (code) => `%${hex(code, 2)}`)),
  "hex of base64": (text) => Buffer.from(base64(text)).toString("hex"),
  "hex with spaces": (text) => [...Buffer.from(text)].map((byte) => hex(byte, 2)).join(" "),
  "hex with colons": (text) => [...Buffer.from(text)].map((byte) => hex(byte, 2)).join(":"),
  "bytes of an array": (text) => [...Buffer.from(text)].map((byte) => `0x${hex(byte, 2)}`).join(", "),
  "codes of characters": (text) => [...Buffer.from(text)].join(", "),
  "pieces put together": (text) => (text.match(/.{1,9}/g) ?? []).join("' + '"),
  "pieces on lines": (text) => (text.match(/.{1,17}/g) ?? []).join('" \\\n        "'),
};
const names = Object.keys(encodings);

describe("a secret in disguise", () => {
  it.each(names.flatMap((name) => [secret, openai].map((text) => [name, text] as const)))(
    "[OC-5] goes when it is written as %s",
    (name, text) => {
      const written = (encodings[name] as (text: string) => string)(text);
      const { text: redacted, findings } = redactor.redact(`It says ${written} there.`);
      expect(findings.length).toBeGreaterThan(0);
      expect(redacted).toMatch(/^It says .*\[redacted:[a-z-]+\].* there\.$/s);
      const frame = written.length - (encodings[name] as (text: string) => string)("").length;
      expect(redacted.length).toBeLessThan(`It says ${written} there.[redacted:github-token]`.length - frame + 8);
    },
  );

  it.each([
    ["base64 that is no text", "iVBORw0KGgoAAAANSUhEUgAAAAUAAAAFCAYAAACNbyblAAAAHElEQVQI12P4"],
    ["base64 of plain words", base64("Nothing to see here, only a sentence of ordinary words.")],
    ["hex of plain words", Buffer.from("Nothing to see here, only words.").toString("hex")],
    ["an enumeration", "a b c d e f g h i j k l m n o p q r s t u v w x y z"],
    ["a URL with escapes", "https://example.com/a%2Fb?next=%2Fhome%3Ftab%3D1&name=J%C3%B6rg"],
    ["JSON of another language", '{"title":"\\u041f\\u0440\\u0438\\u0432\\u0435\\u0442, caf\\u00e9"}'],
    ["text in Cyrillic", "Это обычный текст, в котором нет никаких секретов и паролей."],
    ["text in Greek beside code", "Η τιμή του x=α+β2 είναι γνωστή"],
  ])("leaves %s", (_what, text) => {
    expect(redactor.redact(text)).toEqual({ text, findings: [] });
  });

  it("[NB-7] goes from a stream in the same way, however the stream is cut", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom(
            ...names.flatMap((name) => [secret, openai].map((text) => encodings[name]?.(text) as string)),
            " ",
            "\n",
            "x",
            "a b ",
            "%",
            "\\",
            "=",
            "é",
            '"',
          ),
          { maxLength: 6 },
        ),
        fc.array(fc.nat(), { maxLength: 24 }),
        (parts, points) => {
          const text = parts.join("");
          const places = [...new Set(points.map((point) => point % (text.length + 1)))].sort((a, b) => a - b);
          const stream = redactor.stream();
          const left = [0, ...places].map((place, i) => stream.push(text.slice(place, places[i]))).join("");
          expect({ text: left + stream.flush(), findings: stream.findings }).toEqual(redactor.redact(text));
        },
      ),
      { numRuns: 400 },
    );
  });

  it("[NB-7] goes whole when a unit in disguise stands between it and what ends the word", () => {
    const text = `token ${secret}\u0430'`;
    const stream = redactor.stream();
    expect(stream.push(text) + stream.flush()).toBe(redactor.redact(text).text);
  });

  it("[NB-7] goes from a stream of single characters in the same way", () => {
    for (const name of names) {
      const text = `It says ${encodings[name]?.(secret)} there.`;
      const stream = redactor.stream();
      const left = text
        .split("")
        .map((unit) => stream.push(unit))
        .join("");
      expect([name, left + stream.flush()]).toEqual([name, redactor.redact(text).text]);
    }
  });

  it("is looked for only so deep, and what unpacks to too much does not leave", () => {
    const bomb = gzipSync(Buffer.alloc(1_000_000)).toString("base64");
    expect(redactor.redact(`here ${bomb} end`).text).toBe("here [redacted:unscannable] end");
    let nested = secret;
    for (let i = 0; i < 12; i++) nested = base64(nested);
    expect(() => redactor.redact(nested)).not.toThrow();
  });
});
