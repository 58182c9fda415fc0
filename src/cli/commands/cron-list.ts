import type { ExitCode, Invocation } from "../command.ts";
import { jobText, type ShownJob } from "../cron-text.ts";
import { withGateway } from "../gateway-client.ts";
import { guardOutput } from "../guard-output.ts";

/** `sallyport cron list`: what agents have planned for later, and what came of it. */
export async function run({ output, environment }: Invocation): Promise<ExitCode> {
  guardOutput(output);
  const answer = await withGateway(environment, (call) => call("cron.list"));
  const jobs = answer as unknown as readonly ShownJob[];
  output.result(answer, jobs.length === 0 ? "nothing is planned" : jobs.map(jobText).join("\n"));
  return 0;
}
