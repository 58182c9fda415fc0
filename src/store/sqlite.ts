import { chmodSync, closeSync, constants as fs, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { constants, DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import type { Json } from "../decision/index.ts";
import { StoreUnusable } from "../errors.ts";
import { keySuccessor, wellFormed } from "./key.ts";
import type { Lease, Range, Row, Store } from "./store.ts";

const schemaVersion = 1;

const settings = `
  PRAGMA synchronous=FULL; PRAGMA trusted_schema=OFF; PRAGMA secure_delete=ON; PRAGMA cell_size_check=ON;
`;

// The version is the row's own id: AUTOINCREMENT never gives one out twice, and REPLACE takes a new one.
const schema = `
  CREATE TABLE IF NOT EXISTS rows (
    version INTEGER PRIMARY KEY AUTOINCREMENT, "table" TEXT NOT NULL, "key" TEXT NOT NULL, value TEXT NOT NULL,
    UNIQUE ("table", "key")
  ) STRICT;
  CREATE TABLE IF NOT EXISTS leases (
    name TEXT PRIMARY KEY, holder TEXT NOT NULL, expires INTEGER NOT NULL, term INTEGER NOT NULL
  ) WITHOUT ROWID, STRICT;
  PRAGMA user_version=${schemaVersion};
`;

/**
 * Opens one SQLite file (mode 0600, in a directory of mode 0700) as a store; each write is on the disk when it returns.
 * @throws {StoreUnusable} when the file cannot be opened or is no database.
 */
export function openSqliteStore(path: string, now: () => number = Date.now): Store {
  return orUnusable(path, () => {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    createOnce(path);
    chmodSync(path, 0o600);
    const database = new DatabaseSync(path, { timeout: 5_000 });
    try {
      const { journal_mode: mode } = database.prepare("PRAGMA journal_mode=WAL").get() ?? {};
      if (mode !== "wal") throw new Error(`the journal mode is ${mode}, not wal`);
      // INVARIANT: synchronous=FULL with WAL makes every committed write durable.
      database.exec(settings);
      const { user_version: version } = database.prepare("PRAGMA user_version").get() ?? {};
      if (Number(version) > schemaVersion) throw new Error("a newer version of Sallyport made it");
      database.exec(schema);
      database.enableDefensive(true);
      database.setAuthorizer((action) => (refused.has(action) ? constants.SQLITE_DENY : constants.SQLITE_OK));
      return new SqliteStore(path, database, now);
    } catch (error) {
      database.close();
      throw error;
    }
  });
}

/** What no statement of the store does: reach other files, or change how this one is kept. */
const refused: ReadonlySet<number> = new Set([
  constants.SQLITE_ATTACH,
  constants.SQLITE_DETACH,
  constants.SQLITE_PRAGMA,
]);

/** Makes the file, for its owner only, when it is missing. */
function createOnce(path: string): void {
  try {
    // INVARIANT: an existing file is never opened and closed here: closing any descriptor of it would drop the locks
    // that this process may hold on it (POSIX fcntl).
    closeSync(openSync(path, fs.O_RDWR | fs.O_CREAT | fs.O_EXCL, 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

function orUnusable<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw new StoreUnusable(`the state file ${path} cannot be used: ${(cause as Error).message}`, {
      cause,
      fix: "check its permissions and free space; restore it from a backup if it is damaged",
    });
  }
}

class SqliteStore implements Store {
  readonly #path: string;
  readonly #database: DatabaseSync;
  readonly #now: () => number;
  readonly #statements: Record<"get" | "put" | "insert" | "update" | "delete" | "scan" | "lease", StatementSync>;

  constructor(path: string, database: DatabaseSync, now: () => number) {
    this.#path = path;
    this.#database = database;
    this.#now = now;
    this.#statements = {
      get: database.prepare('SELECT "key", value, version FROM rows WHERE "table" = ? AND "key" = ?'),
      put: database.prepare('REPLACE INTO rows ("table", "key", value) VALUES (?, ?, ?)'),
      insert: database.prepare('INSERT INTO rows ("table", "key", value) VALUES (?, ?, ?) ON CONFLICT DO NOTHING'),
      update: database.prepare(
        'REPLACE INTO rows ("table", "key", value) SELECT "table", "key", ?3 FROM rows WHERE "table" = ?1 AND "key" = ?2 AND version = ?4',
      ),
      delete: database.prepare('DELETE FROM rows WHERE "table" = ? AND "key" = ?'),
      scan: database.prepare(
        `SELECT "key", value, version FROM rows WHERE "table" = ?1 AND "key" >= max(?2, coalesce(?3, ?2)) AND "key" < ?4
           AND (?3 IS NULL OR "key" <> ?3) ORDER BY "key" LIMIT ?5`,
      ),
      lease: database.prepare(
        `INSERT INTO leases VALUES (?1, ?2, ?3, 1) ON CONFLICT DO UPDATE SET
           term = term + (holder <> ?2), holder = ?2, expires = ?3 WHERE holder = ?2 OR expires <= ?4 RETURNING expires, term`,
      ),
    };
  }

  async get(table: string, key: string): Promise<Row | undefined> {
    return this.#all("get", table, key)[0];
  }

  async put(table: string, key: string, value: Json): Promise<void> {
    this.#changes("put", table, key, JSON.stringify(value));
  }

  async compareAndSet(table: string, key: string, version: number | null, value: Json): Promise<boolean> {
    const text = JSON.stringify(value);
    return version === null
      ? this.#changes("insert", table, key, text) > 0
      : this.#changes("update", table, key, text, version) > 0;
  }

  async delete(table: string, key: string): Promise<boolean> {
    return this.#changes("delete", table, key) > 0;
  }

  async scan(table: string, { prefix = "", after, limit = -1 }: Range = {}): Promise<readonly Row[]> {
    return this.#all("scan", table, prefix, after ?? null, keySuccessor(prefix) ?? behindAllText, limit);
  }

  async lease(name: string, holder: string, ms: number): Promise<Lease | undefined> {
    wellFormed([name, holder]);
    const now = this.#now();
    const row = orUnusable(this.#path, () => this.#statements.lease.get(name, holder, now + ms, now));
    return row && { name, holder, expires: row["expires"] as number, term: row["term"] as number };
  }

  async close(): Promise<void> {
    if (this.#database.isOpen) this.#database.close();
  }

  #all(statement: "get" | "scan", ...values: SQLInputValue[]): Row[] {
    wellFormed(values);
    return orUnusable(this.#path, () => this.#statements[statement].all(...values).map(readRow));
  }

  #changes(statement: "put" | "insert" | "update" | "delete", ...values: SQLInputValue[]): number {
    wellFormed(values);
    return orUnusable(this.#path, () => Number(this.#statements[statement].run(...values).changes));
  }
}

/** SQLite sorts every blob behind every text. */
const behindAllText = new Uint8Array();

function readRow(row: Record<string, unknown>): Row {
  return {
    key: row["key"] as string,
    value: JSON.parse(row["value"] as string) as Json,
    version: row["version"] as number,
  };
}
