import { describe, expect, it, onTestFinished } from "vitest";
import { checkProvider, ProviderRegistry, type SecurityProvider } from "../../src/provider/index.ts";
import { wideScope } from "../fixtures/arbitrary.ts";
import { policySet } from "../fixtures/policies.ts";
import { fakeProvider, providerServices } from "../fixtures/provider.ts";
import { providerInstances } from "../fixtures/provider-instances.ts";

const { agents } = policySet({ main: wideScope });
const services = providerServices({ policyFor: (agent: string) => agents.get(agent) });
const registry = new ProviderRegistry();

const failed = async (provider: SecurityProvider) =>
  (await checkProvider("fake", provider)).filter(({ ok }) => !ok).map(({ check }) => check);

describe("conformance", () => {
  it.each(registry.list().map(({ name }) => name))(
    "[SP-1] the provider %s does what the runtime relies on",
    async (kind) => {
      const instance = await providerInstances[kind]?.();
      if (instance === undefined) throw new Error(`test/fixtures/provider-instances.ts has no ${kind}`);
      const described = instance.settings === undefined ? {} : { [kind]: { kind, ...instance.settings } };
      const provider = await registry.create(kind, described, { ...services, ...instance.services });
      onTestFinished(() => provider.close?.());
      const checks = await checkProvider(kind, provider);
      expect(checks.filter(({ ok }) => !ok)).toEqual([]);
      expect(checks.length).toBeGreaterThan(20);
    },
  );

  it("[SP-1] a provider that decides, reports and responds properly passes", async () => {
    expect(await failed(fakeProvider("fake"))).toEqual([]);
  });

  it("[SP-1] finds what is wrong with a provider", async () => {
    let calls = 0;
    const faulty: [string, Partial<SecurityProvider>][] = [
      ["is called by the name it is registered under", { name: "other" }],
      ["speaks this version of the interface", { seam: 9 as never }],
      [
        "says whether it is available, and how to mend it when not",
        { availability: () => Promise.reject(new Error("no")) },
      ],
      ["answers exec on a command with an opinion", { decide: () => ({ effect: "yes" }) as never }],
      [
        "answers exec on a command the same way twice",
        { decide: () => ({ effect: calls++ % 2 ? "deny" : "allow", reasons: [] }) },
      ],
      [
        "leaves the request as it was",
        {
          decide: (request) => {
            (request.context.arguments as Record<string, unknown>)["x"] = 1;
            return { effect: "deny", reasons: [] };
          },
        },
      ],
      [
        "takes records of every kind",
        {
          report: () => {
            throw new Error("no");
          },
        },
      ],
      ["answers a finding", { respond: () => Promise.reject(new Error("no")) }],
    ];
    for (const [check, over] of faulty) expect(await failed(fakeProvider("fake", over)), check).toContain(check);
  });
});
