import { placeholder, unscannable } from "./finding.ts";
import type { Redaction, Redactor } from "./redactor.ts";

/** How a text with secrets is shown to a model. */
export type ResultMode = "redact" | "tokenise" | "alert" | "block";

/** The text as the mode shows it, and the secrets that were in it. INVARIANT: what could not be searched is not shown. */
export function shownIn(mode: ResultMode, text: string, redactor: Redactor): Redaction {
  const { text: redacted, findings } = mode === "tokenise" ? redactor.tokenise(text) : redactor.redact(text);
  if (findings.length === 0 || mode === "redact" || mode === "tokenise") return { text: redacted, findings };
  if (mode === "block") return { text: placeholder("result"), findings };
  return { text: findings.some(({ family }) => family === unscannable) ? redacted : text, findings };
}
