import { type AuditRecord, followLog, tailLog } from "../../audit/index.ts";
import type { Json } from "../../decision/index.ts";
import type { ExitCode, Invocation } from "../command.ts";
import { logDirectory, logQuery } from "../log-options.ts";
import { recordText } from "../record-text.ts";

/** `sallyport audit tail` */
export async function run(invocation: Invocation): Promise<ExitCode> {
  const { output } = invocation;
  const directory = await logDirectory(invocation);
  const query = logQuery(invocation);
  let last = -1;
  const show = async (record: AuditRecord) => {
    // Loaded when there is something to show: most of the start would go into it.
    if (last === -1) (await import("../guard-output.ts")).guardOutput(output);
    last = record.index;
    output.result(record as unknown as Json, recordText(record, output));
  };
  const stop = new AbortController();
  const following = invocation.flag("follow") ? followLog(directory, query, stop.signal) : undefined;
  // Begun before the tail is read, so that nothing falls between the two; what is in both is shown once.
  const begun = following?.next();
  for (const record of await tailLog(directory, invocation.number("lines") ?? 10, query)) await show(record);
  if (following === undefined) return 0;
  process.once("SIGINT", () => stop.abort());
  for (let step = await begun; step?.done === false; step = await following.next()) {
    if (step.value.index > last) await show(step.value);
  }
  return 0;
}
