import type { Tool } from "../tool.ts";
import { type CronServices, jobId, noJob, ownJob } from "./cron.ts";
import { toolRequest } from "./request.ts";

/** Takes one of the agent's own jobs away; a run that goes on is not ended by it. */
export function cronRemoveTool({ jobs }: CronServices): Tool {
  return {
    name: "cron_remove",
    description: "Remove one of the jobs you have planned for this person.",
    parameters: { type: "object", properties: { id: jobId }, required: ["id"], additionalProperties: false },
    async prepare(args, context) {
      const { id } = args as { id: string };
      const request = toolRequest(context, "cron_remove", { type: "tool", id, access: "write" }, args);
      return {
        request,
        async run(permit) {
          permit.spend(request, []);
          const job = await ownJob(jobs, context, id);
          if (job === undefined) return noJob;
          await jobs.remove(job.id);
          return { ...noJob, ok: true, text: `Removed ${job.id}.`, detail: { job: job.id } };
        },
      };
    },
  };
}
