import { chmodSync, closeSync, constants, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { Json } from "../decision/index.ts";
import { StoreUnusable } from "../errors.ts";
import type { Lease, Range, Row, Store } from "./store.ts";

const schema = `
  CREATE TABLE IF NOT EXISTS rows (
    "table" TEXT NOT NULL, "key" TEXT NOT NULL, value TEXT NOT NULL, version INTEGER NOT NULL,
    PRIMARY KEY ("table", "key")
  ) WITHOUT ROWID, STRICT;
  CREATE TABLE IF NOT EXISTS leases (name TEXT PRIMARY KEY, holder TEXT NOT NULL, expires INTEGER NOT NULL) WITHOUT ROWID, STRICT;
`;

/**
 * Opens one SQLite file (mode 0600, in a directory of mode 0700) as a store; each write is on the disk when it returns.
 * @throws {StoreUnusable} when the file cannot be opened or is no database.
 */
export function openSqliteStore(path: string, now: () => number = Date.now): Store {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    closeSync(openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o600));
    chmodSync(path, 0o600);
    const database = new DatabaseSync(path, { timeout: 5_000 });
    // INVARIANT: synchronous=FULL with WAL makes every committed write durable.
    database.exec("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA trusted_schema=OFF;");
    database.exec(schema);
    return new SqliteStore(database, now);
  } catch (cause) {
    throw new StoreUnusable(`the state file ${path} cannot be used: ${(cause as Error).message}`, {
      cause,
      fix: "check its permissions and free space; restore it from a backup if it is damaged",
    });
  }
}

class SqliteStore implements Store {
  readonly #database: DatabaseSync;
  readonly #now: () => number;
  readonly #statements: Record<"get" | "put" | "insert" | "update" | "delete" | "scan" | "lease", StatementSync>;

  constructor(database: DatabaseSync, now: () => number) {
    this.#database = database;
    this.#now = now;
    this.#statements = {
      get: database.prepare('SELECT value, version FROM rows WHERE "table" = ? AND "key" = ?'),
      put: database.prepare(
        "INSERT INTO rows VALUES (?, ?, ?, 1) ON CONFLICT DO UPDATE SET value = excluded.value, version = version + 1",
      ),
      insert: database.prepare("INSERT INTO rows VALUES (?, ?, ?, 1) ON CONFLICT DO NOTHING"),
      update: database.prepare(
        'UPDATE rows SET value = ?, version = version + 1 WHERE "table" = ? AND "key" = ? AND version = ?',
      ),
      delete: database.prepare('DELETE FROM rows WHERE "table" = ? AND "key" = ?'),
      scan: database.prepare(
        'SELECT "key", value, version FROM rows WHERE "table" = ? AND "key" > ? AND "key" >= ? AND substr("key", 1, length(?)) = ? ORDER BY "key" LIMIT ?',
      ),
      lease: database.prepare(
        "INSERT INTO leases VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET holder = excluded.holder, expires = excluded.expires WHERE leases.holder = excluded.holder OR leases.expires <= ?",
      ),
    };
  }

  async get(table: string, key: string): Promise<Row | undefined> {
    const row = this.#statements.get.get(table, key);
    return row === undefined ? undefined : readRow({ key, ...row });
  }

  async put(table: string, key: string, value: Json): Promise<void> {
    this.#statements.put.run(table, key, JSON.stringify(value));
  }

  async compareAndSet(table: string, key: string, version: number | null, value: Json): Promise<boolean> {
    const text = JSON.stringify(value);
    const { insert, update } = this.#statements;
    const done = version === null ? insert.run(table, key, text) : update.run(text, table, key, version);
    return Number(done.changes) === 1;
  }

  async delete(table: string, key: string): Promise<boolean> {
    return Number(this.#statements.delete.run(table, key).changes) === 1;
  }

  async scan(table: string, { prefix = "", after = "", limit = -1 }: Range = {}): Promise<readonly Row[]> {
    return this.#statements.scan.all(table, after, prefix, prefix, prefix, limit).map(readRow);
  }

  async lease(name: string, holder: string, ms: number): Promise<Lease | undefined> {
    const now = this.#now();
    const taken = this.#statements.lease.run(name, holder, now + ms, now);
    return Number(taken.changes) === 1 ? { name, holder, expires: now + ms } : undefined;
  }

  async close(): Promise<void> {
    this.#database.close();
  }
}

function readRow(row: Record<string, unknown>): Row {
  return {
    key: row["key"] as string,
    value: JSON.parse(row["value"] as string) as Json,
    version: row["version"] as number,
  };
}
