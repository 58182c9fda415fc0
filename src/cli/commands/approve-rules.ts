import type { Json } from "../../decision/index.ts";
import { UsageInvalid } from "../../errors.ts";
import type { ExitCode, Invocation } from "../command.ts";
import { withGateway } from "../gateway-client.ts";
import { guardOutput } from "../guard-output.ts";
import { printable } from "../printable.ts";

interface Learned {
  readonly id: string;
  readonly agent: string;
  readonly principal: string;
  readonly text: string;
  readonly approver: string;
  readonly expires: number;
  readonly uses: number;
}

/** `sallyport approve rules`: lists the rules that allow-always stored, or takes one away. */
export async function run({ output, environment, arguments: [action = "list", id] }: Invocation): Promise<ExitCode> {
  guardOutput(output);
  if (action === "list" && id === undefined) {
    const rules = await withGateway(environment, (call) => call("approvals.rules"));
    const lines = (rules as unknown as readonly Learned[]).map(ruleLine);
    output.result(rules as Json, lines.length === 0 ? "no rule has been learned" : lines.join("\n"));
    return 0;
  }
  if (action !== "remove" || id === undefined) {
    throw new UsageInvalid("rules takes list, or remove and an id", { fix: "sallyport help approve rules" });
  }
  await withGateway(environment, (call) => call("approvals.forget", { id }));
  output.result({ id, removed: true }, `removed ${id}`);
  return 0;
}

function ruleLine({ id, agent, principal, text, approver, expires, uses }: Learned): string {
  const until = new Date(expires).toISOString().slice(0, 10);
  return `${id}  ${printable(text)}\n  for ${printable(agent)} acting for ${printable(principal)}, by ${printable(approver)}, until ${until}, ${uses} uses left`;
}
