import { readdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it, onTestFinished } from "vitest";
import { openSqliteStore, type Store } from "../../src/store/index.ts";
import { tempDir } from "../fixtures/temp.ts";
import { storeConformance } from "./store-conformance.ts";

function openAt(path: string, now?: () => number): Store {
  const store = openSqliteStore(path, now);
  onTestFinished(() => store.close());
  return store;
}

function open(now?: () => number) {
  const path = join(tempDir(), "state", "state.db");
  return { store: openAt(path, now), path, again: () => openAt(path, now) };
}

storeConformance("SQLite", { open });

const unusable = expect.objectContaining({ code: "ERR_STORE_UNUSABLE" });

describe("SQLite store", () => {
  it("keeps its files to their owner", async () => {
    const { store, path } = open();
    await store.put("t", "k", 1);
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
    expect(readdirSync(dirname(path))).toContain("state.db-wal");
    for (const file of readdirSync(dirname(path))) {
      expect(statSync(join(dirname(path), file)).mode & 0o777, file).toBe(0o600);
    }
  });

  it("says with a code when its file is no database, cannot be made, or is of a newer version", () => {
    const directory = tempDir();
    const bad = join(directory, "bad.db");
    writeFileSync(bad, "this is no database, whatever its name says".repeat(100));
    expect(() => openSqliteStore(bad)).toThrow(unusable);
    writeFileSync(join(directory, "file"), "");
    expect(() => openSqliteStore(join(directory, "file", "state.db"))).toThrow(unusable);
    const newer = join(directory, "newer.db");
    const database = new DatabaseSync(newer);
    database.exec("PRAGMA user_version=1000000");
    database.close();
    expect(() => openSqliteStore(newer)).toThrow(unusable);
  });

  it("says with a code when its file is damaged while it is open", async () => {
    const { store, path } = open();
    for (let i = 0; i < 300; i++) await store.put("t", `key ${i}`, "x".repeat(200));
    await store.close();
    const size = statSync(path).size;
    const damaged = openAt(path);
    writeFileSync(path, Buffer.alloc(size - 8_192, 0xff), { flag: "r+", flush: true });
    await expect(damaged.scan("t")).rejects.toEqual(unusable);
  });
});
