import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Decider,
  type Decision,
  type Effect,
  type EvaluateOptions,
  evaluate,
  fingerprint,
  type Grant,
  meet,
  Permit,
} from "../../src/decision/index.ts";
import { anyEffect, anyScope, wideScope } from "../fixtures/arbitrary.ts";
import { request } from "../fixtures/request.ts";

const says = (effect: Effect, role: Decider["role"] = "narrowing"): Decider => ({
  name: `says-${effect}`,
  role,
  decide: () => ({ effect, reasons: [{ rule: "test", message: effect }] }),
});

function setup(deciders: readonly Decider[], options: Partial<EvaluateOptions> = {}) {
  const records: Decision[] = [];
  const record = async (decision: Decision) => ({ index: records.push(decision) - 1 });
  return { records, options: { scope: wideScope, deciders, record, deadline: 20, ...options } };
}

const effectOf = async (deciders: readonly Decider[], more: Partial<EvaluateOptions> = {}) =>
  (await evaluate(request(), setup(deciders, more).options)).decision;

describe("evaluate", () => {
  it("[SP-6] denies when nobody decides", async () => {
    expect(await effectOf([])).toMatchObject({ effect: "deny", cause: "no-decider" });
  });

  it("[SP-6] denies when a decider throws, rejects, hangs, or answers with nonsense, and records the cause", async () => {
    const nonsense: unknown[] = [
      undefined,
      null,
      "allow",
      {},
      { effect: "ALLOW", reasons: [] },
      { effect: "allow" },
      { effect: "allow", reasons: [{}] },
      { effect: "allow", reasons: [], risk: "none" },
      { effect: "allow", reasons: [], obligations: "x" },
    ];
    const faulty: [string, Decider["decide"]][] = [
      [
        "threw",
        () => {
          throw new Error("broken");
        },
      ],
      ["threw", () => Promise.reject(new Error("broken"))],
      ["timed-out", () => new Promise(() => {})],
      ...nonsense.map((answer): [string, Decider["decide"]] => ["malformed", () => answer as never]),
      ["unknown-obligation", () => ({ effect: "allow", reasons: [], obligations: [{ id: "dance" } as never] })],
      [
        "unknown-obligation",
        () => ({ effect: "allow", reasons: [], obligations: [{ id: "envelope", extra: 1 } as never] }),
      ],
    ];
    for (const [cause, decide] of faulty) {
      const { records, options } = setup([says("allow"), { name: "faulty", role: "narrowing", decide }]);
      const { decision, permit } = await evaluate(request(), options);
      expect(decision).toMatchObject({ effect: "deny", cause });
      expect(permit).toBeUndefined();
      expect(records).toEqual([decision]);
    }
  });

  it("[SP-6] takes no notice of an answer that comes late", async () => {
    let answer: (opinion: never) => void = () => {};
    const slow: Decider = {
      name: "slow",
      role: "narrowing",
      decide: () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
    };
    const { records, options } = setup([slow]);
    const { decision } = await evaluate(request(), options);
    answer({ effect: "allow", reasons: [] } as never);
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(decision.effect).toBe("deny");
    expect(records.map((r) => r.effect)).toEqual(["deny"]);
  });

  it("[SP-8] answers with the meet of all deciders", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyEffect, { minLength: 1, maxLength: 6 }), async (effects) => {
        expect((await effectOf(effects.map((e) => says(e)))).effect).toBe(effects.reduce(meet));
      }),
    );
  });

  it("[SP-5] allows nothing outside the scope, whatever the deciders say", async () => {
    await fc.assert(
      fc.asyncProperty(anyScope, async (scope) => {
        const { decision } = await evaluate(
          request({ action: { name: "sudo" } }),
          setup([says("allow")], { scope: { ...scope, tools: ["read"] } }).options,
        );
        expect(decision).toMatchObject({ effect: "deny", cause: "out-of-scope" });
      }),
    );
  });

  it("[SP-8] lets an owner stand in for the default decider, and for that alone", async () => {
    const owner: Decider = { ...says("allow"), owns: (action) => action === "read" };
    expect((await effectOf([says("deny", "default"), owner])).effect).toBe("allow");
    expect((await effectOf([says("deny", "default"), says("deny"), owner])).effect).toBe("deny");
    expect((await effectOf([says("deny", "default"), { ...owner, owns: () => false }])).effect).toBe("deny");
    expect((await effectOf([says("deny", "default"), owner], { scope: { ...wideScope, tools: [] } })).effect).toBe(
      "deny",
    );
  });

  it("[SP-9] records every evaluation exactly once, before it is answered", async () => {
    const { records, options } = setup([says("ask")]);
    const answers = await Promise.all(Array.from({ length: 50 }, () => evaluate(request(), options)));
    expect(records.map((r) => r.evaluation).sort()).toEqual(answers.map((a) => a.decision.evaluation).sort());
    expect(new Set(records.map((r) => r.evaluation)).size).toBe(50);
  });

  it("[SP-6] gives no permit when the decision cannot be recorded", async () => {
    const { decision, permit } = await evaluate(
      request(),
      setup([says("allow")], { record: () => Promise.reject(new Error("disk full")) }).options,
    );
    expect(decision).toMatchObject({ effect: "deny", cause: "unrecorded" });
    expect(permit).toBeUndefined();
  });

  it("[SP-6] denies and records a request that is not JSON", async () => {
    const { records, options } = setup([says("allow")]);
    const { decision } = await evaluate(request({ context: { arguments: { n: Number.NaN } } }), options);
    expect(decision).toMatchObject({ effect: "deny", cause: "invalid-request" });
    expect(records).toHaveLength(1);
  });

  it("[SP-6] never rejects and never allows, whatever is thrown at it", async () => {
    await fc.assert(
      fc.asyncProperty(fc.anything(), fc.anything(), async (answer, thing) => {
        const { decision } = await evaluate(
          thing as never,
          setup([{ name: "any", role: "narrowing", decide: () => answer as never }]).options,
        );
        expect(decision.effect).not.toBe("allow");
      }),
    );
  });

  it("turns an ask into a denial where the scope allows no approvals", async () => {
    expect(await effectOf([says("ask")], { scope: { ...wideScope, approvals: false } })).toMatchObject({
      effect: "deny",
      cause: "approvals-off",
    });
  });

  describe("with a grant", () => {
    const grant = (over: Partial<Grant> = {}): Grant => {
      let left = 1;
      return { id: "g1", fingerprint: fingerprint(request()), approver: "ann", consume: () => left-- > 0, ...over };
    };

    it("[CE-4] allows exactly the request it was given for, once", async () => {
      const g = grant();
      expect(await effectOf([says("ask")], { grant: g })).toMatchObject({
        effect: "allow",
        cause: "granted",
        grant: { id: "g1", approver: "ann" },
      });
      expect((await effectOf([says("ask")], { grant: g })).effect).toBe("ask");
      expect((await effectOf([says("ask")], { grant: grant({ fingerprint: "0".repeat(64) }) })).effect).toBe("ask");
    });

    it("[CE-4] never lifts a denial", async () => {
      const g = grant();
      expect((await effectOf([says("ask"), says("deny")], { grant: g })).effect).toBe("deny");
      expect(g.consume()).toBe(true);
    });
  });
});

