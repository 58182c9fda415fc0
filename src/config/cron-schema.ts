import { z } from "zod";
import type { CronConfig } from "./config.ts";
import { defaults } from "./defaults.ts";
import { count } from "./schema-parts.ts";

const preset = defaults.cron;

/** What agents may plan for later. */
export const cron: z.ZodType<CronConfig> = z
  .strictObject({
    enabled: z.boolean().default(preset.enabled).describe("whether agents can plan jobs, and jobs are run"),
    maxJobs: count(1_024, "jobs that one agent may have for one principal").default(preset.maxJobs),
    parallel: count(64, "jobs that run at one time").default(preset.parallel),
    missedHours: count(8_760, "hours after which a time that no gateway was there for is not made up for").default(
      preset.missedHours,
    ),
  })
  .prefault({});
