import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Budget } from "../../src/agent/index.ts";

type Step =
  | { readonly who: number; readonly what: "turns" | "toolCalls" }
  | { readonly who: number; readonly what: "tokens"; readonly amount: number };

const anyLimit = fc.nat({ max: 6 });
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ who: fc.nat({ max: 2 }), what: fc.constantFrom("turns" as const, "toolCalls" as const) }),
  fc.record({
    who: fc.nat({ max: 2 }),
    what: fc.constant("tokens" as const),
    amount: fc.integer({ min: -50, max: 50 }),
  }),
);

describe("a budget", () => {
  it("gives out what it has, then says which is used up", () => {
    const budget = new Budget({ turns: 2, toolCalls: 1 });
    expect(budget.take("turns")).toBeUndefined();
    expect(budget.take("turns")).toBeUndefined();
    expect(budget.take("turns")).toEqual({ budget: "turns", reason: "the budget of 2 turns is used up" });
    expect(budget.take("toolCalls")).toBeUndefined();
    expect(budget.take("toolCalls")?.budget).toBe("toolCalls");
  });

  it("[SP-5] is never overdrawn by takes, here or above, however children share it", () => {
    fc.assert(
      fc.property(anyLimit, anyLimit, anyLimit, fc.array(anyStep, { maxLength: 40 }), (a, b, c, steps) => {
        const parent = new Budget({ turns: a, toolCalls: a });
        const child = parent.child({ turns: b, toolCalls: b });
        const family = [parent, child, child.child({ turns: c, toolCalls: c })] as const;
        const taken = { turns: [0, 0, 0], toolCalls: [0, 0, 0] };
        for (const step of steps) {
          if (step.what === "tokens") continue;
          const refused = (family[step.who] as Budget).take(step.what) !== undefined;
          if (!refused) for (let i = 0; i <= step.who; i++) (taken[step.what][i] as number) += 1;
        }
        for (const kind of ["turns", "toolCalls"] as const) {
          expect(taken[kind][0]).toBeLessThanOrEqual(a);
          expect(taken[kind][1]).toBeLessThanOrEqual(Math.min(a, b));
          expect(taken[kind][2]).toBeLessThanOrEqual(Math.min(a, b, c));
          expect(parent.remaining(kind)).toBe(a - (taken[kind][0] as number));
        }
      }),
    );
  });

  it("never grows by anything that is spent", () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 40 }), (steps) => {
        const parent = new Budget({ turns: 5, toolCalls: 5, tokens: 100 });
        const family = [parent, parent.child({ tokens: 60 }), parent.child({})];
        for (const step of steps) {
          const before = family.map((b) => [b.remaining("turns"), b.remaining("toolCalls"), b.remaining("tokens")]);
          const spender = family[step.who] as Budget;
          if (step.what === "tokens") spender.charge(step.amount);
          else spender.take(step.what);
          for (const [i, budget] of family.entries()) {
            const [turns, calls, tokens] = before[i] as [number, number, number];
            expect(budget.remaining("turns")).toBeLessThanOrEqual(turns);
            expect(budget.remaining("toolCalls")).toBeLessThanOrEqual(calls);
            expect(budget.remaining("tokens")).toBeLessThanOrEqual(tokens);
          }
        }
      }),
    );
  });

  it("gives out nothing more once tokens or seconds are used up, a child's by its parent too", () => {
    let now = 0;
    const parent = new Budget({ tokens: 10, seconds: 5 }, () => now);
    const child = parent.child({ toolCalls: 3 });
    expect(child.exhausted()).toBeUndefined();
    expect(child.exhausted(10)?.budget).toBe("tokens");
    now = 5_000;
    expect(child.take("toolCalls")).toEqual({ budget: "seconds", reason: "the budget of 5 seconds is used up" });
    now = 0;
    child.charge(12);
    expect(parent.take("toolCalls")?.budget).toBe("tokens");
    expect(parent.remaining("tokens")).toBe(0);
  });

  it("takes nothing from the child when the parent refuses", () => {
    const parent = new Budget({ toolCalls: 1 });
    const child = parent.child({ toolCalls: 5 });
    expect(child.take("toolCalls")).toBeUndefined();
    expect(child.take("toolCalls")?.reason).toContain("budget of 1 tool calls");
    expect(child.remaining("toolCalls")).toBe(0);
    expect(new Budget({}).remaining("tokens")).toBe(Number.POSITIVE_INFINITY);
  });

  it("aborts when its seconds are over, or when the caller does", async () => {
    const signal = new Budget({ seconds: 0.02 }).deadline(new AbortController().signal);
    expect(signal.aborted).toBe(false);
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
    const caller = new AbortController();
    const both = new Budget({ seconds: 60 }).deadline(caller.signal);
    const unbounded = new Budget({}).deadline(caller.signal);
    caller.abort();
    expect([both.aborted, unbounded.aborted]).toEqual([true, true]);
  });
});
