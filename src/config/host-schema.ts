import { z } from "zod";
import { ConfigInvalid } from "../errors.ts";
import { parseDocument } from "./document.ts";
import { explainIssues } from "./explain.ts";
import type { HostSettings } from "./host.ts";
import { execAsk, execMode } from "./schema.ts";

const stance = z
  .strictObject({ mode: execMode.exactOptional(), ask: execAsk.exactOptional() })
  .describe("how commands are taken, at least");

const schema: z.ZodType<HostSettings> = z.strictObject({
  exec: stance.default({}),
  agents: z
    .record(z.string(), z.strictObject({ exec: stance }))
    .default({})
    .describe("further narrowings, by agent"),
});

/** Interprets the text of the host's settings. @throws {ConfigInvalid} with every problem there is. */
export function interpretHost(text: string, source: string): HostSettings {
  const { value, problems, places } = parseDocument(text);
  if (places.size === 0) throw new ConfigInvalid(source, problems);
  const parsed = schema.safeParse(value);
  const jsonSchema = () => z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  const found = parsed.success ? [] : explainIssues(parsed.error.issues, jsonSchema() as object);
  if (!parsed.success || problems.length > 0) throw new ConfigInvalid(source, [...problems, ...found]);
  return parsed.data;
}
