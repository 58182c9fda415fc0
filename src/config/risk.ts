import type { AcceptedRisk, Config } from "./config.ts";

/** What a configuration accepts for a time, and where it says so. */
export function acceptedRisks({ net, sandbox }: Config): readonly { path: readonly string[]; risk: AcceptedRisk }[] {
  return [
    { path: ["net", "dangerouslyAllowPrivate"], risk: net.dangerouslyAllowPrivate },
    { path: ["sandbox", "dangerouslyUnconfined"], risk: sandbox.dangerouslyUnconfined },
  ].flatMap(({ path, risk }) => (risk === undefined ? [] : [{ path, risk }]));
}

/** Whether a risk is still accepted at `now` (ms since the epoch): through the last minute of its day, UTC. */
export function isRiskAccepted(risk: AcceptedRisk, now: number): boolean {
  // INVARIANT: what was opted into ends by itself; a date that cannot be read has already passed.
  const end = Date.parse(`${risk.until}T23:59:59.999Z`);
  return now <= end;
}
