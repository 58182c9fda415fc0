import type { ExitCode, Invocation } from "../command.ts";
import { withGateway } from "../gateway-client.ts";
import { guardOutput } from "../guard-output.ts";
import { printable } from "../printable.ts";

/** `sallyport cron remove`, `disable` and `enable`: each has a method of its name. */
export async function run({ command, output, environment, arguments: [id = ""] }: Invocation): Promise<ExitCode> {
  guardOutput(output);
  const answer = await withGateway(environment, (call) => call(command.name.replace(" ", "."), { id }));
  output.result(answer, `${command.name.replace(/^cron (\w+?)e?$/, "$1ed")} ${printable(id)}`);
  return 0;
}
