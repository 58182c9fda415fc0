import type { ExitCode, Invocation } from "../command.ts";
import { withGateway } from "../gateway-client.ts";
import { printable } from "../printable.ts";

/** `sallyport judge override`: lets one thing that the judge of the running gateway held back go on. */
export async function run({ output, environment, arguments: [id = ""] }: Invocation): Promise<ExitCode> {
  const answer = await withGateway(environment, (call) => call("judge.override", { id }));
  const { what } = answer as { readonly what: string };
  output.result(answer, `may go on once within ten minutes: ${printable(what)}`);
  return 0;
}
