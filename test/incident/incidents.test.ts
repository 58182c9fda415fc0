import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/decision/index.ts";
import {
  builtInPlaybooks,
  type Finding,
  type Incident,
  Incidents,
  type Playbooks,
  playbooksWith,
  type Step,
  type StepKind,
  type StepResult,
} from "../../src/incident/index.ts";
import { openSqliteStore, type Store } from "../../src/store/index.ts";
import { tempDir } from "../fixtures/temp.ts";

const step = (kind: StepKind, over: Partial<Step> = {}): Step => ({
  ...{ do: kind, approval: "never", seconds: 1, rollback: false },
  ...over,
});
const playbooks: Playbooks = {
  three: {
    ...{ title: "three steps", match: ["test."], severity: "high" },
    steps: [
      step("notify"),
      step("kill-processes"),
      step("quarantine-agent", { approval: "unless-critical", rollback: true }),
    ],
  },
};
const finding = (over: Partial<Finding> = {}): Finding => ({
  ...{ rule: "test.hit", severity: "high", message: "m", agent: "main", session: "s", evidence: [] },
  ...over,
});
const naming = { title: "t", severity: "high", provider: "default", playbooks: ["three"] } as const;
const done: StepResult = { state: "done", detail: "" };

interface Bench {
  readonly incidents: Incidents;
  readonly records: JsonObject[];
  readonly carried: string[];
  readonly undone: StepKind[];
  take(over?: Partial<Finding>): Promise<Incident>;
}

async function bench(
  store: Store,
  carryOut: (incident: Incident, step: Step, ask: boolean, signal: AbortSignal) => Promise<StepResult> = async () =>
    done,
): Promise<Bench> {
  const [records, carried, undone]: [JsonObject[], string[], StepKind[]] = [[], [], []];
  const incidents = await Incidents.open({
    ...{ store, playbooks, now: Date.now, redact: (text) => text.replaceAll("hunter2", "[secret]") },
    record: async (body) => ({ index: records.push(body) - 1 }),
    carryOut(incident, each, ask, signal) {
      carried.push(`${each.do}${ask ? "?" : ""}`);
      return carryOut(incident, each, ask, signal);
    },
    undo: async (_, kinds) => void undone.push(...kinds),
  });
  let index = 100;
  const take = (over: Partial<Finding> = {}) => {
    const one = finding(over);
    return incidents.take(one, index++, { ...naming, severity: one.severity });
  };
  return { incidents, records, carried, undone, take };
}

const newStore = () => openSqliteStore(join(tempDir(), "state.db"));
const ended = async ({ incidents }: Bench, id: string) => {
  await expect
    .poll(async () => (await incidents.get(id))?.steps.some(({ state }) => state === "pending" || state === "running"))
    .toBe(false);
  return (await incidents.get(id)) as Incident;
};

