import type { Json } from "../../decision/index.ts";
import { UsageInvalid } from "../../errors.ts";
import type { ExitCode, Invocation } from "../command.ts";
import { withGateway } from "../gateway-client.ts";
import { jsonLines } from "../json-lines.ts";

/** Characters of a line that the gateway takes. */
const longest = 65_536;

/** `sallyport sandbox falco`: hands the lines that Falco writes to the running gateway, which makes findings of them. */
export async function run(invocation: Invocation): Promise<ExitCode> {
  const { environment, output } = invocation;
  if (!invocation.flag("stdin"))
    throw new UsageInvalid("there is nothing to read", { fix: "write --stdin, and pipe what Falco writes into it" });
  const counts = { raised: 0, skipped: 0 };
  await withGateway(environment, async (call) => {
    for await (const line of jsonLines(process.stdin)) {
      const text = line.ok ? JSON.stringify(line.value) : "";
      const raised = text.length <= longest && (await call("sandbox.falco", { line: text })) !== null;
      counts[raised ? "raised" : "skipped"]++;
    }
  });
  output.result(counts as Json, `${counts.raised} findings, ${counts.skipped} lines that are no alerts`);
  return counts.skipped === 0 ? 0 : 1;
}
