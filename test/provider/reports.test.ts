import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { AuditLog, type AuditRecord } from "../../src/audit/index.ts";
import { ProviderRegistry, type SecurityProvider, SecurityRuntime } from "../../src/provider/index.ts";
import type { ReportCursors, ReportPatience } from "../../src/provider/reports.ts";
import { wideScope } from "../fixtures/arbitrary.ts";
import { MemoryLog } from "../fixtures/memory-log.ts";
import { policySet } from "../fixtures/policies.ts";
import { fakeEntry, selecting } from "../fixtures/provider.ts";
import { request } from "../fixtures/request.ts";
import { tempDir } from "../fixtures/temp.ts";

const impatient: ReportPatience = { deadline: 20, attempts: 3, pause: 1, longest: 4 };

/** Cursors that another runtime can go on from. */
function memoryCursors(): ReportCursors & { readonly kept: Map<string, number> } {
  const kept = new Map<string, number>();
  return {
    kept,
    load: async (name) => kept.get(name),
    save: async (name, next) => void kept.set(name, next),
  };
}

async function runtimeWith(
  report: SecurityProvider["report"],
  over: { log?: AuditLog | MemoryLog; cursors?: ReportCursors; patience?: ReportPatience } = {},
) {
  const log = over.log ?? new MemoryLog();
  const runtime = await SecurityRuntime.open({
    ...{ patience: impatient, ...over, log },
    registry: new ProviderRegistry({ other: fakeEntry("other", { report }) }),
    ...selecting({ main: ["other"] }),
    policies: policySet({ main: wideScope }),
  });
  return { log, runtime, context: runtime.forAgent("main", "ann") };
}

const progress = async (runtime: SecurityRuntime) =>
  (await runtime.status()).find(({ name }) => name === "other")?.reports;

