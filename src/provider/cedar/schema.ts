import type { SchemaJson } from "@cedar-policy/cedar-wasm/web";
import type { Resource } from "../../decision/index.ts";
import { shippedCedarSchema, type ToolEntry, toolCatalogue } from "../../policy/index.ts";
import type { Engine } from "./engine.ts";

/** What each kind of resource is called in policies. */
export const resourceTypes: Readonly<Record<Resource["type"], string>> = {
  command: "Sallyport::Command",
  path: "Sallyport::Path",
  url: "Sallyport::Url",
  channel: "Sallyport::Channel",
  session: "Sallyport::Session",
  message: "Sallyport::Message",
  tool: "Sallyport::Tool",
  credential: "Sallyport::Credential",
  model: "Sallyport::Model",
  memory: "Sallyport::Memory",
  config: "Sallyport::Config",
};

/** The shipped schema with an action for each tool of the catalogue, and for each of the user's own. */
export function requestSchema(engine: Engine, own: Readonly<Record<string, ToolEntry>>): SchemaJson<string> {
  const shipped = engine.run((cedar) => cedar.schemaToJson(shippedCedarSchema()));
  if (shipped.type === "failure") throw new Error(shipped.errors.map(({ message }) => message).join("; "));
  const { Sallyport: named, ...others } = shipped.json;
  const tools = Object.entries({ ...own, ...toolCatalogue }).map(([name, { type, access }]) => [
    name,
    {
      memberOf: [{ type: "Access::Action", id: access }],
      appliesTo: {
        principalTypes: ["Sallyport::Agent"],
        resourceTypes: [resourceTypes[type]],
        context: { type: "Sallyport::Turn" },
      },
    },
  ]);
  return { ...others, Sallyport: { entityTypes: {}, ...named, actions: Object.fromEntries(tools) } };
}