describe("incidents", () => {
  it("[IR-2] no sequence of operations leads to a state that is not allowed", async () => {
    const allowed = new Set([
      "open>contained",
      "open>resolved",
      "open>false-positive",
      "contained>resolved",
      "contained>false-positive",
    ]);
    const operation = fc.constantFrom("take", "worse", "repeat", "resolve", "false-positive", "pause");
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { maxLength: 14 }), async (operations) => {
        const store = newStore();
        const at = await bench(store);
        const seen = new Map<string, string>();
        const look = async () => {
          for (const { id, state } of await at.incidents.list()) {
            const before = seen.get(id) ?? "open";
            if (before !== state) expect(allowed).toContain(`${before}>${state}`);
            seen.set(id, state);
          }
        };
        for (const each of operations) {
          const last = (await at.incidents.list()).at(-1)?.id ?? "none";
          if (each === "take") await at.take();
          else if (each === "worse") await at.take({ severity: "critical" });
          else if (each === "repeat") await at.incidents.repeated(finding());
          else if (each === "pause") await sleep(1);
          else await at.incidents.conclude(last, each as "resolved", "operator");
          await look();
        }
        await at.incidents.close();
        await look();
        expect([...seen.values()].filter((state) => state === "open" || state === "contained").length).toBeLessThan(2);
        await store.close();
      }),
      { numRuns: 60 },
    );
  });

  it("[IR-2] 1 000 equal findings at one time are one incident, with a count, and its playbook runs once", async () => {
    const at = await bench(newStore());
    const taken = await Promise.all(Array.from({ length: 1_000 }, () => at.take()));
    const [first] = taken;
    expect(new Set(taken.map(({ id }) => id)).size).toBe(1);
    const incident = await ended(at, first?.id ?? "");
    expect(await at.incidents.list()).toHaveLength(1);
    expect(incident.count).toBe(1_000);
    expect(incident.evidence.length).toBeLessThanOrEqual(256);
    expect(at.carried).toEqual(["notify", "kill-processes", "quarantine-agent?"]);
    expect(at.records.filter(({ event }) => event === "opened")).toHaveLength(1);
  });

  it("[IR-2] keeps apart what is about other agents, sessions, peers and kinds, and joins what is about the same", async () => {
    const at = await bench(newStore());
    const others = [{}, { session: "t" }, { agent: "b" }, { peer: "192.0.2.1" }, { rule: "content.injection" }];
    const ids = await Promise.all(others.map(async (over) => (await at.take(over)).id));
    expect(new Set(ids).size).toBe(others.length);
    expect((await at.take({ rule: "test.other" })).id).toBe(ids[0]);
    await at.incidents.conclude(ids[0] ?? "", "resolved", "operator");
    expect((await at.take()).id).not.toBe(ids[0]);
  });

  it("[IR-2] takes up a playbook that a crash cut short: done steps are not done again, the one in the midst is", async () => {
    const path = join(tempDir(), "state.db");
    const store = openSqliteStore(path);
    const crashed = await bench(store, async (_, { do: kind }) =>
      kind === "kill-processes" ? new Promise<never>(() => {}) : done,
    );
    const { id } = await crashed.take();
    await expect.poll(() => crashed.carried).toEqual(["notify", "kill-processes"]);
    await store.close();
    const next = await bench(openSqliteStore(path));
    await next.incidents.resume();
    const incident = await ended(next, id);
    expect(next.carried).toEqual(["kill-processes", "quarantine-agent?"]);
    expect(incident).toMatchObject({
      state: "contained",
      steps: [{ state: "done" }, { state: "done" }, { state: "done" }],
    });
  });

  it("[IR-1] goes on behind a step that fails or takes too long, and says so", async () => {
    const at = await bench(newStore(), async (_, { do: kind }) =>
      kind === "notify"
        ? { state: "failed", detail: "no hunter2" }
        : kind === "kill-processes"
          ? { state: "timed-out", detail: "" }
          : done,
    );
    const incident = await ended(at, (await at.take()).id);
    expect(incident.steps.map(({ state, detail }) => [state, detail])).toEqual([
      ["failed", "no [secret]"],
      ["timed-out", ""],
      ["done", ""],
    ]);
    expect(at.records.filter(({ event }) => event === "step").map(({ outcome }) => outcome)).toEqual([
      "failed",
      "timed-out",
      "done",
    ]);
    expect(incident.state).toBe("contained");
  });

  it("[IR-1] asks nobody any more once it is critical, whether the answer was no or is still to come", async () => {
    for (const isAnswered of [true, false]) {
      const at = await bench(newStore(), async (_, __, ask, signal) => {
        if (!ask) return done;
        if (!isAnswered) await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
        return { state: "unapproved", detail: "" };
      });
      const { id } = await at.take();
      await expect.poll(() => at.carried).toContain("quarantine-agent?");
      if (isAnswered) await ended(at, id);
      await at.take({ severity: "critical" });
      await expect.poll(() => at.carried.at(-1)).toBe("quarantine-agent");
      expect((await ended(at, id)).steps.map(({ state }) => state)).toEqual(["done", "done", "done"]);
    }
  });

  it("[IR-2] takes back what a false alarm did, also when the step was still under way; a real one stays held", async () => {
    const at = await bench(newStore(), async (_, { do: kind }) => {
      if (kind === "quarantine-agent") await sleep(50);
      return done;
    });
    const { id } = await at.take();
    await expect.poll(() => at.carried).toContain("quarantine-agent?");
    expect(await at.incidents.conclude(id, "false-positive", "operator")).toMatchObject({ state: "false-positive" });
    expect(at.undone).toEqual(["quarantine-agent"]);
    expect(await at.incidents.conclude(id, "resolved", "operator")).toBeUndefined();
    const real = await ended(at, (await at.take()).id);
    await at.incidents.conclude(real.id, "resolved", "operator");
    expect(at.undone).toEqual(["quarantine-agent"]);
  });

  it("[IR-1] keeps no secret, and passes over playbooks that there are not", async () => {
    const at = await bench(newStore());
    const incident = await at.incidents.take(finding({ message: "hunter2" }), 1, {
      ...naming,
      ...{ title: "hunter2 seen", playbooks: ["constructor", "nonesuch"] },
    });
    expect(JSON.stringify(await at.incidents.list())).not.toContain("hunter2");
    expect(incident).toMatchObject({ title: "[secret] seen", playbooks: [], steps: [] });
  });

  it("[IR-1] the operator's playbooks come first, replace those that ship by name, and leave them out", () => {
    const mine = { title: "mine", match: ["content."], severity: "low", steps: [step("notify")] } as const;
    const merged = playbooksWith(builtInPlaybooks, {
      mine,
      "ssrf-probe": { ...mine, match: ["net."] },
      "brute-force": false,
    });
    expect(Object.keys(merged).slice(0, 2)).toEqual(["mine", "ssrf-probe"]);
    expect(merged["ssrf-probe"]?.title).toBe("mine");
    expect(merged["brute-force"]).toBeUndefined();
    expect(Object.keys(merged)).toHaveLength(Object.keys(builtInPlaybooks).length);
  });

  it("[IR-1] a playbook that ships stops nobody's work by itself, unless what was found is critical or cost little", () => {
    const costly = new Set<StepKind>(["quarantine-agent", "block-peer", "revoke-token"]);
    for (const { steps } of Object.values(builtInPlaybooks))
      for (const each of steps) if (costly.has(each.do)) expect(each.approval).not.toBe("never");
  });
});
