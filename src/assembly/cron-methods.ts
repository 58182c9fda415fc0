import { rootOf } from "../decision/index.ts";
import { type RpcMethods, rpcMethod } from "../gateway/index.ts";
import { refuse } from "../ingress/index.ts";
import { type Job, timingText } from "../schedule/index.ts";
import type { Identity } from "../session/index.ts";
import type { Sallyport } from "./sallyport.ts";

const id = { type: "string", max: 64 } as const;

/** The RPC methods about planned work. */
export function cronMethods({ schedule }: Pick<Sallyport, "schedule">): RpcMethods {
  const { jobs } = schedule;
  const find = async (job: string, identity: Identity) => {
    const found = await jobs.get(job);
    // INVARIANT: to a token for one agent there is no other.
    return found !== undefined && isFor(identity, found) ? found : undefined;
  };
  const missing = () => refuse("not_found", "there is no such job");
  const switchTo = (enabled: boolean) => {
    const word = enabled ? "enabled" : "disabled";
    return rpcMethod({
      role: "operator",
      summary: enabled ? "let a job run again from now on" : "keep a job, and let it run no more",
      params: { id },
      async run({ id }, { identity }) {
        const job = await find(id, identity);
        if (job === undefined) return missing();
        await schedule.note(`cron.${word}`, job, identity.principal);
        const changed = await jobs.enable(id, enabled);
        return changed === undefined ? missing() : shown(changed);
      },
    });
  };
  return {
    "cron.list": rpcMethod({
      role: "operator",
      summary: "the jobs that agents have planned, with what came of their last runs",
      params: {},
      run: async (_, { identity }) => (await jobs.all()).filter((job) => isFor(identity, job)).map(shown),
    }),
    "cron.run": rpcMethod({
      role: "operator",
      summary: "run a job now, decided on as if it were due",
      params: { id },
      async run({ id }, { identity }) {
        const job = await find(id, identity);
        if (job === undefined) return missing();
        await schedule.note("cron.triggered", job, identity.principal);
        const done = await schedule.run(id);
        if (done === undefined) return refuse("busy", "it runs already, or too much runs at once");
        return { id, result: done.result, text: done.text };
      },
    }),
    "cron.remove": rpcMethod({
      role: "operator",
      summary: "take a job away",
      params: { id },
      async run({ id }, { identity }) {
        const job = await find(id, identity);
        if (job === undefined) return missing();
        await schedule.note("cron.removed", job, identity.principal);
        return (await jobs.remove(id)) ? { id, removed: true } : missing();
      },
    }),
    "cron.enable": switchTo(true),
    "cron.disable": switchTo(false),
  };
}

/** A job as operators see it. */
function shown(job: Job) {
  const { id, name, agent, principal, session, work, timing, missed, labels, enabled, refusals, run, last } = job;
  const time = (ms: number) => new Date(ms).toISOString();
  return {
    ...{ id, name, agent, principal, session, work, missed, enabled, refusals },
    schedule: timingText(timing),
    tier: labels.tier,
    untrusted: labels.taint.untrusted,
    created: time(job.created),
    next: job.due === null ? null : time(job.due),
    running: run !== null,
    last: last === null ? null : { time: time(last.occurrence), result: last.result, text: last.text },
  };
}

function isFor(identity: Identity, { agent }: Job): boolean {
  return identity.agent === undefined || identity.agent === rootOf(agent);
}
