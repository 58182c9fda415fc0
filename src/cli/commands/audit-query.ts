import { queryLog } from "../../audit/index.ts";
import type { Json } from "../../decision/index.ts";
import type { ExitCode, Invocation } from "../command.ts";
import { logDirectory, logQuery } from "../log-options.ts";
import { recordText } from "../record-text.ts";

/** `sallyport audit query` */
export async function run(invocation: Invocation): Promise<ExitCode> {
  const { output } = invocation;
  const limit = invocation.number("limit") ?? Number.POSITIVE_INFINITY;
  let shown = 0;
  for await (const record of queryLog(await logDirectory(invocation), logQuery(invocation))) {
    if (shown >= limit) break;
    // Loaded when there is something to show: most of the start would go into it.
    if (shown++ === 0) (await import("../guard-output.ts")).guardOutput(output);
    output.result(record as unknown as Json, recordText(record, output));
  }
  return 0;
}
