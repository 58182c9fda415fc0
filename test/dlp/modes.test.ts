import { describe, expect, it } from "vitest";
import { customDetector } from "../../src/dlp/custom.ts";
import { detectors } from "../../src/dlp/families/index.ts";
import { Redactor } from "../../src/dlp/index.ts";
import { type ResultMode, shownIn } from "../../src/dlp/modes.ts";
import { paced } from "../../src/dlp/pace.ts";
import { tokenOf, tokensIn } from "../../src/dlp/vault.ts";

const token = ["gh", "p_", "Zt5Lk0QwR8yN2mVbX7cD1fGhJ4sA9e0R8nS3"].join("");
const other = ["gh", "p_", "aB3dE5gH7jK9mN1pQ2rS4tU6vW8xY0zA1bC3"].join("");

const fingerprints = ["9f3ac07be51d2846", "0123456789abcdef", "d41d8cd98f00b204", "77a1e09c5b3f4d62"];

describe("ways to show a secret", () => {
  const redactor = new Redactor();
  const text = `first ${token}, then ${other}, then ${token}.`;

  const none = async () => {};

  it("[OC-5] can be names that stay the same, shown once somebody keeps what they stand for", async () => {
    const kept = new Map<string, string>();
    const { text: shown, findings } = await shownIn("tokenise", text, redactor, async (values) => {
      for (const [name, value] of values) kept.set(name, value);
    });
    const names = shown.match(/\[redacted:github-token\.[0-9a-f]{16}\]/g) ?? [];
    expect(findings).toHaveLength(3);
    expect(names).toHaveLength(3);
    expect(names[0]).toBe(names[2]);
    expect(names[0]).not.toBe(names[1]);
    expect(names.map((name) => kept.get(name))).toEqual([token, other, token]);
    expect([...tokensIn(encodeURIComponent(shown)).values()]).toEqual(names.slice(0, 2));
    const full = shownIn("tokenise", text, redactor, () => Promise.reject(new Error("the disk is full")));
    await expect(full).rejects.toThrow("full");
  });

  it("[OC-5] can be names that are not found again, whatever family and wherever they stand", () => {
    const names = detectors.map(({ family }, i) => tokenOf(family, fingerprints[i % fingerprints.length] as string));
    const again = names.filter((name) => {
      const url = `https://ann.test/?key=${name}`;
      const texts = [name, `token: ${name}`, url, encodeURIComponent(url)].map((said) => redactor.redact(said));
      return [...texts, redactor.redactJson({ url, password: name })].some(({ findings }) => findings.length > 0);
    });
    expect(again).toEqual([]);
  });

  it("[OC-5] are to redact, to withhold the whole text, or to tell only", async () => {
    const shown = async (mode: ResultMode, said: string) => (await shownIn(mode, said, redactor, none)).text;
    expect(await shown("redact", `a ${token}`)).toBe("a [redacted:github-token]");
    expect(await shown("block", `a ${token}`)).toBe("[redacted:result]");
    expect(await shown("alert", `a ${token}`)).toBe(`a ${token}`);
    for (const mode of ["redact", "tokenise", "block", "alert"] as const) {
      expect(await shownIn(mode, "nothing", redactor, none)).toEqual({ text: "nothing", findings: [] });
    }
  });

  it("[OC-5] never include a text that could not be searched", async () => {
    const broken = new Redactor({
      detectors: [
        {
          family: "broken",
          keywords: ["boom-"],
          pattern: "boom-[a-z]{4,8}",
          accepts: ({ secret }) => {
            if (secret === "boom-never") throw new Error("a bug in a detector");
            return true;
          },
          match: ["boom-then"],
          not_match: ["boom"],
        },
      ],
    });
    for (const mode of ["redact", "tokenise", "block", "alert"] as const) {
      expect(await shownIn(mode, "boom-never", broken, none)).toMatchObject({
        text: expect.stringMatching(/^\[redacted:/),
        findings: [{ family: "unscannable" }],
      });
    }
  });
});

describe("patterns of one's own", () => {
  it("[OC-5] are found beside the shipped families", () => {
    const redactor = new Redactor({ patterns: [{ name: "acme-key", pattern: "ACME-(?:live|test)-[0-9]{4,12}" }] });
    expect(redactor.redact("use ACME-live-20240117 here").text).toBe("use [redacted:acme-key] here");
    expect(redactor.redact("ACME-live-1").findings).toEqual([]);
  });

  it.each(["[a-z]{20}", "ab[0-9]{4}", "(?:a|b)-[0-9]{4}", "one|two", "a*", "abc.*", "(?=x)abc"])(
    "[OC-5] are refused with the reason: %s",
    (pattern) => {
      expect(() => customDetector({ name: "own", pattern })).toThrow(
        expect.objectContaining({ code: "ERR_DETECTOR_INVALID", fix: expect.any(String) }),
      );
    },
  );

  it("[OC-5] may be ten thousand", () => {
    const patterns = Array.from({ length: 10_000 }, (_, i) => ({ name: `own-${i}`, pattern: `K${i}X-[0-9]{6}` }));
    const redactor = new Redactor({ patterns });
    expect(redactor.redact("a K4711X-123456 b").text).toBe("a [redacted:own-4711] b");
  });
});

describe("input of any kind", () => {
  const redactor = new Redactor();

  it.each([
    ["binary", String.fromCharCode(...Array.from({ length: 256 }, (_, i) => i)).repeat(8)],
    ["lone surrogates", "\ud800\udc00\ud800 \udfff\ud83d"],
    ["nothing", ""],
    ["a long line", "word ".repeat(400_000)],
  ])("[OC-5] leaves %s as it is", (_what, text) => {
    expect(redactor.redact(text)).toEqual({ text, findings: [] });
    const stream = redactor.stream();
    const half = text.length >> 1;
    expect(stream.push(text.slice(0, half)) + stream.push(text.slice(half)) + stream.flush()).toBe(text);
  });

  it("[OC-5] finds a secret in the midst of any of it", () => {
    const around = String.fromCharCode(...Array.from({ length: 600 }, (_, i) => (i * 7919) & 0xffff));
    expect(redactor.redact(`${around} ${token} ${around}`).text).toContain(" [redacted:github-token] ");
  });
});

describe("a paced stream", () => {
  it("[NB-7] gives a word that nobody goes on with, and no beginning of a secret", () => {
    let left = "";
    let run = () => {};
    const stream = paced(new Redactor().stream(), {
      emit: (text) => {
        left += text;
      },
      startTimer: (later) => {
        run = later;
        return () => {
          run = () => {};
        };
      },
    });
    stream.push("Hello wor");
    expect(left).toBe("Hello ");
    run();
    expect(left).toBe("Hello wor");
    stream.push(`ld ${token.slice(0, 30)}`);
    run();
    expect(left).toBe("Hello world ");
    stream.push(token.slice(30));
    stream.end();
    expect(left).toBe("Hello world [redacted:github-token]");
  });

  it.each(["9f3ac07be51d2846a7c1", "kXq7Vz9m2Rt5Lpw3", "AKIAY3XQ7ZB2KD5WNGTR"])(
    "[NB-7] gives nothing that is no word as people write it: %s",
    (secret) => {
      const stream = new Redactor().stream();
      let left = "";
      for (const unit of `The api_key: ${secret} is it.`) {
        left += stream.push(unit);
        left += stream.idle();
      }
      left += stream.flush();
      expect(left).toMatch(/^The api_key: \S* is it\.$/);
      expect(left).not.toContain(secret.slice(0, 3));
    },
  );
});
