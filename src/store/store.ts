import type { Json } from "../decision/index.ts";

/** One stored value; its `version` grows with every write and is never used again, not even when the row is deleted and made anew. */
export interface Row {
  readonly key: string;
  readonly value: Json;
  readonly version: number;
}

/** Which rows of a table a scan gives, in ascending order of their keys' UTF-8 bytes. */
export interface Range {
  readonly prefix?: string;
  /** Only keys behind this one. */
  readonly after?: string;
  readonly limit?: number;
}

/** A claim on a name that nobody else can take before it expires. */
export interface Lease {
  readonly name: string;
  readonly holder: string;
  /** Milliseconds since the epoch. */
  readonly expires: number;
  /** Grows whenever the lease passes to another holder: what an old holder still writes can be told by it. */
  readonly term: number;
}

/**
 * Durable state in named tables of JSON values. A write has reached the disk when its promise resolves. Keys are
 * well-formed strings (no lone surrogates); the methods reject with StoreUnusable when the store fails.
 */
export interface Store {
  get(table: string, key: string): Promise<Row | undefined>;
  put(table: string, key: string, value: Json): Promise<void>;
  /** Writes only when the row still has the version, or `null` for a row that must not exist; says whether it did. */
  compareAndSet(table: string, key: string, version: number | null, value: Json): Promise<boolean>;
  /** Says whether there was a row to delete. */
  delete(table: string, key: string): Promise<boolean>;
  scan(table: string, range?: Range): Promise<readonly Row[]>;
  /** Takes or prolongs a lease for `ms`, 0 gives it back; `undefined` while another holder has it. */
  lease(name: string, holder: string, ms: number): Promise<Lease | undefined>;
  close(): Promise<void>;
}
