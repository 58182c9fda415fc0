import type { Decider, Opinion, Request } from "../decision/index.ts";
import { type Redactor, unscannable } from "../dlp/index.ts";

/** What happens to a step that would put a secret somewhere; `alert`: it is told, and allowed. */
export type LeakMode = "block" | "ask" | "alert";

/** What happens to requests to the outside, and to files that are written; `redact`: the tool has seen to it already. */
export interface LeakModes {
  readonly egress?: LeakMode;
  readonly files?: LeakMode | "redact";
}

const effects = { block: "deny", ask: "ask", alert: "allow" } as const;

/**
 * Refuses steps whose arguments carry a secret to the outside or into a file, or has a person asked about them; what is
 * sent to a person is redacted instead. INVARIANT: what could not be searched does not leave, whatever the mode.
 */
export function leakGuard(redactor: Redactor, { egress = "block", files = "alert" }: LeakModes = {}): Decider {
  const judge = (carried: object, mode: LeakMode, rule: string, what: string): Opinion => {
    const { findings } = redactor.redactJson(carried);
    const families = [...new Set(findings.map(({ family }) => family))];
    if (families.length === 0) return nothing;
    if (families.includes(unscannable)) {
      const message = "the arguments could not be searched for secrets";
      return { effect: "deny", risk: "critical", reasons: [{ rule: "dlp.detector_failed", message }] };
    }
    const message = `${what} (${families.join(", ")})`;
    return { effect: effects[mode], risk: "critical", reasons: [{ rule, message }] };
  };
  return {
    name: "leak guard",
    role: "narrowing",
    decide({ resource, context }: Request) {
      const { id, type, access } = resource;
      if (access === "connect") {
        const carried = { id: decoded(id), arguments: context.arguments };
        return judge(carried, egress, "dlp.egress", "the request would carry a secret out");
      }
      if (type !== "path" || access !== "write" || files === "redact") return nothing;
      return judge({ arguments: context.arguments }, files, "dlp.file", "the file would hold a secret");
    },
  };
}

const nothing: Opinion = { effect: "allow", reasons: [] };

/** A URL as it reads without percent-encoding, which hides nothing from whoever receives it. */
function decoded(text: string): string {
  try {
    return `${text}\n${decodeURIComponent(text)}`;
  } catch {
    return text;
  }
}
