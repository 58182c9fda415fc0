export { derivedKey, openKeyFile, seal, unseal } from "./sealed.ts";
export { openSqliteStore } from "./sqlite.ts";
export type { Lease, Range, Row, Store } from "./store.ts";