describe("the report feed", () => {
  it("[SP-9] never makes a decision wait: 5 000 are made while a report never ends", async () => {
    const { runtime, context } = await runtimeWith(() => new Promise(() => {}), {
      patience: { ...impatient, deadline: 3_600_000 },
    });
    for (let i = 0; i < 5_000; i++) {
      const { decision } = await context.evaluate(request({ context: { arguments: { i } } }));
      expect(decision.effect).toBe("allow");
    }
    expect(await progress(runtime)).toEqual({ lag: 5_000, lost: 0 });
  });

  it("[SP-9] gives a slow provider everything, from the log on the disk where memory is too small", async () => {
    const directory = tempDir();
    const log = await AuditLog.open(join(directory, "audit"), { keyFile: join(directory, "key") });
    let release = (): void => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    const seen: number[] = [];
    const { runtime, context } = await runtimeWith(
      async ({ index }: AuditRecord) => {
        await held;
        seen.push(index);
      },
      { log, patience: { ...impatient, deadline: 60_000 } },
    );
    const ask = (i: number) => context.evaluate(request({ context: { arguments: { i, pad: "x".repeat(900) } } }));
    for (let i = 0; i < 20; i++) await Promise.all(Array.from({ length: 100 }, (_, n) => ask(i * 100 + n)));
    expect(await progress(runtime)).toEqual({ lag: 2_000, lost: 0 });
    release();
    await expect.poll(() => progress(runtime), { timeout: 20_000 }).toEqual({ lag: 0, lost: 0 });
    expect(seen).toEqual(Array.from({ length: 2_000 }, (_, index) => index));
    await runtime.close();
    await log.close();
  });

  it("[SP-9] goes on where the provider left off, and the first time at the end of the log", async () => {
    const [log, cursors] = [new MemoryLog(), memoryCursors()];
    const seen: number[] = [];
    const take = ({ index }: AuditRecord) => void seen.push(index);
    await log.append({ kind: "lifecycle", body: { event: "before its first use" } });
    const first = await runtimeWith(take, { log, cursors });
    await first.context.evaluate(request());
    await first.runtime.close();
    for (let i = 0; i < 300; i++) await log.append({ kind: "lifecycle", body: { event: "while it was away" } });
    const second = await runtimeWith(take, { log, cursors });
    await second.context.evaluate(request());
    await second.runtime.close();
    expect(seen).toEqual(Array.from({ length: 302 }, (_, index) => index + 1));
    expect([...cursors.kept]).toEqual([["other", 303]]);
  });

  it("[SP-9] begins at the end of a log that was begun anew, whose records the old place does not mean", async () => {
    const [log, cursors] = [new MemoryLog(), memoryCursors()];
    cursors.kept.set("other", 9_999);
    const seen: number[] = [];
    const { context, runtime } = await runtimeWith(({ index }) => void seen.push(index), { log, cursors });
    await context.evaluate(request());
    await runtime.close();
    expect(seen).toEqual([0]);
  });

  it("[SP-9] offers a record again until it is taken, and the next only then", async () => {
    const offered: number[] = [];
    let failures = 2;
    const { runtime, context, log } = await runtimeWith(({ index }) => {
      offered.push(index);
      if (failures-- > 0) throw new Error("the sink is away");
    });
    await context.evaluate(request());
    await expect.poll(() => progress(runtime)).toEqual({ lag: 0, lost: 0 });
    expect(offered.slice(0, 4)).toEqual([0, 0, 0, 1]);
    expect((log as MemoryLog).of("finding").map(({ body }) => body["rule"])).toEqual(["provider.failing"]);
  });

  it.each<[string, SecurityProvider["report"]]>([
    [
      "throws",
      () => {
        throw new Error("no");
      },
    ],
    ["rejects", () => Promise.reject(new Error("no"))],
    ["never ends", () => new Promise(() => {})],
  ])("[SP-9] tells of each record that is lost by its index, once, when a report %s", async (_, fails) => {
    const taken: number[] = [];
    const { runtime, context, log } = await runtimeWith((record) => {
      const request = record.body["request"] as { context?: { arguments?: { poison?: boolean } } } | undefined;
      if (request?.context?.arguments?.poison) return fails(record);
      taken.push(record.index);
    });
    for (const poison of [false, true, false, true])
      await context.evaluate(request({ context: { arguments: { poison } } }));
    await expect.poll(() => progress(runtime), { timeout: 5_000 }).toEqual({ lag: 0, lost: 2 });
    const lost = (log as MemoryLog).of("finding").filter(({ body }) => body["rule"] === "provider.report.lost");
    const poisoned = (log as MemoryLog).of("decision").filter((_, i) => i % 2 === 1);
    expect(lost.map(({ body }) => body["evidence"])).toEqual(poisoned.map(({ index }) => [index]));
    const others = (log as MemoryLog).records
      .map(({ index }) => index)
      .filter((i) => !poisoned.some((p) => p.index === i));
    expect(taken).toEqual(others);
  });

  it("[SP-9] comes to an end when nothing at all is taken: what told of a loss is not told of", async () => {
    const { runtime, context, log } = await runtimeWith(() => {
      throw new Error("no");
    });
    for (let i = 0; i < 3; i++) await context.evaluate(request({ context: { arguments: { i } } }));
    await expect.poll(async () => (await progress(runtime))?.lag, { timeout: 5_000 }).toBe(0);
    const told = (log as MemoryLog).of("finding").flatMap(({ body }) => body["evidence"] as number[]);
    expect(told).toEqual(expect.arrayContaining([0, 1, 2]));
    expect(new Set(told).size).toBe(told.length);
  });

  it("closes within its deadline although a report never ends, and keeps the place", async () => {
    const cursors = memoryCursors();
    const { runtime, context } = await runtimeWith(({ index }) => (index === 2 ? new Promise(() => {}) : undefined), {
      cursors,
      patience: { ...impatient, deadline: 50, attempts: 1_000 },
    });
    for (let i = 0; i < 4; i++) await context.evaluate(request({ context: { arguments: { i } } }));
    await runtime.close();
    expect(cursors.kept.get("other")).toBe(2);
  });
});
