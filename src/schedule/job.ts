import { type Budgets, emptyScope, type Json, type Scope, type Taint, type Tier } from "../decision/index.ts";
import type { Timing } from "./timing.ts";

/** What a job does: a command in the sandbox, or a turn of the agent that begins with a message. */
export type JobWork =
  | { readonly kind: "command"; readonly command: string }
  | { readonly kind: "message"; readonly message: string };

/** Whose a job is: to anybody else it does not exist. */
export interface JobOwner {
  /** As it is configured, or the path of a child: `main/research`. */
  readonly agent: string;
  readonly principal: string;
}

/** What is laid down when a job is made, and never changes. */
export interface JobTerms extends JobOwner {
  readonly name: string;
  /** Session in which it was made. */
  readonly session: string;
  readonly work: JobWork;
  readonly timing: Timing;
  /** What becomes of a time at which no gateway ran: made up for once, or passed over. */
  readonly missed: "run" | "skip";
  /** The most that it may do: the scope of the turn that made it, one level of delegation further on. */
  readonly scope: Scope;
  /** What that turn had taken in. */
  readonly labels: { readonly tier: Tier; readonly taint: Taint };
}

/** How a run ended, or why there was none. */
export type JobResult = "completed" | "failed" | "refused" | "unapproved" | "missed" | "interrupted";

/** A job as it is kept. Times in milliseconds since the epoch. */
export interface Job extends JobTerms {
  readonly id: string;
  readonly created: number;
  readonly enabled: boolean;
  /** When it runs next; `null` when never again. */
  readonly due: number | null;
  /** Runs in a row that were not permitted. */
  readonly refusals: number;
  /** The run that goes on, and the scheduler that claimed it. */
  readonly run: { readonly holder: string; readonly occurrence: number } | null;
  readonly last: { readonly occurrence: number; readonly result: JobResult; readonly text: string } | null;
}

/** What is run, in one line. */
export function workText(work: JobWork): string {
  return work.kind === "command" ? work.command : `message: ${work.message}`;
}

/** Whether it has run for the last time. */
export function isOver({ enabled, due, run }: Job): boolean {
  return enabled && due === null && run === null;
}

/** JSON has no infinity, so that no bound is written as a word. */
const unbounded = "unbounded";

export function jobJson(job: Job): Json {
  const { budgets, delegationDepth, ...scope } = job.scope;
  const amounts = Object.fromEntries(Object.entries(budgets).map(([name, value]) => [name, amountJson(value)]));
  const kept = { ...job, scope: { ...scope, budgets: amounts, delegationDepth: amountJson(delegationDepth) } };
  return kept as unknown as Json;
}

export function jobOf(value: Json): Job {
  const job = value as unknown as Job;
  const { budgets, delegationDepth, ...scope } = job.scope;
  const amounts = Object.keys(emptyScope.budgets).map((name) => [name, amountOf(budgets[name as keyof Budgets])]);
  return {
    ...job,
    scope: {
      // INVARIANT: a field that was not there when the job was made holds nothing, never what the policy gives today.
      ...emptyScope,
      ...scope,
      budgets: Object.fromEntries(amounts) as unknown as Budgets,
      delegationDepth: amountOf(delegationDepth),
    },
  };
}

function amountJson(amount: number): number | string {
  return amount === Number.POSITIVE_INFINITY ? unbounded : amount;
}

function amountOf(kept: unknown): number {
  if (kept === unbounded) return Number.POSITIVE_INFINITY;
  return typeof kept === "number" && kept >= 0 ? kept : 0;
}
