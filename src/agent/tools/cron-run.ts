import type { Tool } from "../tool.ts";
import { type CronServices, jobId, noJob, ownJob } from "./cron.ts";
import { toolRequest } from "./request.ts";

/** Runs one of the agent's own jobs now; what the job does is decided for itself. */
export function cronRunTool({ jobs, runNow }: CronServices): Tool {
  return {
    name: "cron_run",
    description: "Run one of the jobs you have planned for this person, now.",
    parameters: { type: "object", properties: { id: jobId }, required: ["id"], additionalProperties: false },
    async prepare(args, context) {
      const { id } = args as { id: string };
      const request = toolRequest(context, "cron_run", { type: "tool", id, access: "use" }, args);
      const { authority } = context;
      if (authority === undefined)
        return { request, refusal: { rule: "cron.turn", message: "jobs are run by turns of agents" } };
      return {
        request,
        async run(permit, signal) {
          permit.spend(request, []);
          const job = await ownJob(jobs, context, id);
          return job === undefined ? noJob : runNow(job, { ...context, authority }, signal);
        },
      };
    },
  };
}
