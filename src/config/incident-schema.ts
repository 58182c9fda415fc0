import { z } from "zod";
import { type Playbook, severities, stepKinds } from "../incident/index.ts";
import type { Config } from "./config.ts";
import { count, identifier, text } from "./schema-parts.ts";

const step = z
  .strictObject({
    do: z.enum(stepKinds).describe("what the step does"),
    tool: text("tool that freeze-tool freezes").exactOptional(),
    for: z.enum(["agent", "all"]).describe("whom it freezes the tool for; default: the agent").exactOptional(),
    approval: z
      .enum(["never", "unless-critical", "always"])
      .default("always")
      .describe("when a person is asked first: never, unless the incident is critical, or always"),
    seconds: count(3_600, "seconds that the doing may take").default(30),
    rollback: z.boolean().default(true).describe("whether a false alarm takes it back, where that can be done"),
  })
  .refine((given) => (given.do === "freeze-tool") === (given.tool !== undefined), {
    error: "freeze-tool, and no other step, names the tool",
    path: ["tool"],
  })
  .refine((given) => given.do === "freeze-tool" || given.for === undefined, {
    error: "only freeze-tool is for somebody",
    path: ["for"],
  });

const playbook: z.ZodType<Playbook> = z.strictObject({
  title: text("what an incident that it meets is called"),
  match: z.array(text("beginning of a rule")).min(1).describe("beginnings of the rules of findings that it is for"),
  severity: z.enum(severities).default("high").describe("the least severe finding that it is for"),
  steps: z.array(step).min(1).max(32).describe("what is done, in order"),
});

/** The section `incidents`. */
export const incidents: z.ZodType<Config["incidents"]> = z
  .strictObject({
    playbooks: z
      .record(identifier("name of the playbook"), z.union([z.literal(false), playbook]))
      .default({})
      .describe("playbooks of your own, or in the place of one that ships; false leaves that out"),
  })
  .prefault({});
