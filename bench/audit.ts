import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AuditLog, decisionEntry, verifyLog } from "../src/audit/index.ts";
import { type EvaluateOptions, evaluate } from "../src/decision/index.ts";
import { type Measurement, median } from "./report.ts";
import { deciders, request, scope } from "./workload.ts";

const askers = 256;
const warmUp = 4_000;
const records = 40_000;

/** Decisions made and durably recorded by many at once, and the log they leave behind verified. */
export async function benchAudit(): Promise<Measurement[]> {
  const home = mkdtempSync(join(tmpdir(), "sallyport-bench-"));
  const directory = join(home, "audit");
  try {
    const log = await AuditLog.open(directory, { keyFile: join(home, "audit.key") });
    const options: EvaluateOptions = {
      scope,
      deciders,
      record: (decision) => log.append(decisionEntry(decision)),
    };
    await decideAndRecord(warmUp, options);
    const recordSeconds = await timed(() => decideAndRecord(records, options));
    await log.close();
    const verifySeconds: number[] = [];
    let verified = 0;
    for (let i = 0; i < 5; i++) {
      verifySeconds.push(
        await timed(async () => {
          const { ok, problem, records: found } = await verifyLog(directory);
          if (!ok) throw new Error(`the log does not verify: ${problem?.what}`);
          verified = found;
        }),
      );
    }
    return [
      {
        name: `evaluate and durable record, ${askers} at once`,
        value: records / recordSeconds,
        unit: "/s",
        atLeast: 5_000,
      },
      { name: "audit verify", value: verified / median(verifySeconds), unit: "records/s", atLeast: 200_000 },
    ];
  } finally {
    rmSync(home, { recursive: true });
  }
}

/** `count` decisions, each asker waiting for the permit of one before it asks for the next. */
async function decideAndRecord(count: number, options: EvaluateOptions): Promise<void> {
  let next = 0;
  const ask = async () => {
    while (next < count) {
      const { permit } = await evaluate(request(next++), options);
      if (permit === undefined)
        throw new Error("a decision to be measured was not recorded, or is not one that allows");
    }
  };
  await Promise.all(Array.from({ length: askers }, ask));
}

async function timed(run: () => Promise<void>): Promise<number> {
  const before = performance.now();
  await run();
  return (performance.now() - before) / 1_000;
}
