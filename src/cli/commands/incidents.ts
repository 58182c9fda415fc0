import type { Json } from "../../decision/index.ts";
import { UsageInvalid } from "../../errors.ts";
import type { Containment, Incident } from "../../incident/index.ts";
import type { ExitCode, Invocation } from "../command.ts";
import { withGateway } from "../gateway-client.ts";
import { guardOutput } from "../guard-output.ts";
import { incidentLine, incidentText, type ListedIncident } from "../incident-text.ts";

const concluding: Readonly<Record<string, string>> = {
  resolve: "incidents.resolve",
  "false-positive": "incidents.falsePositive",
};

/** `sallyport incidents`: lists incidents, shows one, or says what one came to. */
export async function run(invocation: Invocation): Promise<ExitCode> {
  const { output, environment } = invocation;
  const [action = "list", id] = invocation.arguments;
  const all = invocation.flag("all");
  guardOutput(output);
  if (action === "list" && id === undefined) {
    const params = all ? {} : { open: true };
    const found = await withGateway(environment, (call) => call("incidents.list", params));
    const lines = (found as unknown as readonly ListedIncident[]).map(incidentLine);
    output.result(found as Json, lines.length === 0 ? "there is no incident" : lines.join("\n"));
    return lines.length === 0 || all ? 0 : 1;
  }
  const method = action === "show" ? "incidents.show" : Object.hasOwn(concluding, action) && concluding[action];
  if (!method || id === undefined) {
    throw new UsageInvalid("incidents takes list, or show, resolve or false-positive and an id", {
      fix: "sallyport help incidents",
    });
  }
  const answer = await withGateway(environment, (call) => call(method, { id }));
  const incident = answer as unknown as Incident & { readonly contained?: readonly Containment[] };
  output.result(
    answer as Json,
    action === "show" ? incidentText({ contained: [], ...incident }) : `${incident.state} ${id}`,
  );
  return 0;
}
