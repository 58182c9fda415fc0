import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isWithin, narrow } from "../../src/decision/index.ts";
import { jobJson, jobOf } from "../../src/schedule/job.ts";
import type { Store } from "../../src/store/index.ts";
import { anyScope } from "../fixtures/arbitrary.ts";
import { type Clock, daily, openBook, openStore, plan, schedule } from "./planned.ts";

const at = (time: string): number => Date.parse(`2027-01-${time}Z`);
const clockAt = (time: string): Clock => ({ now: at(time) });

describe("a scheduler", () => {
  it("runs what is due once, and then at its next time", async () => {
    const clock = clockAt("15T06:00:00");
    const store = openStore(clock);
    const book = await openBook(store, clock);
    const { ran, look } = schedule(book, store, clock);
    const job = await plan(book);
    await look();
    expect(ran).toEqual([]);
    clock.now = at("15T07:00:00");
    await look();
    await look();
    clock.now = at("16T07:00:30");
    await look();
    expect(ran).toEqual([`${job?.id} 2027-01-15T07:00:00.000Z`, `${job?.id} 2027-01-16T07:00:00.000Z`]);
  });

  it("runs an occurrence once, whichever of two schedulers of one store looks", async () => {
    const clock = clockAt("15T06:00:00");
    const store = openStore(clock);
    const first = await openBook(store, clock, 1_000);
    for (let n = 0; n < 200; n++) await plan(first, { name: `${n}` });
    const second = await openBook(store, clock, 1_000);
    const wide = { parallel: 1_000 };
    const [a, b] = [schedule(first, store, clock, undefined, wide), schedule(second, store, clock, undefined, wide)];
    clock.now = at("15T07:00:00");
    await Promise.all([a.look(), b.look(), a.look(), b.look()]);
    expect(a.ran.length + b.ran.length).toBe(200);
    expect(new Set([...a.ran, ...b.ran]).size).toBe(200);
  });

  it("makes up once for what was missed, for the last time that was", async () => {
    const clock = clockAt("10T06:00:00");
    const store = openStore(clock);
    const book = await openBook(store, clock);
    const job = await plan(book);
    clock.now = at("15T09:00:00");
    const { ran, recorded, look } = schedule(book, store, clock);
    await look();
    await look();
    expect(ran).toEqual([`${job?.id} 2027-01-15T07:00:00.000Z`]);
    expect(recorded).toEqual(["cron.late"]);
  });

  it.each([
    ["the job says so", { missed: "skip" } as const, 86_400_000, "no gateway ran then"],
    ["it is too long ago", {}, 3_600_000, "it is too long ago"],
    ["it was to be once, too long ago", { timing: { at: at("15T07:00:00") } }, 3_600_000, "it is too long ago"],
  ])("passes over what was missed when %s, and records it", async (_, terms, missedMs, why) => {
    const clock = clockAt("15T06:00:00");
    const store = openStore(clock);
    const book = await openBook(store, clock);
    const job = await plan(book, terms);
    clock.now = at("15T09:00:00");
    const { ran, recorded, look } = schedule(book, store, clock, undefined, { missedMs });
    await look();
    await look();
    expect(ran).toEqual([]);
    expect(recorded).toEqual([`cron.missed ${why}`]);
    expect((await book.get(job?.id ?? ""))?.last).toMatchObject({ result: "missed" });
  });

  it("never makes a claimed run again when the process dies, and tells of it", async () => {
    const clock = clockAt("15T06:00:00");
    const store = openStore(clock);
    const before = await openBook(store, clock);
    const job = await plan(before, { timing: { at: at("15T07:00:00") } });
    clock.now = at("15T07:00:00");
    const never = Promise.withResolvers<"completed">();
    const died = schedule(before, store, clock, () => never.promise);
    await died.scheduler.look();
    expect(died.ran).toHaveLength(1);
    const after = schedule(await openBook(store, clock), store, clock);
    await after.look();
    expect(after.found, "as long as it may live").toEqual([]);
    clock.now += 20_000;
    await after.look();
    await after.look();
    expect(after.found).toEqual([`interrupted ${job?.id}`]);
    expect(after.ran).toEqual([]);
    never.resolve("completed");
    await died.scheduler.settled();
    expect((await before.get(job?.id ?? ""))?.last).toMatchObject({ result: "interrupted" });
  });

  it("passes over a time at which the run before it goes on", async () => {
    const clock = clockAt("15T06:59:00");
    const store = openStore(clock);
    const book = await openBook(store, clock);
    await plan(book, { timing: { cron: "* * * * *", zone: "UTC" } });
    const gate = Promise.withResolvers<"completed">();
    const { scheduler, ran, recorded } = schedule(book, store, clock, () => gate.promise);
    for (const time of ["15T07:00:00", "15T07:01:00"]) {
      clock.now = at(time);
      await scheduler.look();
    }
    gate.resolve("completed");
    await scheduler.settled();
    expect(ran).toHaveLength(1);
    expect(recorded).toEqual(["cron.missed the run before it goes on"]);
  });

  it("runs no more at once than is allowed, and the others after that", async () => {
    const clock = clockAt("15T06:00:00");
    const store = openStore(clock);
    const book = await openBook(store, clock);
    for (let n = 0; n < 5; n++) await plan(book);
    clock.now = at("15T07:00:00");
    let [now, most] = [0, 0];
    const { ran, look } = schedule(book, store, clock, async () => {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setImmediate(resolve));
      now--;
      return "completed";
    });
    for (let n = 0; n < 5; n++) await look();
    expect(most).toBe(2);
    expect(ran).toHaveLength(5);
  });

  it("disables a job that is refused five times in a row, says so, and lets an operator enable it", async () => {
    const clock = clockAt("01T06:00:00");
    const store = openStore(clock);
    const book = await openBook(store, clock);
    const id = (await plan(book))?.id ?? "";
    let answer: "refused" | "unapproved" | "completed" = "refused";
    const { ran, found, look } = schedule(book, store, clock, async () => answer);
    const days = async (count: number) => {
      for (let n = 0; n < count; n++) {
        clock.now += 86_400_000;
        await look();
      }
    };
    await days(4);
    answer = "completed";
    await days(1);
    answer = "unapproved";
    await days(4);
    expect(found, "never five in a row").toEqual([]);
    await days(5);
    expect(ran).toHaveLength(10);
    expect(found).toEqual([`disabled ${id}`]);
    await book.enable(id, true);
    answer = "completed";
    await days(1);
    expect(ran).toHaveLength(11);
  });

  it("begins nothing when that cannot be recorded, and tries again", async () => {
    const clock = clockAt("15T06:00:00");
    const store = openStore(clock);
    const book = await openBook(store, clock);
    await plan(book);
    clock.now = at("15T08:00:00");
    const { scheduler, ran, look } = schedule(book, { ...store, lease: async () => undefined } as never, clock);
    await look();
    expect(ran).toEqual([]);
    await scheduler.stop();
    const works = schedule(book, store, clock);
    await works.look();
    expect(works.ran).toHaveLength(1);
  });
});