describe("permit", () => {
  const permitted = async (obligations?: readonly object[], more: Partial<EvaluateOptions> = {}) => {
    const decider: Decider = {
      name: "d",
      role: "narrowing",
      decide: () => ({ effect: "allow", reasons: [], ...(obligations && { obligations: obligations as never }) }),
    };
    const { permit } = await evaluate(request(), setup([decider], more).options);
    return permit as Permit;
  };

  it("cannot be constructed", () => {
    // @ts-expect-error the constructor is private
    expect(() => new Permit().evaluation).toThrow();
    expect(Object.keys(Permit)).toEqual([]);
  });

  it("[CE-4] is spent once", async () => {
    const permit = await permitted();
    permit.spend(request(), []);
    expect(() => permit.spend(request(), [])).toThrow(expect.objectContaining({ code: "ERR_PERMIT_SPENT" }));
  });

  it("[CE-4] is void for any other request, and stays void", async () => {
    const permit = await permitted();
    expect(() => permit.spend(request({ resource: { id: "/etc/passwd" } }), [])).toThrow(
      expect.objectContaining({ code: "ERR_PERMIT_MISMATCH" }),
    );
    expect(() => permit.spend(request(), [])).toThrow(expect.objectContaining({ code: "ERR_PERMIT_SPENT" }));
  });

  it("expires", async () => {
    let now = 1000;
    const permit = await permitted(undefined, { now: () => now, permitLife: 50 });
    now = 1050;
    expect(() => permit.spend(request(), [])).toThrow(expect.objectContaining({ code: "ERR_PERMIT_EXPIRED" }));
  });

  it("[SP-6] is refused by an enforcement point that cannot fulfil its obligations", async () => {
    const sandbox = [{ id: "sandbox", hosts: [] }];
    const refused = await permitted(sandbox);
    expect(() => refused.spend(request(), ["limit"])).toThrow(
      expect.objectContaining({ code: "ERR_OBLIGATION_UNMET" }),
    );
    const fulfilled = await permitted(sandbox);
    expect(fulfilled.spend(request(), ["sandbox"])).toEqual(sandbox);
  });

  it("[SP-8] carries the stricter form of each obligation", async () => {
    const decider = (hosts: string[], bytes: number): Decider => ({
      name: "d",
      role: "narrowing",
      decide: () => ({
        effect: "allow",
        reasons: [],
        obligations: [{ id: "sandbox", hosts }, { id: "limit", bytes }, { id: "envelope" }],
      }),
    });
    const { permit } = await evaluate(request(), setup([decider(["a", "b"], 10), decider(["b", "c"], 5)]).options);
    expect(permit?.obligations).toEqual([
      { id: "envelope" },
      { id: "limit", bytes: 5 },
      { id: "sandbox", hosts: ["b"] },
    ]);
  });
});
