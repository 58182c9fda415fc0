import type { ExitCode, Invocation } from "../command.ts";
import { withGateway } from "../gateway-client.ts";
import { guardOutput } from "../guard-output.ts";
import { printableLines } from "../printable.ts";

/** `sallyport cron run`: runs a job now. */
export async function run({ output, environment, arguments: [id = ""] }: Invocation): Promise<ExitCode> {
  guardOutput(output);
  const answer = await withGateway(environment, (call) => call("cron.run", { id }));
  const { result, text } = answer as { result: string; text: string };
  output.result(answer, `${result}${text === "" ? "" : `\n${printableLines(text)}`}`);
  return result === "completed" ? 0 : 1;
}
