import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { onTestFinished } from "vitest";
import type { Job, JobTerms, RunResult } from "../../src/schedule/index.ts";
import { JobBook, Scheduler } from "../../src/schedule/index.ts";
import { openSqliteStore, type Store } from "../../src/store/index.ts";
import { wideScope } from "../fixtures/arbitrary.ts";
import { permitFor } from "../fixtures/permit.ts";
import { request } from "../fixtures/request.ts";
import { tempDir } from "../fixtures/temp.ts";

/** A clock that stands still until it is set. */
export interface Clock {
  now: number;
}

/** What a job is by default: a command each day at seven. */
export const daily: JobTerms = {
  agent: "main",
  principal: "ann",
  name: "report",
  session: "s",
  work: { kind: "command", command: "touch marker" },
  timing: { cron: "0 7 * * *", zone: "UTC" },
  missed: "run",
  scope: wideScope,
  labels: { tier: "A", taint: { untrusted: false, sensitive: false, sources: [] } },
};

export function openStore(clock: Clock, path: string = join(tempDir(), "state.db")): Store {
  const store = openSqliteStore(path, () => clock.now);
  onTestFinished(() => store.close());
  return store;
}

export const openBook = (store: Store, clock: Clock, each = 64, total = 10_000): Promise<JobBook> =>
  JobBook.open(store, { each, total }, () => clock.now);

/** Keeps a job, with leave to. */
export async function plan(book: JobBook, terms: Partial<JobTerms> = {}): Promise<Job | undefined> {
  const asked = request({ action: { name: "cron_add" } });
  return book.add(await permitFor(asked), asked, { ...daily, ...terms });
}

/** A scheduler at work, and what has come of it. */
export interface Planned {
  readonly scheduler: Scheduler;
  /** Jobs with the times they were run for. */
  readonly ran: string[];
  readonly recorded: string[];
  readonly found: string[];
  /** Runs what is due now to its end. */
  readonly look: () => Promise<void>;
}

/** A scheduler whose runs, records and findings are kept, each run made by `run`. */
export function schedule(
  book: JobBook,
  store: Store,
  clock: Clock,
  run: () => Promise<RunResult["result"]> = async () => "completed",
  options: { readonly parallel?: number; readonly missedMs?: number } = {},
): Planned {
  const [ran, recorded, found]: [string[], string[], string[]] = [[], [], []];
  const scheduler = new Scheduler({
    ...{ book, store, parallel: 2, missedMs: 86_400_000, ...options },
    holder: crypto.randomUUID(),
    now: () => clock.now,
    async run(job) {
      ran.push(`${job.id} ${new Date(job.run?.occurrence ?? 0).toISOString()}`);
      await setImmediate();
      return { result: await run(), text: "" };
    },
    record: async (event, _, { why = "" }) => void recorded.push(`${event} ${why}`.trim()),
    onFinding: (kind, job) => void found.push(`${kind} ${job.id}`),
  });
  onTestFinished(() => scheduler.stop());
  const look = async () => {
    await scheduler.look();
    await scheduler.settled();
  };
  return { scheduler, ran, recorded, found, look };
}
