import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Store } from "../../src/store/index.ts";

/** What the tests need of an adapter: stores over one state, each as if opened by a process of its own. */
export interface StoreUnderTest {
  /** Opens a new, empty state; calling `again` opens another store over the same. */
  open(now?: () => number): { readonly store: Store; again(): Store };
}

/** Every adapter of the store passes these. */
export function storeConformance(name: string, { open }: StoreUnderTest): void {
  describe(`${name} store, as any store`, () => {
    it("gives back what was put, in its own table", async () => {
      const { store } = open();
      await store.put("t", "k", { a: [1, null, "é", { b: false }] });
      expect(await store.get("t", "k")).toMatchObject({ key: "k", value: { a: [1, null, "é", { b: false }] } });
      expect(await store.get("other", "k")).toBeUndefined();
      expect([await store.delete("t", "k"), await store.delete("t", "k")]).toEqual([true, false]);
      expect(await store.get("t", "k")).toBeUndefined();
    });

    it("gives back any JSON under any key", async () => {
      const { store } = open();
      const key = fc.string({ unit: "grapheme", maxLength: 12 });
      await fc.assert(
        fc.asyncProperty(key, fc.jsonValue({ noUnpairedSurrogates: true } as object), async (key, value) => {
          await store.put("t", key, value as never);
          expect(JSON.stringify((await store.get("t", key))?.value)).toBe(JSON.stringify(value));
        }),
        { numRuns: 40 },
      );
    });

    it("refuses keys that it could not tell apart", async () => {
      const { store } = open();
      await expect(store.put("t", "\ud800", 1)).rejects.toThrow(TypeError);
      await expect(store.get("t", "\udfff")).rejects.toThrow(TypeError);
    });

    it("gives every write a version that was never used before", async () => {
      const { store } = open();
      const versions: number[] = [];
      const note = async () => versions.push((await store.get("t", "k"))?.version ?? Number.NaN);
      await store.put("t", "k", 1);
      await note();
      await store.put("t", "k", 2);
      await note();
      await store.compareAndSet("t", "k", versions[1] as number, 3);
      await note();
      await store.delete("t", "k");
      await store.put("t", "k", 1);
      await note();
      expect(new Set(versions).size).toBe(4);
      expect(versions).toEqual(versions.toSorted((a, b) => a - b));
    });

    it("sets only what still has the expected version", async () => {
      const { store } = open();
      expect(await store.compareAndSet("t", "k", 1, "x")).toBe(false);
      expect(await store.compareAndSet("t", "k", null, "a")).toBe(true);
      expect(await store.compareAndSet("t", "k", null, "b")).toBe(false);
      const old = (await store.get("t", "k"))?.version as number;
      expect(await store.compareAndSet("t", "k", old, "c")).toBe(true);
      expect(await store.compareAndSet("t", "k", old, "d")).toBe(false);
      expect((await store.get("t", "k"))?.value).toBe("c");
    });

    it("does not take a row that was deleted and made anew for the old one", async () => {
      const { store } = open();
      await store.put("t", "grant", "unused");
      const old = (await store.get("t", "grant"))?.version as number;
      await store.delete("t", "grant");
      await store.put("t", "grant", "unused");
      expect(await store.compareAndSet("t", "grant", old, "used")).toBe(false);
    });

    it("lets one of many writers win", async () => {
      const { store, again } = open();
      const stores = [store, again(), again()];
      const tries = Array.from({ length: 30 }, (_, i) => stores[i % 3]?.compareAndSet("t", "k", null, i));
      expect((await Promise.all(tries)).filter(Boolean)).toHaveLength(1);
      await store.put("t", "n", 0);
      const count = async (store: Store) => {
        for (let done = 0; done < 10; ) {
          const row = await store.get("t", "n");
          if (row && (await store.compareAndSet("t", "n", row.version, (row.value as number) + 1))) done++;
        }
      };
      await Promise.all(stores.map(count));
      expect((await store.get("t", "n"))?.value).toBe(30);
    });

    it("scans in the order of keys, by prefix, in pages", async () => {
      const text = (maxLength: number) => fc.string({ maxLength, unit: "binary" });
      const keys = fc.uniqueArray(fc.oneof(text(5), fc.constantFrom("", "a", "a\u0000", "ab", "a\u{10ffff}", "b")), {
        maxLength: 20,
      });
      await fc.assert(
        fc.asyncProperty(
          keys,
          fc.oneof(text(2), fc.constantFrom("", "a", "\u{10ffff}", "\ud7ff")),
          async (keys, prefix) => {
            const { store } = open();
            for (const key of keys) await store.put("t", key, key);
            await store.put("u", prefix, "in another table");
            const expected = keys.filter((key) => key.startsWith(prefix)).sort(byUtf8);
            expect((await store.scan("t", { prefix })).map((row) => row.key)).toEqual(expected);
            const paged: string[] = [];
            for (let page = await store.scan("t", { prefix, limit: 3 }); page.length > 0; ) {
              paged.push(...page.map((row) => row.key));
              page = await store.scan("t", { prefix, limit: 3, after: paged.at(-1) as string });
            }
            expect(paged).toEqual(expected);
          },
        ),
        { numRuns: 25 },
      );
    });

    it("lends a name to one holder until the lease expires", async () => {
      let now = 1_000;
      const { store, again } = open(() => now);
      const other = again();
      expect(await store.lease("cron", "a", 100)).toMatchObject({ holder: "a", expires: 1_100, term: 1 });
      expect(await other.lease("cron", "b", 100)).toBeUndefined();
      expect(await other.lease("mail", "b", 100)).toMatchObject({ holder: "b" });
      expect(await store.lease("cron", "a", 200)).toMatchObject({ expires: 1_200, term: 1 });
      now = 1_199;
      expect(await other.lease("cron", "b", 100)).toBeUndefined();
      now = 1_200;
      expect(await other.lease("cron", "b", 100)).toMatchObject({ holder: "b", term: 2 });
      expect(await other.lease("cron", "b", 0)).toMatchObject({ term: 2 });
      expect(await store.lease("cron", "a", 100)).toMatchObject({ holder: "a", term: 3 });
    });

    it("keeps what was written, and may be closed twice", async () => {
      const { store, again } = open();
      await store.put("t", "k", "kept");
      await store.close();
      await store.close();
      expect((await again().get("t", "k"))?.value).toBe("kept");
    });
  });
}

const byUtf8 = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
