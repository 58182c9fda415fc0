import { randomUUID } from "node:crypto";
import type { CronServices } from "../agent/index.ts";
import type { AuditLog } from "../audit/index.ts";
import type { CronConfig } from "../config/index.ts";
import type { JsonObject } from "../decision/index.ts";
import type { Finding } from "../provider/index.ts";
import { type Job, JobBook, type RunResult, Scheduler, workText } from "../schedule/index.ts";
import type { Store } from "../store/index.ts";
import { type JobRunParts, runJob, runJobFor } from "./job-run.ts";

/** What planned work rests on. */
export interface ScheduleParts extends JobRunParts {
  readonly config: CronConfig;
  readonly store: Store;
  readonly log: Pick<AuditLog, "append">;
  readonly hasSecret: (text: string) => boolean;
  readonly now: () => number;
}

/** What `status` says about planned work. */
export interface ScheduleStatus {
  readonly active: boolean;
  /** Why, where it is not. */
  readonly detail: string;
  readonly jobs: number;
  readonly running: number;
  /** RFC 3339; absent when nothing is planned. */
  readonly next?: string;
}

/** The planned work of an installation. */
export interface Schedule {
  readonly jobs: JobBook;
  /** What the tools need. */
  readonly tools: CronServices;
  status(): ScheduleStatus;
  /** Begins to run what is due; only a gateway does. */
  start(): void;
  /** Has a job run now, as if it were due; `undefined` when it runs already, or there is no room. */
  run(id: string): Promise<RunResult | undefined>;
  /** Puts on record what an operator did with a job. */
  note(event: string, job: Job, by: string): Promise<unknown>;
  close(): Promise<void>;
}

/** Jobs of all agents and principals. */
const total = 10_000;

/** Opens the jobs that were left; nothing of them runs before `start`. */
export async function openSchedule(parts: ScheduleParts): Promise<Schedule> {
  const { config, store, log, runtime, now } = parts;
  const jobs = await JobBook.open(store, { each: config.maxJobs, total }, now);
  const record = (event: string, job: Job, detail: JsonObject) =>
    log.append({ kind: "lifecycle", body: { event, ...aboutOf(job), ...detail } });
  const stopped = new AbortController();
  const scheduler = new Scheduler({
    ...{ book: jobs, store, now, record },
    holder: randomUUID(),
    run: (job, signal) => runJob(parts, job, signal),
    onFinding: (kind, job) => void runtime.raise(findingOf(kind, job)),
    parallel: config.parallel,
    missedMs: config.missedHours * 3_600_000,
  });
  return {
    jobs,
    tools: {
      jobs,
      now,
      hasSecret: parts.hasSecret,
      async runNow(job, caller, signal) {
        const busy = { ok: false, source: "cron", untrusted: false, sensitive: false };
        if (!job.enabled) return { ...busy, text: "Not run: the job is disabled, and an operator has to enable it." };
        let effect = { ...busy, text: "Not run: it runs already, or too much runs at once." };
        await scheduler.runNow(job.id, async (claimed) => {
          const done = await runJobFor(parts, claimed, caller, signal);
          effect = done.effect;
          return done;
        });
        return effect;
      },
    },
    status() {
      const { jobs: count, next } = jobs.summary;
      const detail = scheduler.active ? "" : config.enabled ? "no gateway runs" : "cron.enabled is false";
      const counts = { jobs: count, running: scheduler.running };
      return {
        ...{ active: scheduler.active, detail, ...counts },
        ...(next !== undefined && { next: new Date(next).toISOString() }),
      };
    },
    start() {
      if (config.enabled) scheduler.start();
    },
    run: (id) => scheduler.runNow(id, (job) => runJob(parts, job, stopped.signal)),
    note: (event, job, by) => record(event, job, { by }),
    async close() {
      stopped.abort();
      await scheduler.stop();
    },
  };
}

function aboutOf({ id, agent, principal, name }: Job): JsonObject {
  return { job: id, agent, principal, ...(name !== "" && { name }) };
}

function findingOf(kind: "interrupted" | "disabled", job: Job): Finding {
  const what = workText(job.work).slice(0, 200);
  const about = { agent: job.agent, session: `cron:${job.id}`, evidence: [] };
  if (kind === "disabled")
    return {
      rule: "cron.disabled",
      severity: "medium",
      message: `the job ${job.id} (${what}) was not permitted ${job.refusals} times in a row and is disabled: ${job.last?.text ?? ""}`,
      ...about,
    };
  return {
    rule: "cron.interrupted",
    severity: "medium",
    message: `the process that ran the job ${job.id} (${what}) ended before the job did; that run is not made again`,
    ...about,
  };
}
