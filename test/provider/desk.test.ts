import { describe, expect, it } from "vitest";
import type { Naming } from "../../src/incident/index.ts";
import {
  type Finding,
  ProviderRegistry,
  type ProviderServices,
  type SecurityProvider,
  SecurityRuntime,
} from "../../src/provider/index.ts";
import { wideScope } from "../fixtures/arbitrary.ts";
import { MemoryLog } from "../fixtures/memory-log.ts";
import { policySet } from "../fixtures/policies.ts";
import { fakeEntry, fakeProvider, selecting } from "../fixtures/provider.ts";

const finding = (over: Partial<Finding> = {}): Finding => ({
  ...{ rule: "test.hit", severity: "high", message: "m", agent: "main", session: "s", evidence: [] },
  ...over,
});

async function runtimeWith(
  respond: SecurityProvider["respond"],
  { chain = ["other"], deadline = 30 }: { chain?: readonly string[]; deadline?: number } = {},
) {
  const log = new MemoryLog();
  const taken: Naming[] = [];
  const repeated: Finding[] = [];
  let services: ProviderServices | undefined;
  const runtime = await SecurityRuntime.open({
    ...{ log, deadline, policies: policySet({ main: wideScope, second: wideScope }) },
    registry: new ProviderRegistry({
      other: fakeEntry("other", { respond }),
      third: {
        summary: "raises",
        create(given) {
          services = given;
          return fakeProvider("third");
        },
      },
    }),
    ...selecting({ main: chain }),
    incidents: {
      take: async (_, __, naming) => void taken.push(naming),
      repeated: async (one) => void repeated.push(one),
      has: (name) => name === "known",
    },
  });
  return { log, runtime, taken, repeated, services: () => services as ProviderServices };
}

describe("who answers a finding", () => {
  const garbage: [string, unknown][] = [
    ["nothing", undefined],
    ["text", "incident"],
    ["an incident without a title", { incident: { severity: "high" } }],
    ["a severity that there is not", { incident: { title: "t", severity: "worst" } }],
    ["a playbook that is no name", { incident: { title: "t", severity: "high", playbook: ["known"] } }],
    ["an incident that is null", { incident: null }],
  ];
  it.each(garbage)(
    "[SP-10] takes %s for a fault of the provider's, and the default's answer all the same",
    async (_, answer) => {
      const { runtime, taken } = await runtimeWith(() => answer as never);
      await runtime.raise(finding());
      // The fault is a finding too, and so an incident of its own.
      expect(taken[0]).toEqual({ title: "m", severity: "high", provider: "default", playbooks: [] });
      expect(await runtime.status()).toContainEqual(expect.objectContaining({ name: "other", state: "failing" }));
    },
  );

  it.each<[string, SecurityProvider["respond"]]>([
    [
      "throws",
      () => {
        throw new Error("no");
      },
    ],
    ["rejects", () => Promise.reject(new Error("no"))],
    ["is late", () => new Promise(() => {})],
    [
      "throws no error",
      () => {
        throw null;
      },
    ],
  ])("[SP-10] does without a provider that %s", async (_, respond) => {
    const { runtime, taken } = await runtimeWith(respond);
    await runtime.raise(finding());
    expect(taken[0]?.title).toBe("m");
    expect(await runtime.status()).toContainEqual(expect.objectContaining({ name: "other", state: "failing" }));
  });

  it("[SP-8] [SP-10] lets a provider make an incident worse and add a playbook, and never the other way", async () => {
    const worse = await runtimeWith(() => ({ incident: { title: "bad", severity: "critical", playbook: "known" } }));
    await worse.runtime.raise(finding());
    expect(worse.taken).toEqual([{ title: "bad", severity: "critical", provider: "other", playbooks: ["known"] }]);
    const milder = await runtimeWith(() => ({ incident: { title: "nothing", severity: "low" } }));
    await milder.runtime.raise(finding());
    expect(milder.taken).toEqual([{ title: "m", severity: "high", provider: "default", playbooks: [] }]);
  });

  it("[SP-10] cuts a huge title, and takes an unknown playbook for a fault", async () => {
    const huge = { title: "x".repeat(5_000_000), severity: "critical", playbook: "y".repeat(1_000_000) } as const;
    const { runtime, taken } = await runtimeWith(() => ({ incident: huge }), { deadline: 5_000 });
    await runtime.raise(finding());
    expect(taken[0]?.title).toHaveLength(300);
    const [, other] = (await runtime.status()).toSorted((a, b) => a.name.localeCompare(b.name));
    expect(other?.lastFault?.length).toBeLessThan(200);
  });

  it("[SP-10] asks the chain of the agent that it is about, and no other's", async () => {
    const asked: string[] = [];
    const { runtime } = await runtimeWith(({ agent }) => {
      asked.push(agent);
      return {};
    });
    for (const agent of ["main", "second", "main/child", ""]) await runtime.raise(finding({ agent }));
    expect(asked).toEqual(["main", "main/child"]);
  });

  it("[SP-10] a provider cannot change the finding for the others", async () => {
    const { runtime, log } = await runtimeWith((given) => {
      Object.assign(given, { severity: "low", agent: "nobody" });
      return {};
    });
    await runtime.raise(finding());
    expect(log.of("finding")[0]?.body).toMatchObject({ severity: "high", agent: "main" });
  });

  it("[SP-10] counts equal findings, and puts the first on record", async () => {
    const { runtime, log, repeated } = await runtimeWith(() => ({}));
    await Promise.all(Array.from({ length: 1_000 }, () => runtime.raise(finding())));
    expect(log.of("finding")).toHaveLength(1);
    expect(repeated).toHaveLength(999);
  });
});

describe("a provider that raises findings", () => {
  it("[SP-10] is heard, as far as it raises findings and not too many", async () => {
    const { runtime, log, services } = await runtimeWith(() => ({}), { chain: ["third"] });
    services().raise({ rule: 7 } as never);
    services().raise(null as never);
    services().raise(finding({ evidence: [-1] }));
    for (let i = 0; i < 200; i++) services().raise(finding({ rule: `third.${i}`, message: "m".repeat(9_999) }));
    await expect.poll(() => log.of("finding").length).toBeGreaterThan(59);
    const own = log.of("finding").filter(({ body }) => String(body["rule"]).startsWith("third."));
    expect(own).toHaveLength(60);
    expect(String(own[0]?.body["message"])).toHaveLength(1_024);
    expect(await runtime.status()).toContainEqual(
      expect.objectContaining({ name: "third", state: "failing", faults: 143 }),
    );
  });
});
