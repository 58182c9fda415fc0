import type { Json } from "../../decision/index.ts";
import type { ExitCode, Invocation } from "../command.ts";
import { withGateway } from "../gateway-client.ts";
import { printable } from "../printable.ts";

interface Listed {
  readonly name: string;
  readonly summary: string;
  /** Those in use: the implementation itself, or providers of its kind. */
  readonly inUse: readonly {
    readonly name: string;
    readonly state: string;
    readonly available: boolean;
    readonly lastFault?: string;
  }[];
}

/** `sallyport providers`: the registry of the running gateway, as it tells it. */
export async function run({ output, environment }: Invocation): Promise<ExitCode> {
  const listed = await withGateway(environment, (call) => call("security.providers.list"));
  const providers = listed as unknown as readonly Listed[];
  const text = providers.flatMap(({ name: kind, summary, inUse }) => [
    `${kind.padEnd(16)} ${(inUse.length === 0 ? "not in use" : "in use").padEnd(12)} ${printable(summary)}`,
    ...inUse.map(({ name, state, available, lastFault }) => {
      const fault = lastFault === undefined ? "" : ` (last fault: ${printable(lastFault)})`;
      return `  ${printable(name).padEnd(14)} ${available ? state : "unavailable"}${fault}`;
    }),
  ]);
  output.result(listed as Json, text.join("\n"));
  const used = providers.flatMap(({ inUse }) => inUse);
  return used.every(({ available, state }) => available && state === "healthy") ? 0 : 1;
}
