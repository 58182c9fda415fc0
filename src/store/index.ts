export { openSqliteStore } from "./sqlite.ts";
export type { Lease, Range, Row, Store } from "./store.ts";
