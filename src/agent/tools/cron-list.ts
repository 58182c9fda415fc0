import { type Job, timingText, workText } from "../../schedule/index.ts";
import { joinProvenance, provenanceOf } from "../provenance.ts";
import type { Tool } from "../tool.ts";
import type { CronServices } from "./cron.ts";
import { toolRequest } from "./request.ts";

/** Lists the agent's own jobs with the principal; a job that a tainted turn made is untrusted to read. */
export function cronListTool({ jobs }: CronServices): Tool {
  return {
    name: "cron_list",
    description: "List the jobs you have planned for this person.",
    parameters: { type: "object", properties: {}, required: [], additionalProperties: false },
    async prepare(args, context) {
      const request = toolRequest(context, "cron_list", { type: "tool", id: "*", access: "read" }, args);
      return {
        request,
        async run(permit) {
          permit.spend(request, []);
          const own = await jobs.list(context);
          const provenance = joinProvenance(own.map(({ labels }) => provenanceOf(labels)));
          return {
            ok: true,
            text: own.map(jobLine).join("\n") || "(none)",
            source: "cron",
            untrusted: provenance !== undefined,
            ...(provenance && { provenance }),
            sensitive: own.some(({ labels }) => labels.taint.sensitive),
            detail: { jobs: own.length },
          };
        },
      };
    },
  };
}

function jobLine({ id, name, timing, work, enabled, due, last }: Job): string {
  const next = enabled ? (due === null ? "is over" : `next ${new Date(due).toISOString()}`) : "is disabled";
  const ended = last === null ? "" : `, last ${last.result}`;
  return `${id}  ${name || "(no name)"}  ${timingText(timing)}  ${next}${ended}\n    ${workText(work)}`;
}
