import { appendFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { reportCursors } from "../../src/assembly/report-cursors.ts";
import { AuditLog } from "../../src/audit/index.ts";
import { ProviderRegistry, SecurityRuntime } from "../../src/provider/index.ts";
import { openSqliteStore } from "../../src/store/index.ts";
import { wideScope } from "../fixtures/arbitrary.ts";
import { policySet } from "../fixtures/policies.ts";
import { fakeEntry, selecting } from "../fixtures/provider.ts";
import { request } from "../fixtures/request.ts";

/**
 * Run as a process: decides without end, or with `drain` not at all, while a provider writes the index of each record
 * it takes into a file, a line each, and takes a moment for some.
 */
const [directory, mode] = process.argv.slice(2);
if (directory === undefined) throw new Error("usage: report-taker.ts DIRECTORY [drain]");
const taken = join(directory, "taken");
const log = await AuditLog.open(join(directory, "audit"), { keyFile: join(directory, "audit.key") });
const runtime = await SecurityRuntime.open({
  log,
  registry: new ProviderRegistry({
    taker: fakeEntry("taker", {
      async report({ index }) {
        if (index % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
        appendFileSync(taken, `${index}\n`);
      },
    }),
  }),
  ...selecting({ main: ["taker"] }),
  policies: policySet({ main: wideScope }),
  cursors: reportCursors(openSqliteStore(join(directory, "state.db"))),
});
appendFileSync(taken, "start\n");
writeSync(1, "open\n");
if (mode === "drain") {
  const behind = async () => (await runtime.status()).some(({ reports }) => reports.lag > 0);
  while (await behind()) await new Promise((resolve) => setTimeout(resolve, 10));
  await runtime.close();
  writeSync(1, `drained ${log.durable}\n`);
  process.exit(0);
}
const context = runtime.forAgent("main", "ann");
for (let i = 0; ; i++) {
  await Promise.all([0, 1, 2, 3].map((n) => context.evaluate(request({ context: { arguments: { i, n } } }))));
}
