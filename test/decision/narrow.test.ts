import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { emptyScope, isWithin, narrow, outsideScope, type Scope } from "../../src/decision/index.ts";
import { anyScope, wideScope } from "../fixtures/arbitrary.ts";
import { request } from "../fixtures/request.ts";

const probes = [
  request({ action: { name: "read" }, resource: { type: "path", id: "/ws/src/a.ts", access: "read" } }),
  request({ action: { name: "write" }, resource: { type: "path", id: "/ws/src/deep/b", access: "write" } }),
  request({ action: { name: "exec" }, resource: { type: "command", id: "git", access: "execute" } }),
  request({ action: { name: "read" }, resource: { type: "url", id: "https://api.example.com/x", access: "connect" } }),
  request({ action: { name: "read" }, resource: { type: "url", id: "https://example.com/", access: "connect" } }),
];

describe("narrow", () => {
  it("[SP-5] never gives a child more than its parent in any field, for any pair of scopes", () => {
    fc.assert(
      fc.property(anyScope, anyScope, (parent, wanted) => {
        const { scope } = narrow(parent, wanted);
        expect(isWithin(scope, parent)).toBe(true);
        for (const probe of probes) {
          if (outsideScope(parent, probe).length > 0) expect(outsideScope(scope, probe)).not.toEqual([]);
        }
      }),
      { numRuns: 10_000 },
    );
  });

  it("[SP-5] never gives a child more than it asked for", () => {
    fc.assert(
      fc.property(anyScope, anyScope, (parent, wanted) => {
        const { scope } = narrow(parent, wanted);
        for (const probe of probes) {
          if (outsideScope(wanted, probe).length > 0) expect(outsideScope(scope, probe)).not.toEqual([]);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it("[SP-5] grants what both parent and request hold", () => {
    fc.assert(
      fc.property(anyScope, anyScope, (parent, wanted) => {
        const { scope } = narrow(parent, wanted);
        for (const probe of probes) {
          if (outsideScope(parent, probe).length + outsideScope(wanted, probe).length === 0) {
            expect(outsideScope(scope, probe)).toEqual([]);
          }
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it("is idempotent and keeps the parent when nothing is requested", () => {
    fc.assert(
      fc.property(anyScope, (scope) => {
        expect(isWithin(narrow(scope, {}).scope, scope)).toBe(true);
        expect(narrow(scope, {}).violations).toEqual([]);
        expect(narrow(narrow(scope, scope).scope, scope).violations).toEqual(narrow(scope, scope).violations);
      }),
    );
  });

  it("[SP-5] names every field in which a child asked for too much", () => {
    const parent: Scope = { ...wideScope, sandbox: "required", approvals: false };
    const greedy = Object.keys(emptyScope) as (keyof Scope)[];
    const { violations } = narrow(emptyScope, { ...wideScope, sandbox: "off" });
    const fields = new Set(violations.map((v) => v.field.split(".")[0]));
    expect([...fields].sort()).toEqual([...greedy].sort());
    expect(narrow(parent, { sandbox: "off", approvals: true }).violations.map((v) => v.field)).toEqual([
      "sandbox",
      "approvals",
    ]);
  });

  it("takes an amount that is no number as nothing", () => {
    const { scope } = narrow(wideScope, { budgets: { tokens: Number.NaN, turns: -1 }, delegationDepth: Number.NaN });
    expect(scope.budgets.tokens).toBe(0);
    expect(scope.budgets.turns).toBe(0);
    expect(scope.delegationDepth).toBe(0);
  });

  it("does not take /wsx for something beneath /ws, nor climb out with ..", () => {
    const scope = { ...wideScope, roots: { read: ["/ws"], write: [] } };
    const at = (id: string) => outsideScope(scope, request({ resource: { type: "path", id, access: "read" } }));
    expect(at("/ws/a")).toEqual([]);
    expect(at("/wsx/a")).not.toEqual([]);
    expect(at("/ws/../etc/passwd")).not.toEqual([]);
    expect(narrow(scope, { roots: { read: ["/ws/../etc"] } }).scope.roots.read).toEqual([]);
  });
});
