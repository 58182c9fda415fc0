import { describe, expect, it } from "vitest";
import { journeyOf, judgeJourney } from "../../src/cli/net-lines.ts";
import type { JsonObject } from "../../src/decision/index.ts";
import { publicOnly } from "../../src/net/index.ts";
import { allowed, denied, type UrlCase } from "./url-cases.ts";

const judged = async (row: UrlCase) => {
  const refusal = await judgeJourney(journeyOf({ ok: true, value: row as unknown as JsonObject }), {
    policy: publicOnly,
  });
  return refusal?.reason.rule ?? "allow";
};

const kinds = (rows: readonly UrlCase[]) => [...Map.groupBy(rows, ({ kind }) => kind)];

describe("the table of URLs", () => {
  it.each(kinds(denied))("[OC-8] refuses %s", async (_kind, rows) => {
    for (const row of rows) expect(await judged(row), JSON.stringify(row)).toMatch(/^net\./);
  });

  it.each(kinds(allowed))("[OC-8] lets through %s", async (_kind, rows) => {
    for (const row of rows) expect(await judged(row), JSON.stringify(row)).toBe("allow");
  });

  it("is long, and each refusal has a twin", () => {
    expect(denied.length).toBeGreaterThan(300);
    expect(allowed.length).toBeGreaterThan(100);
    expect(new Set([...denied, ...allowed].map((row) => JSON.stringify(row))).size).toBe(
      denied.length + allowed.length,
    );
  });
});
