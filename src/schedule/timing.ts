import { Cron } from "croner";

/** When a job runs: again and again by a cron expression in a time zone, or once. */
export type Timing =
  | { readonly cron: string; readonly zone: string }
  /** Milliseconds since the epoch. */
  | { readonly at: number };

/** Names that stand for an expression, as cron has them. */
const nicknames = ["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"];
/** Minute, hour, day, month, weekday: nothing finer than a minute can be said. */
const fields = /^[\dA-Za-z*,/#-]+(?: [\dA-Za-z*,/#-]+){4}$/;
/** RFC 3339 with its offset: a time of nobody's clock is refused. */
const instant = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:[Zz]|[+-]\d\d:\d\d)$/;
const longest = 128;
/** Milliseconds ahead, beyond which nothing is planned. */
const horizon = 10 * 366 * 86_400_000;

/** The timing that a text stands for and that comes round after `now`, or what is wrong with it. */
export function readTiming(
  text: string,
  zone: string,
  now: number,
): { readonly timing: Timing } | { readonly fault: string } {
  const said = text.trim().replace(/[ \t]+/g, " ");
  if (said.length > longest) return { fault: `it is longer than ${longest} characters` };
  if (!isZone(zone)) return { fault: `"${zone}" is no time zone, such as Europe/Berlin` };
  if (instant.test(said))
    return isDay(said.slice(0, 10)) ? within({ at: Date.parse(said) }, now) : { fault: "there is no such day" };
  if (!fields.test(said) && !nicknames.includes(said))
    return { fault: 'it is neither five fields, such as "0 7 * * 1-5", nor an instant, such as 2027-03-01T07:00:00Z' };
  try {
    return within({ cron: said, zone }, now);
  } catch (error) {
    return { fault: (error as Error).message.replace(/^CronPattern: /, "") };
  }
}

/** The first time after `time` at which it runs; `undefined` when there is none. */
export function nextAfter(timing: Timing, time: number): number | undefined {
  if ("at" in timing) return timing.at > time ? timing.at : undefined;
  return cronOf(timing).nextRun(new Date(time))?.getTime();
}

/** The last time until and including `time` at which it was to run, none before `earliest`. */
export function lastUntil(timing: Timing, time: number, earliest: number): number {
  if ("at" in timing) return timing.at;
  // What lies before the instant that is given, which is told in whole seconds.
  const last = cronOf(timing)
    .previousRuns(1, new Date(Math.floor(time / 1_000) * 1_000 + 1_000))[0]
    ?.getTime();
  return last === undefined || last < earliest || last > time ? earliest : last;
}

/** It in words: the expression and its zone, or the instant. */
export function timingText(timing: Timing): string {
  return "at" in timing ? new Date(timing.at).toISOString() : `${timing.cron} (${timing.zone})`;
}

function within(timing: Timing, now: number): ReturnType<typeof readTiming> {
  const next = nextAfter(timing, now);
  if (next === undefined || Number.isNaN(next)) return { fault: "no such time lies ahead" };
  return next - now > horizon ? { fault: "the next such time is more than ten years away" } : { timing };
}

function cronOf({ cron, zone }: Extract<Timing, { cron: string }>): Cron {
  return new Cron(cron, { mode: "5-part", timezone: zone, paused: true });
}

/** Whether a calendar has the day: what parses dates takes the 31st of February for the 3rd of March. */
function isDay(day: string): boolean {
  const time = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
}

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }) !== undefined;
  } catch {
    return false;
  }
}
