import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isNarrowerOrEqual, meet } from "../../src/decision/index.ts";
import { anyEffect } from "../fixtures/arbitrary.ts";

describe("meet", () => {
  it("[SP-8] is associative, commutative and idempotent", () => {
    fc.assert(
      fc.property(anyEffect, anyEffect, anyEffect, (a, b, c) => {
        expect(meet(a, meet(b, c))).toBe(meet(meet(a, b), c));
        expect(meet(a, b)).toBe(meet(b, a));
        expect(meet(a, a)).toBe(a);
      }),
    );
  });

  it("[SP-8] is never wider than either of its parts", () => {
    fc.assert(
      fc.property(anyEffect, anyEffect, (a, b) => {
        expect(isNarrowerOrEqual(meet(a, b), a) && isNarrowerOrEqual(meet(a, b), b)).toBe(true);
      }),
    );
  });

  it("orders deny below ask below allow", () => {
    expect(meet("allow", "ask")).toBe("ask");
    expect(meet("ask", "deny")).toBe("deny");
    expect(meet("allow", "allow")).toBe("allow");
  });
});
