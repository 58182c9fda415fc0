import type { Effect } from "./effect.ts";
import type { Obligation } from "./obligation.ts";
import type { Reason } from "./opinion.ts";
import type { Request } from "./request.ts";

/** The three bits of the rule of two: what the turn has taken in, and whether this step can reach outside. */
export interface InformationFlow {
  readonly untrusted: boolean;
  readonly sensitive: boolean;
  readonly outside: boolean;
}

/** The bits of a request; a command reaches outside unless it is obliged to a sandbox without any host. */
export function flowOf({ resource, context: { taint } }: Request, obligations: readonly Obligation[]): InformationFlow {
  return {
    untrusted: taint.untrusted,
    sensitive: taint.sensitive,
    outside: reachesOutside(resource.access, obligations),
  };
}

function reachesOutside(access: Request["resource"]["access"], obligations: readonly Obligation[]): boolean {
  switch (access) {
    case "connect":
    case "send":
      return true;
    case "execute":
      return !obligations.some((o) => o.id === "sandbox" && o.hosts.length === 0);
    case "read":
    case "write":
    case "use":
      return false;
  }
}

/** Why an allowed step needs approval all the same: it would complete all three; `undefined` when it does not. */
export function flowReason(effect: Effect, { untrusted, sensitive, outside }: InformationFlow): Reason | undefined {
  // INVARIANT: no decider, provider or model lets untrusted text, sensitive data and a way out meet by itself (NB-1).
  if (effect !== "allow" || !(untrusted && sensitive && outside)) return undefined;
  const message = "this turn has read untrusted text and sensitive data, and this could carry the data away";
  return { rule: "flow.trifecta", message, remedy: "approve it if it is what the user wants" };
}
