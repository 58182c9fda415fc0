import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Decision, evaluate, type Obligation, type Resource } from "../../src/decision/index.ts";
import { wideScope } from "../fixtures/arbitrary.ts";
import { request } from "../fixtures/request.ts";

const closed: Obligation = { id: "sandbox", hosts: [] };
const open: Obligation = { id: "sandbox", hosts: ["example.com"] };

/** What is decided, and recorded, when every decider allows. */
async function allowedByAll(
  access: Resource["access"],
  taint: { readonly untrusted: boolean; readonly sensitive: boolean },
  obligations: readonly Obligation[] = [],
  approvals = true,
): Promise<Decision> {
  const recorded: Decision[] = [];
  const asked = request({ resource: { type: "tool", id: "x", access }, context: { taint: { ...taint, sources: [] } } });
  await evaluate(asked, {
    scope: { ...wideScope, approvals },
    deciders: [{ name: "willing", role: "narrowing", decide: () => ({ effect: "allow", reasons: [], obligations }) }],
    record: async (decision) => ({ index: recorded.push(decision) - 1 }),
  });
  return recorded[0] as Decision;
}

const both = { untrusted: true, sensitive: true };

describe("the rule of two", () => {
  it.each([
    ["connect", []],
    ["send", []],
    ["execute", [open]],
    ["execute", []],
  ] as const)(
    "[NB-1] has a person asked before a turn with both bits may %s (%j), whoever allows it",
    async (...args) => {
      const [access, obligations] = args;
      const decision = await allowedByAll(access, both, obligations);
      expect(decision).toMatchObject({ effect: "ask", reasons: [{ rule: "flow.trifecta" }], flow: { outside: true } });
      expect(await allowedByAll(access, both, obligations, false)).toMatchObject({ effect: "deny" });
    },
  );

  it.each([
    ["read", []],
    ["write", []],
    ["use", []],
    ["execute", [closed]],
  ] as const)("[NB-1] leaves alone what cannot reach outside: %s (%j)", async (access, obligations) => {
    const decision = await allowedByAll(access, both, obligations);
    expect(decision).toMatchObject({ effect: "allow", flow: { ...both, outside: false } });
  });

  it("[NB-1] records the three bits, and asks exactly where all of them are set", async () => {
    const access = fc.constantFrom<Resource["access"]>("read", "write", "execute", "connect", "send", "use");
    const obligations = fc.constantFrom<readonly Obligation[]>([], [closed], [open]);
    await fc.assert(
      fc.asyncProperty(access, fc.boolean(), fc.boolean(), obligations, async (way, untrusted, sensitive, obliged) => {
        const { flow, effect } = await allowedByAll(way, { untrusted, sensitive }, obliged);
        expect(flow).toMatchObject({ untrusted, sensitive });
        expect(effect === "ask").toBe(untrusted && sensitive && flow?.outside === true);
      }),
    );
  });
});
