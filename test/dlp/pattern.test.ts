import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { detectors } from "../../src/dlp/families/index.ts";
import { Redactor } from "../../src/dlp/index.ts";
import { loadDetectors } from "../../src/dlp/load.ts";
import { compilePattern, matchPattern } from "../../src/dlp/pattern.ts";
import { compileRuleset } from "../../src/dlp/ruleset.ts";
import { Scan } from "../../src/dlp/scan.ts";

const invalid = expect.objectContaining({ code: "ERR_DETECTOR_INVALID" });

describe("patterns", () => {
  it.each([
    "a*",
    "a+",
    "a{2,}",
    "(?=a)",
    "^a",
    "a$",
    "(a)(b)",
    "(?:(a))",
    "(a){2}",
    "a)",
    "(a",
    "[b-a]",
    "a\\1",
    "a{9,2}",
    "a{600}",
  ])("refuse %s, which could be slow or means nothing here", (source) => {
    expect(() => compilePattern(source)).toThrow(invalid);
  });

  it("match as regular expressions do where nothing has to be given back", () => {
    const sources = [
      "ab{1,3}[c-e]{0,2}",
      "(?:ab|cd){1,3}e?",
      "[^a]{2,4}",
      "x(?:-|=)?[\\w.]{1,5}",
      "a|b{2}|\\d{3}",
      "\\s{0,2}=.",
    ];
    const texts = fc.string({ unit: fc.constantFrom(..."abcdex-_.=19 \n"), maxLength: 14 });
    fc.assert(
      fc.property(fc.constantFrom(...sources), texts, (source, text) => {
        const expected = new RegExp(source, "y").exec(text)?.[0].length;
        const match = matchPattern(compilePattern(source), text, 0, true);
        expect(match.outcome === "matched" ? match.end : undefined).toBe(expected);
      }),
      { numRuns: 2_000 },
    );
  });

  it("say that they are undecided exactly while more text could change the answer", () => {
    const pattern = compilePattern("ab{1,3}(c{2})d");
    const outcome = (text: string) => matchPattern(pattern, text, 0, false);
    expect(outcome("a")).toEqual({ outcome: "undecided", from: 1 });
    expect(outcome("abbb")).toEqual({ outcome: "undecided", from: 4 });
    expect(outcome("abcc")).toEqual({ outcome: "undecided", from: 2 });
    expect(outcome("abccd")).toEqual({ outcome: "matched", start: 2, end: 4 });
    expect(outcome("abccx")).toEqual({ outcome: "failed" });
  });

  it("ignore the case of ASCII letters only when told to", () => {
    const matches = (ignoreCase: boolean) =>
      matchPattern(compilePattern("[a-c]b[^d]", { ignoreCase }), "ABC", 0, true).outcome === "matched";
    expect(matches(true)).toBe(true);
    expect(matches(false)).toBe(false);
  });
});

describe("detectors", () => {
  const sound = {
    family: "toy",
    keywords: ["toy-"],
    pattern: "toy-[a-z]{3,9}",
    match: ["toy-car"],
    not_match: ["toys"],
  };

  it("load with their examples", () => {
    expect(loadDetectors([sound])).toHaveLength(1);
  });

  it.each([
    ["miss their own example", { match: ["toy-ca"] }],
    ["find what they must not", { not_match: ["toy-boat"] }],
    ["have no example", { match: [] }],
    ["have a keyword their pattern does not begin with", { keywords: ["car"] }],
    ["have no keyword", { keywords: [] }],
    ["have a family that is no name", { family: "Toy Car" }],
  ])("are refused when they %s", (_what, change) => {
    expect(() => loadDetectors([{ ...sound, ...change }])).toThrow(invalid);
  });

  it("[OC-5] take custom patterns beside the shipped ones", () => {
    expect(new Redactor({ detectors: [sound] }).redact("a toy-car").text).toBe("a [redacted:toy]");
  });

  it("have thirty families and more, each keyword of which costs nothing until it stands in the text", () => {
    expect(new Set(detectors.map(({ family }) => family)).size).toBeGreaterThanOrEqual(30);
  });
});

describe("the work of a scan", () => {
  /** Counts how often a unit of text is looked at. */
  class Counted {
    reads = 0;
    of(text: string): string {
      const counted = Object(text) as string & { charCodeAt(at: number): number };
      counted.charCodeAt = (at) => {
        this.reads++;
        return String.prototype.charCodeAt.call(text, at);
      };
      return counted;
    }
  }

  it("reads each unit a bounded number of times for each place a pattern is tried at, however the text is built", () => {
    for (const { pattern, ignoreCase = false, keywords } of detectors) {
      const compiled = compilePattern(pattern, { ignoreCase });
      for (const unit of [...keywords, "a", "1", "A1", " ", "=", '"', "eyJ.", "\n"]) {
        const counted = new Counted();
        const text = (keywords[0] as string) + unit.repeat(2_000 / unit.length);
        matchPattern(compiled, counted.of(text), 0, true);
        expect(counted.reads).toBeLessThanOrEqual(compiled.longest * 8 + 64);
      }
    }
  });

  it("follows a tail once, however many secrets begin inside it", () => {
    const reads = (count: number): number => {
      let taken = 0;
      const [detector] = loadDetectors([
        {
          family: "toy",
          keywords: ["toy-"],
          pattern: "toy-[a-z-]{4,8}",
          tail: "[a-z-]",
          match: ["toy-boat"],
          not_match: ["toys"],
        },
      ]);
      const tail = detector?.tail;
      if (detector === undefined || tail === undefined) throw new Error("the toy has a tail");
      const secret: typeof tail.secret = (...at) => {
        taken++;
        return tail.secret(...at);
      };
      const scan = new Scan(compileRuleset([{ ...detector, tail: { ...tail, secret } }]), "key");
      expect(scan.push("toy-".repeat(count)) + scan.finish()).toBe("[redacted:toy]");
      return taken;
    };
    expect(reads(2_000)).toBeLessThanOrEqual(4 * 2_000 + 8);
    expect(reads(4_000)).toBeLessThanOrEqual(4 * 4_000 + 8);
  });
});
