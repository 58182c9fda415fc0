import type { Json } from "../../decision/index.ts";
import type { ExitCode, Invocation } from "../command.ts";
import { withGateway } from "../gateway-client.ts";
import { guardOutput } from "../guard-output.ts";
import { printable, printableLines } from "../printable.ts";

interface Reply {
  readonly text: string;
  readonly finish: string;
  readonly reason?: string;
  readonly tools: readonly {
    readonly tool: string;
    readonly effect: string;
    readonly disposition: string;
    readonly summary: string;
  }[];
}

/** `sallyport message`: one message to an agent of the running gateway, and its answer. */
export async function run(invocation: Invocation): Promise<ExitCode> {
  const { output, environment } = invocation;
  guardOutput(output);
  const agent = invocation.text("agent");
  const session = invocation.text("session");
  const params = { text: invocation.arguments.join(" "), ...(agent && { agent }), ...(session && { session }) };
  const reply = await withGateway(environment, (call) => call("message.send", params));
  const { text, tools, reason, finish } = reply as unknown as Reply;
  const lines = tools.map(({ tool, effect, disposition, summary }) => {
    const style = effect === "allow" ? "green" : "red";
    return `${output.style(style, effect.padEnd(5))} ${tool}: ${disposition} — ${printable(summary)}`;
  });
  const ending = reason === undefined ? [] : [output.style("yellow", `(${finish}: ${printable(reason)})`)];
  output.result(reply as Json, [...lines, printableLines(text), ...ending].join("\n"));
  return tools.some(({ effect }) => effect === "deny") ? 1 : 0;
}
