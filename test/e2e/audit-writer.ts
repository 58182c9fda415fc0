import { writeSync } from "node:fs";
import { AuditLog } from "../../src/audit/index.ts";

/** Run as a process: appends to a log from several sides at once and prints the place of each record once it is acknowledged. */
const [directory, keyFile] = process.argv.slice(2);
if (directory === undefined || keyFile === undefined) throw new Error("usage: audit-writer.ts DIRECTORY KEY-FILE");
const log = await AuditLog.open(directory, { keyFile });
writeSync(1, "open\n");
await Promise.all(
  Array.from({ length: 4 }, async (_, appender) => {
    for (let count = 0; ; count++) {
      const { index, hash } = await log.append({ kind: "lifecycle", body: { appender, count, pid: process.pid } });
      writeSync(1, `${index} ${hash}\n`);
    }
  }),
);