describe("the book of jobs", () => {
  it("has no room for more than an owner may have, whoever asks at once, but for what is over", async () => {
    const clock = clockAt("15T06:00:00");
    const store = openStore(clock);
    const book = await openBook(store, clock, 3);
    const added = await Promise.all(Array.from({ length: 6 }, () => plan(book)));
    expect(added.filter((job) => job !== undefined)).toHaveLength(3);
    expect(await plan(book, { principal: "bea" })).toBeDefined();
    await book.remove(added[0]?.id ?? "");
    const once = await plan(book, { timing: { at: at("15T07:00:00") } });
    expect(await plan(book)).toBeUndefined();
    clock.now = at("15T07:00:00");
    const { look } = schedule(book, store, clock);
    for (let n = 0; n < 3; n++) await look();
    expect(await plan(book)).toBeDefined();
    expect(await book.get(once?.id ?? "")).toBeUndefined();
  });

  it("shows nobody the jobs of others, a child those of its parent", async () => {
    const clock = clockAt("15T06:00:00");
    const book = await openBook(openStore(clock), clock);
    const job = await plan(book);
    expect(await book.list({ agent: "main/research", principal: "ann" })).toEqual([job]);
    expect(await book.list({ agent: "main", principal: "bea" })).toEqual([]);
    expect(await book.list({ agent: "other", principal: "ann" })).toEqual([]);
  });

  it("knows of ten thousand jobs what is due after a restart, and reads none of them for that", async () => {
    const clock = clockAt("15T06:00:00");
    const store = openStore(clock);
    for (let n = 0; n < 10_000; n++) {
      const id = `${String(n).padStart(8, "0")}-0`;
      const job = { ...daily, id, created: 0, enabled: true, due: clock.now + n, refusals: 0, run: null, last: null };
      await store.put("cron", id, jobJson(job));
    }
    const started = performance.now();
    const book = await openBook(store, clock);
    console.log(`10 000 jobs opened in ${Math.round(performance.now() - started)} ms`);
    expect(book.summary).toEqual({ jobs: 10_000, next: clock.now });
    let reads = 0;
    const counted: Store = {
      get(table, key) {
        reads++;
        return store.get(table, key);
      },
      put: (table, key, value) => store.put(table, key, value),
      compareAndSet: (table, key, version, value) => store.compareAndSet(table, key, version, value),
      delete: (table, key) => store.delete(table, key),
      scan: (table, range) => store.scan(table, range),
      lease: (name, holder, ms) => store.lease(name, holder, ms),
      close: () => store.close(),
    };
    const { scheduler } = schedule(await openBook(counted, clock), counted, clock);
    await scheduler.look();
    expect(reads).toBeLessThan(10);
    expect(await plan(book), "there is no room for more in all").toBeUndefined();
  });

  it("[SP-6] keeps a scope whole: what is read again is what was kept", () => {
    fc.assert(
      fc.property(anyScope, anyScope, (scope, policy) => {
        const kept = JSON.parse(JSON.stringify(jobJson({ ...job(scope) })));
        expect(jobOf(kept).scope).toEqual(scope);
        const granted = narrow(policy, jobOf(kept).scope).scope;
        expect(isWithin(granted, policy) && isWithin(granted, scope)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it("[SP-6] reads a scope that lacks a field as one that holds nothing there", () => {
    fc.assert(
      fc.property(
        anyScope,
        fc.constantFrom("tools", "roots", "hosts", "sandbox", "approvals", "models"),
        (scope, field) => {
          const kept = JSON.parse(JSON.stringify(jobJson(job(scope))));
          delete kept.scope[field];
          expect(isWithin(jobOf(kept).scope, scope)).toBe(true);
        },
      ),
    );
  });
});

function job(scope: typeof daily.scope) {
  return { ...daily, scope, id: "x-1", created: 0, enabled: true, due: 0, refusals: 0, run: null, last: null };
}
