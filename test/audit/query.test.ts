import { appendFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { followLog, queryLog, tailLog } from "../../src/audit/index.ts";
import { note, openLog, place, written } from "./places.ts";

describe("query", () => {
  it("finds records by what they are about", async () => {
    const where = place();
    const log = await openLog(where);
    const decision = (effect: string, tool: string) => ({
      kind: "decision" as const,
      body: { effect, request: { subject: { id: "main", session: "s" }, action: { name: tool } } },
    });
    for (const entry of [decision("deny", "exec"), decision("allow", "read"), note("x")]) await log.append(entry);
    await log.close();
    const indexes = async (query: object) => {
      const found = [];
      for await (const r of queryLog(where.directory, query)) found.push(r.index);
      return found;
    };
    expect(await indexes({})).toEqual([0, 1, 2]);
    expect(await indexes({ kind: "decision", effect: "deny" })).toEqual([0]);
    expect(await indexes({ tool: "read", session: "s" })).toEqual([1]);
    expect(await indexes({ since: "2999-01-01T00:00:00Z" })).toEqual([]);
    expect(await indexes({ until: "2999-01-01T00:00:00Z", agent: "main" })).toEqual([0, 1]);
    expect(await indexes({ limit: 2 })).toEqual([0, 1]);
    expect(await indexes({ kind: "lifecycle", limit: 1 })).toEqual([2]);
    expect(await indexes({ limit: 0 })).toEqual([]);
  });

  it("passes over what is no record", async () => {
    const where = await written(2);
    appendFileSync(where.records, `null\n{"kind":"lifecycle","body":null}\n${"x".repeat(2_500_000)}\n{"half`);
    let count = 0;
    for await (const _ of queryLog(where.directory)) count++;
    expect(count).toBe(2);
  });
});

describe("tail", () => {
  it("gives the last records, oldest first, however long their lines are", async () => {
    const where = place();
    const log = await openLog(where);
    const body = { many: Array.from({ length: 60 }, (_, i) => `${i}`.repeat(400)) };
    for (let i = 0; i < 40; i++) await log.append(i % 3 === 0 ? { kind: "finding", body } : note(`e${i}`));
    await log.close();
    for (const count of [0, 1, 2, 3, 10, 39, 40, 41, 1_000]) {
      const expected = Array.from({ length: 40 }, (_, i) => i).slice(count === 0 ? 40 : -count);
      expect((await tailLog(where.directory, count)).map((r) => r.index)).toEqual(expected);
    }
    const findings = await tailLog(where.directory, 3, { kind: "finding" });
    expect(findings.map((r) => r.index)).toEqual([33, 36, 39]);
  });
});

describe("follow", () => {
  it("gives each matching record that is appended from now on, once and in order", async () => {
    const where = await written(5);
    const log = await openLog(where);
    const stop = new AbortController();
    const seen: number[] = [];
    const following = (async () => {
      for await (const record of followLog(where.directory, { kind: "lifecycle" }, stop.signal)) {
        seen.push(record.index);
        if (record.body["event"] === "last") stop.abort();
      }
    })();
    await new Promise((resolve) => setTimeout(resolve, 100));
    for (let i = 0; i < 20; i++) await log.append(i % 2 === 0 ? note("x") : { kind: "finding", body: {} });
    await log.append(note("last"));
    await following;
    await log.close();
    expect(seen).toEqual([5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25]);
  });
});
