import type { AcceptedRisk } from "./config.ts";

/** Whether a risk is still accepted at `now` (ms since the epoch): through the last minute of its day, UTC. */
export function isRiskAccepted(risk: AcceptedRisk, now: number): boolean {
  // INVARIANT: what was opted into ends by itself; a date that cannot be read has already passed.
  const end = Date.parse(`${risk.until}T23:59:59.999Z`);
  return now <= end;
}
