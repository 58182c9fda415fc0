import type { Json } from "../../decision/index.ts";
import { UsageInvalid } from "../../errors.ts";
import type { Containment } from "../../incident/index.ts";
import type { ExitCode, Invocation } from "../command.ts";
import { withGateway } from "../gateway-client.ts";
import { guardOutput } from "../guard-output.ts";
import { containmentLine } from "../incident-text.ts";

/** `sallyport contained`: lists what is held because of incidents, or lets something go. */
export async function run({ output, environment, arguments: [action = "list", id] }: Invocation): Promise<ExitCode> {
  guardOutput(output);
  if (action === "list" && id === undefined) {
    const found = await withGateway(environment, (call) => call("containment.list"));
    const lines = (found as unknown as readonly Containment[]).map(containmentLine);
    output.result(found as Json, lines.length === 0 ? "nothing is contained" : lines.join("\n"));
    return 0;
  }
  if (action !== "lift" || id === undefined) {
    throw new UsageInvalid("contained takes list, or lift and an id", { fix: "sallyport help contained" });
  }
  const answer = await withGateway(environment, (call) => call("containment.lift", { id }));
  output.result(answer, `lifted ${id}`);
  return 0;
}
