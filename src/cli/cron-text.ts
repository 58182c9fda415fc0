import type { JobWork } from "../schedule/index.ts";
import { printable } from "./printable.ts";

/** A job as the gateway tells it, as far as people are shown it. */
export interface ShownJob {
  readonly id: string;
  readonly name: string;
  readonly agent: string;
  readonly principal: string;
  readonly work: JobWork;
  readonly schedule: string;
  readonly tier: string;
  readonly untrusted: boolean;
  readonly enabled: boolean;
  readonly refusals: number;
  readonly next: string | null;
  readonly running: boolean;
  readonly last: { readonly time: string; readonly result: string; readonly text: string } | null;
}

/** A job for a terminal: when, what, for whom, and what came of it. */
export function jobText(job: ShownJob): string {
  const { id, name, agent, principal, work, schedule, tier, untrusted, enabled, refusals, next, running, last } = job;
  const row = (title: string, text: string) => `  ${title.padEnd(10)} ${printable(text)}`;
  const state = running ? "runs now" : enabled ? `next ${next ?? "never: it is over"}` : "disabled";
  return [
    `${printable(id)}${name === "" ? "" : `  ${printable(name)}`}  (${state})`,
    row("when", schedule),
    work.kind === "command" ? row("command", work.command) : row("message", work.message),
    row("for", `${principal} by ${agent}, tier ${tier}${untrusted ? ", planned with untrusted text in view" : ""}`),
    ...(last === null ? [] : [row("last", `${last.time} ${last.result}${last.text === "" ? "" : `: ${last.text}`}`)]),
    ...(refusals === 0 ? [] : [row("refused", `${refusals} times in a row`)]),
  ].join("\n");
}
