import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { AuditLog } from "../../src/audit/index.ts";
import { RangeReader } from "../../src/audit/range.ts";
import { tempDir } from "../fixtures/temp.ts";

it("[AU-1] reads any range of records by index, on from the last one and from anywhere", async () => {
  const directory = join(tempDir(), "audit");
  const log = await AuditLog.open(directory, { keyFile: join(tempDir(), "key") });
  // Lines from the shortest to nearly the longest, so that halving meets lines of every length.
  const bodies = Array.from({ length: 600 }, (_, i) => ({
    i,
    pads: Array.from({ length: i % 50 }, () => "p".repeat(1_000)),
  }));
  await Promise.all(bodies.map((body) => log.append({ kind: "lifecycle", body })));
  appendFileSync(join(directory, "records.jsonl"), '{"torn":');
  const reader = new RangeReader(directory);
  const read = async (from: number, limit: number) => (await reader.read(from, limit)).map(({ index }) => index);
  const range = (from: number, to: number) => Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
  for (const [from, limit] of [
    [0, 10],
    [10, 100],
    [110, 3],
    [599, 5],
    [600, 5],
    [37, 1],
    [300, 400],
    [5, 0],
  ] as const) {
    expect(await read(from, limit)).toEqual(range(from, Math.min(600, from + limit)));
  }
  for (let i = 0; i < 60; i++) {
    const from = (i * 7_919) % 600;
    expect((await reader.read(from, 2)).map(({ body }) => body["i"])).toEqual(range(from, Math.min(600, from + 2)));
  }
  expect(await log.reader().read(599, 10)).toHaveLength(1);
  await log.close();
});
