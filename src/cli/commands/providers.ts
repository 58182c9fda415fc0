import type { Json } from "../../decision/index.ts";
import type { ExitCode, Invocation } from "../command.ts";
import { withGateway } from "../gateway-client.ts";
import { printable } from "../printable.ts";

interface Listed {
  readonly name: string;
  readonly summary: string;
  readonly inUse: { readonly state: string; readonly available: boolean; readonly lastFault?: string } | null;
}

/** `sallyport providers`: the registry of the running gateway, as it tells it. */
export async function run({ output, environment }: Invocation): Promise<ExitCode> {
  const listed = await withGateway(environment, (call) => call("security.providers.list"));
  const providers = listed as unknown as readonly Listed[];
  const text = providers.map(({ name, summary, inUse }) => {
    const state = inUse === null ? "not in use" : inUse.available ? inUse.state : "unavailable";
    const fault = inUse?.lastFault === undefined ? "" : ` (last fault: ${printable(inUse.lastFault)})`;
    return `${name.padEnd(16)} ${state.padEnd(12)} ${printable(summary)}${fault}`;
  });
  output.result(listed as Json, text.join("\n"));
  return providers.every(({ inUse }) => inUse === null || (inUse.available && inUse.state === "healthy")) ? 0 : 1;
}
