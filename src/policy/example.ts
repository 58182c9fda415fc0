import type { Request, Resource } from "../decision/index.ts";
import type { Example, ExampleFields } from "./rule.ts";
import { toolCatalogue } from "./tools.ts";

/** The long form of an example; a string is a command for `exec`. */
export function fieldsOf(example: Example): ExampleFields {
  return typeof example === "string" ? { tool: "exec", command: example } : example;
}

/** The request an example stands for: a made-up subject, tier A, the command line as ingress, no taint. */
export function requestOf(example: Example): Request {
  const fields = fieldsOf(example);
  const { tool, tier = "A", ingress = "cli", untrusted = false, sensitive = false } = fields;
  const entry = toolCatalogue[tool];
  const resource: Resource = {
    type: entry?.type ?? "tool",
    id: fields.command ?? fields.path ?? fields.url ?? fields.to ?? fields.skill ?? tool,
    access: entry?.access ?? "use",
  };
  return {
    subject: { type: "agent", id: "example", principal: "example", session: "example" },
    action: { name: tool },
    resource,
    context: { ingress, tier, taint: { untrusted, sensitive, sources: [] }, arguments: {}, generation: 0 },
  };
}
