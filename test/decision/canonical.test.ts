import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson, fingerprint } from "../../src/decision/index.ts";
import { request } from "../fixtures/request.ts";

describe("canonical JSON", () => {
  it("sorts members by UTF-16 code units and writes ECMAScript numbers (RFC 8785 §3.2)", () => {
    const sample = { "\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\u{1f600}": 5, "\u0080": 6, "\u00f6": 7 };
    expect(canonicalJson(sample)).toBe('{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"\u{1f600}":5,"\ufb33":3}');
    expect(canonicalJson([Number("333333333.33333329"), 1e30, 4.5, 2e-3, 1e-27, -0])).toBe(
      "[333333333.3333333,1e+30,4.5,0.002,1e-27,0]",
    );
  });

  it("reads back as the same value and is stable under member order", () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnpairedSurrogates: true } as fc.JsonSharedConstraints), (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
        if (typeof value === "object" && value !== null && !Array.isArray(value)) {
          expect(canonicalJson(Object.fromEntries(Object.entries(value).reverse()))).toBe(text);
        }
      }),
    );
  });

  it("refuses what JSON cannot carry", () => {
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, "\ud800", { "\udc00": 1 }, () => 1, 1n]) {
      expect(() => canonicalJson(bad)).toThrow(TypeError);
    }
    const cycle: unknown[] = [];
    cycle.push(cycle);
    expect(() => canonicalJson(cycle)).toThrow(TypeError);
  });
});

describe("fingerprint", () => {
  const base = request({
    context: { argv: ["ls"], executable: "/usr/bin/ls", cwd: "/ws", environment: ["PATH"], targets: ["ls"] },
  });

  it("[CE-4] changes with every part that the permit binds", () => {
    const changed = [
      request({ ...base, subject: { principal: "bob" } }),
      { ...base, subject: { ...base.subject, id: "other" } },
      { ...base, subject: { ...base.subject, session: "s2" } },
      { ...base, action: { name: "write" } },
      { ...base, resource: { ...base.resource, id: "/ws/other" } },
      ...(
        [
          { argv: ["ls", "-l"] },
          { executable: "/tmp/ls" },
          { cwd: "/" },
          { environment: ["PATH", "LD_PRELOAD"] },
          { targets: ["cat"] },
          { bound: ["file /ws/x sha256:11"] },
          { generation: 2 },
          { arguments: { path: "x" } },
          { tier: "C" as const },
        ] as const
      ).map((context) => ({ ...base, context: { ...base.context, ...context } })),
    ];
    const prints = new Set([base, ...changed].map(fingerprint));
    expect(prints.size).toBe(changed.length + 1);
  });

  it("is the same for an equal request built in another order", () => {
    const { subject, action, resource, context } = base;
    expect(fingerprint({ context: { ...context }, resource, action, subject })).toBe(fingerprint(base));
  });
});
