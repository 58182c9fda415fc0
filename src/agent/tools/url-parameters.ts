import type { ObjectSchema } from "../arguments.ts";

/** The arguments of a tool that takes an address of the web. */
export const urlParameters: ObjectSchema = {
  type: "object",
  properties: { url: { type: "string", description: "An absolute http or https URL", maxLength: 8192 } },
  required: ["url"],
  additionalProperties: false,
};
