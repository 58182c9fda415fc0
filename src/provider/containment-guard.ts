import type { Decider } from "../decision/index.ts";
import type { Containments } from "../incident/index.ts";

/** Refuses what is contained, whoever else decides: agents in quarantine with their children, and frozen tools. */
export function containmentGuard(containments: Pick<Containments, "denial">): Decider {
  return {
    name: "containment",
    role: "narrowing",
    decide(request) {
      const denial = containments.denial(request);
      return denial === undefined ? { effect: "allow", reasons: [] } : { effect: "deny", reasons: [denial] };
    },
  };
}
