import type { Decider, Request } from "../decision/index.ts";
import { type Redactor, unscannable } from "../dlp/index.ts";

/** What happens to a request that would carry a secret out; `alert`: it is told, and allowed. */
export type EgressMode = "block" | "ask" | "alert";

const effects = { block: "deny", ask: "ask", alert: "allow" } as const;

/**
 * Refuses requests to the outside whose arguments carry a secret, or has a person asked about them; what is sent to a
 * person is redacted instead. INVARIANT: what could not be searched does not leave, whatever the mode.
 */
export function leakGuard(redactor: Redactor, mode: EgressMode = "block"): Decider {
  return {
    name: "leak guard",
    role: "narrowing",
    decide(request: Request) {
      if (request.resource.access !== "connect") return { effect: "allow", reasons: [] };
      const { findings } = redactor.redactJson({
        id: decoded(request.resource.id),
        arguments: request.context.arguments,
      });
      const families = [...new Set(findings.map(({ family }) => family))];
      if (families.length === 0) return { effect: "allow", reasons: [] };
      if (families.includes(unscannable)) {
        const message = "the arguments could not be searched for secrets";
        return { effect: "deny", risk: "critical", reasons: [{ rule: "dlp.detector_failed", message }] };
      }
      const message = `the request would carry a secret out (${families.join(", ")})`;
      return { effect: effects[mode], risk: "critical", reasons: [{ rule: "dlp.egress", message }] };
    },
  };
}

/** A URL as it reads without percent-encoding, which hides nothing from whoever receives it. */
function decoded(text: string): string {
  try {
    return `${text}\n${decodeURIComponent(text)}`;
  } catch {
    return text;
  }
}
