import { statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { openSqliteStore } from "../../src/store/index.ts";
import { tempDir } from "../fixtures/temp.ts";

function open(path = join(tempDir(), "state", "state.db"), now?: () => number) {
  const store = openSqliteStore(path, now);
  onTestFinished(() => store.close());
  return { store, path };
}

describe("SQLite store", () => {
  it("gives back what was put, with a version that counts", async () => {
    const { store } = open();
    await store.put("t", "k", { a: [1, null, "é"] });
    expect(await store.get("t", "k")).toEqual({ key: "k", value: { a: [1, null, "é"] }, version: 1 });
    await store.put("t", "k", 2);
    expect(await store.get("t", "k")).toEqual({ key: "k", value: 2, version: 2 });
    expect(await store.get("other", "k")).toBeUndefined();
    expect([await store.delete("t", "k"), await store.delete("t", "k")]).toEqual([true, false]);
  });

  it("sets only what still has the expected version: of two writers on two connections one wins", async () => {
    const { store, path } = open();
    const second = open(path).store;
    const race = await Promise.all([store.compareAndSet("t", "k", null, 1), second.compareAndSet("t", "k", null, 2)]);
    expect(race.filter(Boolean)).toHaveLength(1);
    expect(await store.compareAndSet("t", "k", 7, 3)).toBe(false);
    expect(await second.compareAndSet("t", "k", 1, 3)).toBe(true);
    expect(await store.compareAndSet("t", "k", 1, 4)).toBe(false);
    expect((await store.get("t", "k"))?.value).toBe(3);
  });

  it("scans in order of keys, by prefix, in pages", async () => {
    const directory = tempDir();
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.string({ minLength: 1, maxLength: 6, unit: "grapheme-ascii" }), { maxLength: 20 }),
        fc.string({ maxLength: 2, unit: "grapheme-ascii" }),
        async (keys, prefix) => {
          const store = openSqliteStore(join(directory, `${crypto.randomUUID()}.db`));
          for (const key of keys) await store.put("t", key, key);
          const expected = keys.filter((key) => key.startsWith(prefix)).sort();
          expect((await store.scan("t", { prefix })).map((row) => row.key)).toEqual(expected);
          const page = await store.scan("t", { prefix, limit: 2 });
          const rest = await store.scan("t", { prefix, after: page.at(-1)?.key ?? "" });
          expect([...page, ...rest].map((row) => row.key)).toEqual(expected);
          await store.close();
        },
      ),
      { numRuns: 25 },
    );
  });

  it("lends a name to one holder until the lease expires", async () => {
    let now = 1_000;
    const { store } = open(undefined, () => now);
    expect(await store.lease("cron", "a", 100)).toMatchObject({ holder: "a", expires: 1_100 });
    expect(await store.lease("cron", "b", 100)).toBeUndefined();
    expect(await store.lease("cron", "a", 200)).toMatchObject({ expires: 1_200 });
    now = 1_200;
    expect(await store.lease("cron", "b", 100)).toMatchObject({ holder: "b" });
  });

  it("keeps its file to its owner, and says with a code when it is no database", async () => {
    const { path } = open();
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
    const bad = join(tempDir(), "bad.db");
    writeFileSync(bad, "this is no database, whatever its name says".repeat(100));
    expect(() => openSqliteStore(bad)).toThrow(expect.objectContaining({ code: "ERR_STORE_UNUSABLE" }));
  });
});
