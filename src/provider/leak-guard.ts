import type { Decider, Request } from "../decision/index.ts";
import type { Redactor } from "../dlp/index.ts";

/** Refuses requests to the outside whose arguments carry a secret; what is sent to a person is redacted instead. */
export function leakGuard(redactor: Redactor): Decider {
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
      const message = `the request would carry a secret out (${families.join(", ")})`;
      return { effect: "deny", risk: "critical", reasons: [{ rule: "dlp.egress", message }] };
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
