import { writeSync } from "node:fs";
import { openSqliteStore } from "../../src/store/index.ts";

/** Run as a process: writes rows one after the other and prints the key of each once its write has resolved. */
const store = openSqliteStore(process.argv[2] ?? "");
for (let row = 0; ; row++) {
  const key = `${process.pid}-${row}`;
  await store.put("rows", key, { row });
  writeSync(1, `${key}\n`);
}
