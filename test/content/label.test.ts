import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cleanTaint, joinLabel, joinTaint, taintOf, tierMin } from "../../src/content/index.ts";

const anyTier = fc.constantFrom("A" as const, "B" as const, "C" as const);
const anyTaint = fc.record({
  untrusted: fc.boolean(),
  sensitive: fc.boolean(),
  sources: fc
    .uniqueArray(fc.constantFrom("webchat", "url:https://a", "file:/b", "cli"))
    .map((sources) => sources.sort()),
});
const anyLabel = fc.record({ tier: anyTier, taint: anyTaint });

describe("labels", () => {
  it("[NB-1] join associatively, commutatively and idempotently, and never lose anything", () => {
    fc.assert(
      fc.property(anyLabel, anyLabel, anyLabel, (a, b, c) => {
        expect(joinLabel(a, b)).toEqual(joinLabel(b, a));
        expect(joinLabel(a, joinLabel(b, c))).toEqual(joinLabel(joinLabel(a, b), c));
        expect(joinLabel(a, a)).toEqual(a);
        const { taint } = joinLabel(a, b);
        expect(taint.untrusted).toBe(a.taint.untrusted || b.taint.untrusted);
        expect(taint.sensitive).toBe(a.taint.sensitive || b.taint.sensitive);
        for (const source of a.taint.sources) expect(taint.sources).toContain(source);
      }),
    );
  });

  it("take the tier that is trusted least", () => {
    expect(tierMin("A", "B")).toBe("B");
    expect(tierMin("C", "A")).toBe("C");
    expect(tierMin("A", "A")).toBe("A");
  });

  it("[NB-1] take from a result what it says, and its source only when it is untrusted", () => {
    const page = taintOf({ untrusted: true, sensitive: false, source: "url:https://a" });
    const secret = taintOf({ untrusted: false, sensitive: true, source: "file:/ws/.env" });
    expect(joinTaint(joinTaint(cleanTaint, page), secret)).toEqual({
      untrusted: true,
      sensitive: true,
      sources: ["url:https://a"],
    });
  });
});
