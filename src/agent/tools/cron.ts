import type { EffectResult } from "../../provider/index.ts";
import type { Job, JobBook } from "../../schedule/index.ts";
import type { Authority, ToolContext } from "../tool.ts";

/** Who has a job run now, and within what. */
export interface CronCaller extends Pick<ToolContext, "tier" | "taint" | "generation"> {
  readonly authority: Authority;
}

/** What the tools for planned work need. */
export interface CronServices {
  readonly jobs: JobBook;
  readonly now: () => number;
  readonly hasSecret: (text: string) => boolean;
  /** Runs a job within what both it and the caller may do; the permit for that has been spent. */
  readonly runNow: (job: Job, caller: CronCaller, signal: AbortSignal) => Promise<EffectResult>;
}

/** The job of this id, if it is one of the agent's with the principal: to it there are no others. */
export async function ownJob(jobs: JobBook, context: ToolContext, id: string): Promise<Job | undefined> {
  return (await jobs.list(context)).find((job) => job.id === id);
}

/** The id of a job, as an argument. */
export const jobId = { type: "string", description: "Id of the job", maxLength: 64 } as const;

/** That there is no such job. */
export const noJob: EffectResult = {
  ok: false,
  text: "There is no such job.",
  source: "cron",
  untrusted: false,
  sensitive: false,
};
