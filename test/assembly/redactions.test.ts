import { describe, expect, it } from "vitest";
import { SeenSecrets } from "../../src/assembly/seen-secrets.ts";
import { tallyOf } from "../../src/dlp/index.ts";

describe("what is told of secrets", () => {
  it("[OC-5] counts each once, and further ones together", () => {
    const found = Array.from({ length: 40 }, (_, i) => ({ family: "a", fingerprint: String(i) }));
    const tally = tallyOf([...found, ...found]);
    expect(tally).toHaveLength(33);
    expect(tally[0]).toEqual({ family: "a", fingerprint: "0", count: 2 });
    expect(tally.at(-1)).toEqual({ family: "more", fingerprint: "", count: 16 });
    expect(tallyOf([])).toEqual([]);
  });
});

describe("secrets that a session has seen", () => {
  const span = (start: number, end: number) => [{ start, end }];

  it("[PH-1] are its own, besides those of the installation", () => {
    const seen = new SeenSecrets(["known"]);
    seen.saw("one", "a swordfish", span(2, 11));
    expect(seen.of("one")).toEqual(["known", "swordfish"]);
    expect(seen.of("two")).toEqual(["known"]);
  });

  it("[PH-1] are bounded in number, in length and in sessions; the oldest go first", () => {
    const seen = new SeenSecrets([]);
    seen.saw("one", "x".repeat(5_000), span(0, 5_000));
    for (let i = 0; i < 40; i++) seen.saw("one", `secret-${i}`, span(0, 9));
    expect(seen.of("one")).toHaveLength(32);
    expect(seen.of("one").at(-1)).toBe("secret-39");
    for (let i = 0; i < 300; i++) seen.saw(`session ${i}`, "swordfish", span(0, 9));
    expect(seen.of("one")).toEqual([]);
    expect(seen.of("session 299")).toEqual(["swordfish"]);
  });
});
