import type { JsonObject, Opinion } from "../../decision/index.ts";
import type { SecurityContext } from "../../provider/index.ts";
import { type JobTerms, type JobWork, readTiming, timingText, workText } from "../../schedule/index.ts";
import type { Tool, ToolContext } from "../tool.ts";
import type { CronServices } from "./cron.ts";
import { toolRequest } from "./request.ts";

interface AddArguments {
  readonly schedule: string;
  readonly zone?: string;
  readonly command?: string;
  readonly message?: string;
  readonly name?: string;
  readonly missed?: "run" | "skip";
}

/** Plans a command or a turn for later, within what the turn that plans it may do. */
export function cronAddTool({ jobs, hasSecret, now }: CronServices, exec: Tool): Tool {
  return {
    name: "cron_add",
    description:
      "Plan a command, or a message to yourself, for later: once or again and again. It runs with no more rights than you have now, and each run is decided anew.",
    parameters: {
      type: "object",
      properties: {
        schedule: {
          type: "string",
          description: 'Five cron fields, such as "0 7 * * 1-5", or one instant, such as 2027-03-01T07:00:00Z',
          maxLength: 128,
        },
        zone: {
          type: "string",
          description: "Time zone of the fields, such as Europe/Berlin; default UTC",
          maxLength: 64,
        },
        command: { type: "string", description: "The bash command to run", maxLength: 8_192 },
        message: { type: "string", description: "What you are told then", maxLength: 8_192 },
        name: { type: "string", description: "A short name", maxLength: 64 },
        missed: {
          type: "string",
          description: "What becomes of a time that was missed; default run",
          enum: ["run", "skip"],
        },
      },
      required: ["schedule"],
      additionalProperties: false,
    },
    async prepare(args, context) {
      const given = args as unknown as AddArguments;
      const { schedule, zone = "UTC", name = "", missed = "run" } = given;
      const work = workOf(given);
      const read = readTiming(schedule, zone, now());
      const what = "fault" in read ? `${schedule} (${zone})` : timingText(read.timing);
      const id = work === undefined ? what : `${what}: ${workText(work)}`;
      const request = toolRequest(context, "cron_add", { type: "tool", id, access: "write" }, args);
      const refuse = (rule: string, message: string) => ({ request, refusal: { rule, message } });
      if (work === undefined) return refuse("cron.work", "a job has either a command or a message");
      if ("fault" in read) return refuse("cron.schedule", `"${schedule}" is no schedule: ${read.fault}`);
      if (hasSecret(`${workText(work)}\n${name}`))
        return refuse("cron.secret", "a job is kept as it is written, and this holds a secret");
      const { security } = context.authority ?? {};
      if (security === undefined || context.scope.delegationDepth < 1)
        return refuse("cron.depth", "no further level of delegation is left for a job");
      const { child, scope } = childOf(security, context);
      const terms: JobTerms = {
        ...{ agent: context.agent, principal: context.principal, session: context.session },
        ...{ name, work, missed, scope },
        timing: read.timing,
        // INVARIANT: a job is as tainted as the turn that made it, whenever it runs.
        labels: { tier: context.tier, taint: context.taint },
      };
      const ceiling =
        work.kind === "command" ? await judge(work.command, exec, child, { ...context, scope }) : undefined;
      return {
        request,
        ...(ceiling && { ceiling }),
        async run(permit) {
          const job = await jobs.add(permit, request, terms);
          const answer = { source: "cron", untrusted: false, sensitive: false };
          if (job === undefined)
            return { ok: false, text: "Not planned: there is no room; remove another job first.", ...answer };
          const first = job.due === null ? "never" : new Date(job.due).toISOString();
          return {
            ok: true,
            text: `Planned as ${job.id}; it first runs at ${first}.`,
            ...answer,
            detail: { job: job.id },
          };
        },
      };
    },
  };
}

function workOf({ command, message }: AddArguments): JobWork | undefined {
  if (command !== undefined) return message === undefined ? { kind: "command", command } : undefined;
  return message === undefined ? undefined : { kind: "message", message };
}

/** A job's context is a level of delegation further on than the turn that makes it. */
function childOf(security: SecurityContext, { tier }: ToolContext) {
  const child = security.child("cron", security.scopeAt(tier)).context;
  return { child, scope: child.scope };
}

/** What would be decided about the command if it ran now. INVARIANT: nobody plans what they may not do. */
async function judge(command: string, exec: Tool, child: SecurityContext, context: ToolContext): Promise<Opinion> {
  const { request, ...rest } = await exec.prepare({ command } satisfies JsonObject, {
    ...context,
    agent: child.subject.agent,
  });
  if ("refusal" in rest) return { effect: "deny", reasons: [rest.refusal] };
  const { effect, reasons, risk } = await child.advise(request);
  return { effect, reasons, ...(risk !== undefined && { risk }) };
}
