import { z } from "zod";
import { accesses, type Resource } from "../../decision/index.ts";
import { type ToolEntry, toolNames } from "../../policy/index.ts";
import { resourceTypes } from "./schema.ts";

/** What the provider is told: where its policies stand, and which tools they name besides Sallyport's. */
export interface CedarSettings {
  /** Files or globs, from the directory of the configuration. */
  readonly policies: readonly string[];
  /** Policies written in the configuration itself. */
  readonly inline: string;
  /** Tools of one's own that policies may name, each with what it acts on, and how. */
  readonly tools: Readonly<Record<string, ToolEntry>>;
}

/** The form of the settings. */
export const cedarSettings: z.ZodType<CedarSettings> = z
  .strictObject({
    policies: z.array(z.string().min(1)).default([]),
    inline: z.string().default(""),
    tools: z
      .record(
        z.string().min(1),
        z.strictObject({ type: z.enum(Object.keys(resourceTypes) as Resource["type"][]), access: z.enum(accesses) }),
      )
      .refine((tools) => !toolNames.some((name) => Object.hasOwn(tools, name)), {
        error: `${toolNames.join(", ")} are there already`,
      })
      .default({}),
  })
  .refine(({ policies, inline }) => policies.length > 0 || inline !== "", {
    error: "name policies, or write them inline",
    path: ["policies"],
  });
