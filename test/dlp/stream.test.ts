import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { detectors } from "../../src/dlp/families/index.ts";
import { Redactor } from "../../src/dlp/index.ts";

const redactor = new Redactor({
  key: new Uint8Array(32),
  exactValues: [{ name: "gateway-token", value: "Ключ-Of-the-gateway" }],
});
const examples = [...detectors.flatMap(({ match }) => match), "Ключ-Of-the-gateway"];
const keywords = [...detectors.flatMap(({ keywords }) => keywords), "Ключ-O"];

function inPieces(pieces: readonly string[]): { text: string; findings: unknown } {
  const stream = redactor.stream();
  const text = pieces.map((piece) => stream.push(piece)).join("") + stream.flush();
  return { text, findings: stream.findings };
}

function cut(text: string, points: readonly number[]): string[] {
  const places = [...new Set(points.map((point) => point % (text.length + 1)))].sort((a, b) => a - b);
  return [0, ...places].map((place, i) => text.slice(place, places[i]));
}

/** Text in which keywords, examples, their halves and what they are made of follow each other without order. */
const hostileText = fc
  .array(
    fc.oneof(
      fc.constantFrom(...examples),
      fc.constantFrom(...keywords),
      fc
        .tuple(fc.constantFrom(...examples), fc.nat(), fc.nat())
        .map(([text, from, to]) => text.slice(from % 40, to % 90)),
      fc.string({
        unit: fc.constantFrom(..."aZ09+/=-_.:,@&; \"'\\\n", "é", "😀", "' + '", '" \\\n "', "103, ", "6f "),
        maxLength: 40,
      }),
    ),
    { maxLength: 12 },
  )
  .map((pieces) => pieces.join(""));

describe("a redacting stream", () => {
  it("[NB-7] gives what batch redaction gives when every example is cut in two, anywhere near its ends", () => {
    for (const example of examples) {
      const text = `x ${example} y`;
      const whole = redactor.redact(text);
      // In the middle of a long example nothing is decided: there a few cuts stand for all.
      const near = (at: number) => Math.min(at, text.length - at) < 48 || at % 16 === 0;
      for (let at = 0; at <= text.length; at++) {
        if (near(at)) expect(inPieces([text.slice(0, at), text.slice(at)])).toEqual(whole);
      }
    }
  });

  it("[NB-7] gives what batch redaction gives when every example comes character by character", () => {
    for (const example of examples) {
      const text = `x ${example} y`;
      expect(inPieces(text.split(""))).toEqual(redactor.redact(text));
    }
  });

  it("[NB-7] gives what batch redaction gives for hostile text cut anywhere, any number of times", () => {
    fc.assert(
      fc.property(hostileText, fc.array(fc.nat(), { maxLength: 20 }), (text, points) => {
        expect(inPieces(cut(text, points))).toEqual(redactor.redact(text));
      }),
      { numRuns: 500 },
    );
  });

  it("[NB-7] never lets a part of a secret leave before it is known to be one", () => {
    for (const example of examples) {
      const { findings } = redactor.redact(example);
      const stream = redactor.stream();
      let left = "";
      for (const char of example) left += stream.push(char);
      for (const { start, end } of findings) {
        const secret = example.slice(start, end);
        for (let i = 0; i + 8 <= secret.length; i++) {
          if (example.indexOf(secret.slice(i, i + 8)) >= start) expect(left).not.toContain(secret.slice(i, i + 8));
        }
      }
    }
  });

  it("[NB-7] holds back nothing of ordinary prose beyond the longest possible beginning of a secret", () => {
    const stream = redactor.stream();
    for (const word of "the password is in the token store, ask -- it begins with nothing special. "
      .repeat(20)
      .split(/(?<= )/)) {
      stream.push(word);
      expect(stream.held).toBeLessThan(16);
    }
  });

  it("[NB-7] holds back at most 512 characters of what could be a secret, and 4096 of what is known to be base64", () => {
    const encodesText = /^(?:eyJ|LS0tLS1|IQoJ)/;
    fc.assert(
      fc.property(
        fc.constantFrom(...keywords),
        fc.constantFrom("a", "A", "1", "a1", "+", " ", "=", "\n", "."),
        (keyword, unit) => {
          const most = encodesText.test(keyword) ? 4_096 : 512;
          const stream = redactor.stream();
          for (const char of keyword + unit.repeat(5_000 / unit.length)) {
            stream.push(char);
            if (stream.held > most) return false;
          }
          return true;
        },
      ),
      { numRuns: 300 },
    );
  });

  it("drops a key block of any length without keeping it", () => {
    const stream = redactor.stream();
    let left = stream.push(`-----BEGIN ${"RSA"} PRIVATE KEY-----\n`);
    for (let line = 0; line < 2_000; line++) {
      left += stream.push(`${"MIIEpAIBAAKCAQEA".repeat(4)}\n`);
      expect(stream.held).toBeLessThanOrEqual(512);
    }
    left += stream.push("-----END RSA PRIVATE KEY-----\nThat was the key.");
    expect(left + stream.flush()).toBe("[redacted:private-key]\nThat was the key.");
  });

  it("never cuts a surrogate pair between two pieces", () => {
    const stream = redactor.stream();
    const pieces = "a😀b".split("").map((unit) => stream.push(unit));
    expect(pieces.every((piece) => piece.isWellFormed())).toBe(true);
    expect(pieces.join("") + stream.flush()).toBe("a😀b");
  });
});
