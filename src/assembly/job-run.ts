import { randomUUID } from "node:crypto";
import { type Agent, Budget, type CronCaller, toolRequest } from "../agent/index.ts";
import { joinLabel, tierMin } from "../content/index.ts";
import { type Reason, rootOf, type Tier } from "../decision/index.ts";
import {
  type AskForApproval,
  type EffectResult,
  enforce,
  type Proposal,
  type SecurityRuntime,
} from "../provider/index.ts";
import { type Job, type RunResult, workText } from "../schedule/index.ts";

/** What runs of jobs rest on. */
export interface JobRunParts {
  readonly runtime: SecurityRuntime;
  readonly ask: AskForApproval;
  readonly agents: ReadonlyMap<string, Agent>;
  /** Best tier that turns of an agent can have. */
  readonly tierOf: (agent: string) => Tier;
  /** Why nothing is done any more for the principal of a job; absent while they have access. */
  readonly withdrawn: (job: Job) => Promise<Reason | undefined>;
  readonly redact: (text: string) => string;
}

/** What a job does, once it is permitted to begin: how it ended, and what it gave back. */
interface Done extends RunResult {
  readonly effect: EffectResult;
}

/**
 * Decides whether a job may begin, as `cron_run`, then has it done. What it does is decided for itself, under the policy
 * of now and the scope of then, with no approval that was not given for just that. Never rejects.
 */
export async function runJob(parts: JobRunParts, job: Job, signal: AbortSignal): Promise<RunResult> {
  const { runtime, ask, withdrawn, tierOf } = parts;
  // INVARIANT: policy of now ⊓ scope of then, computed by the runtime at each run.
  const { context } = runtime.forAgent(job.agent, job.principal).child(`cron-${job.id}`, job.scope);
  const labels = { ...job.labels, tier: tierMin(job.labels.tier, tierOf(rootOf(job.agent))) };
  const { generation } = runtime;
  const request = toolRequest(
    {
      ...turnOf(job),
      ...labels,
      agent: context.subject.agent,
      generation,
      workspace: "",
      cwd: "",
      scope: context.scope,
    },
    "cron_run",
    { type: "tool", id: workText(job.work), access: "use" },
    { id: job.id, name: job.name },
  );
  const refusal = parts.agents.has(rootOf(job.agent))
    ? await withdrawn(job)
    : { rule: "cron.agent", message: `there is no agent "${rootOf(job.agent)}" any more` };
  let done: Done | undefined;
  const proposal: Proposal = {
    request,
    async run(permit, stop) {
      permit.spend(request, []);
      const budget = new Budget(context.scope.budgets);
      done = await work(parts, job, { ...labels, generation, authority: { security: context, budget } }, stop);
      return done.effect;
    },
  };
  const begun = await enforce(refusal === undefined ? proposal : { request, refusal }, context, runtime, ask, signal);
  if (done !== undefined) return { result: done.result, text: done.text };
  const why = begun.decision.reasons.map(({ rule, message }) => `${message} (${rule})`).join("; ");
  return { result: begun.disposition === "unapproved" ? "unapproved" : "refused", text: parts.redact(why) };
}

/** Has a job done within what both it and the caller may do; that it may begin has been decided. */
export function runJobFor(parts: JobRunParts, job: Job, caller: CronCaller, signal: AbortSignal): Promise<Done> {
  const { authority, tier, taint, generation } = caller;
  // INVARIANT: whoever triggers a job gets no more out of it than they have themselves.
  const { context } = authority.security.child(`cron-${job.id}`, job.scope, { tier });
  const labels = joinLabel(job.labels, { tier, taint });
  return work(
    parts,
    job,
    { ...labels, generation, authority: { security: context, budget: authority.budget } },
    signal,
  );
}

async function work(
  { agents, redact }: JobRunParts,
  job: Job,
  { authority, generation, ...labels }: CronCaller,
  signal: AbortSignal,
): Promise<Done> {
  const agent = agents.get(rootOf(job.agent)) as Agent;
  const { tier, taint } = labels;
  const turn = { ...turnOf(job), tier, taint };
  const as = { ...authority, from: { generation } };
  if (job.work.kind === "command") {
    const call = { id: randomUUID(), name: "exec", arguments: { command: job.work.command } };
    const { text, disposition, taint: read, tier: worst } = await agent.call(call, turn, signal, as);
    const result = (["completed", "refused", "unapproved"] as const).find((each) => each === disposition) ?? "failed";
    return doneOf(job, result, text, joinLabel({ tier, taint }, { tier: worst, taint: read }));
  }
  for await (const event of agent.turn({ ...turn, text: job.work.message, fleeting: true }, signal, as)) {
    if (event.type !== "final") continue;
    const text = redact([event.text, event.reason ?? ""].filter((part) => part !== "").join("\n"));
    return doneOf(job, event.finish === "stop" ? "completed" : "failed", text, event.labels);
  }
  return doneOf(job, "failed", "the turn had no end", labels);
}

function doneOf(
  job: Job,
  result: RunResult["result"],
  text: string,
  { tier, taint }: Pick<CronCaller, "tier" | "taint">,
): Done {
  const { untrusted, sensitive, sources } = taint;
  return {
    result,
    text,
    effect: {
      ok: result === "completed",
      text,
      source: `job:${job.id}`,
      untrusted,
      ...(untrusted && { provenance: { tier, sources } }),
      composed: job.work.kind === "message",
      sensitive,
      detail: { job: job.id, result },
    },
  };
}

function turnOf({ id, principal }: Job) {
  return { principal, session: `cron:${id}`, ingress: "cron" } as const;
}
