import { describe, expect, it } from "vitest";
import { customDetector } from "../../src/dlp/custom.ts";
import { Redactor } from "../../src/dlp/index.ts";
import { shownIn } from "../../src/dlp/modes.ts";
import { paced } from "../../src/dlp/pace.ts";

const token = ["gh", "p_", "Zt5Lk0QwR8yN2mVbX7cD1fGhJ4sA9e0R8nS3"].join("");
const other = ["gh", "p_", "aB3dE5gH7jK9mN1pQ2rS4tU6vW8xY0zA1bC3"].join("");

describe("ways to show a secret", () => {
  const redactor = new Redactor();
  const text = `first ${token}, then ${other}, then ${token}.`;

  it("[OC-5] can be names that stay the same and that only their vault maps back", () => {
    const { text: shown, findings } = shownIn("tokenise", text, redactor);
    const names = shown.match(/\[redacted:github-token:[0-9a-f]{16}\]/g) ?? [];
    expect(findings).toHaveLength(3);
    expect(names).toHaveLength(3);
    expect(names[0]).toBe(names[2]);
    expect(names[0]).not.toBe(names[1]);
    expect(redactor.reveal(shown)).toBe(text);
    expect(new Redactor().reveal(shown)).toBe(shown);
  });

  it("[OC-5] are to redact, to withhold the whole text, or to tell only", () => {
    expect(shownIn("redact", `a ${token}`, redactor).text).toBe("a [redacted:github-token]");
    expect(shownIn("block", `a ${token}`, redactor).text).toBe("[redacted:result]");
    expect(shownIn("alert", `a ${token}`, redactor).text).toBe(`a ${token}`);
    for (const mode of ["redact", "tokenise", "block", "alert"] as const) {
      expect(shownIn(mode, "nothing", redactor)).toEqual({ text: "nothing", findings: [] });
    }
  });

  it("[OC-5] never include a text that could not be searched", () => {
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
      expect(shownIn(mode, "boom-never", broken)).toMatchObject({
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
});
