import type { Json } from "../../decision/index.ts";
import type { ProviderExplanation } from "../../provider/index.ts";
import type { ExitCode, Invocation } from "../command.ts";
import { withGateway } from "../gateway-client.ts";
import { printable } from "../printable.ts";

/** `sallyport providers explain`: who decides for an agent when it acts for a principal, as the running gateway tells it. */
export async function run(invocation: Invocation): Promise<ExitCode> {
  const { output, environment } = invocation;
  const agent = invocation.text("agent") ?? "main";
  const principal = invocation.text("principal") ?? "operator";
  const answer = await withGateway(environment, (call) => call("security.providers.explain", { agent, principal }));
  const { chain } = answer as unknown as ProviderExplanation;
  const lines = chain.map(({ name, kind, level, owns, state, available }) => {
    const role = owns.length === 0 ? "" : `; decides ${owns.map(printable).join(", ")} in the default's place`;
    return `${printable(name).padEnd(16)} ${printable(kind).padEnd(12)} ${(available ? state : "unavailable").padEnd(12)} ${level}${role}`;
  });
  output.result(
    answer as Json,
    [`${printable(agent)} for ${printable(principal)}, all of whom must agree:`, ...lines].join("\n"),
  );
  return 0;
}
