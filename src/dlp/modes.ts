import { placeholder, unscannable } from "./finding.ts";
import type { Redactor } from "./redactor.ts";

/** How a text with secrets is shown to a model. */
export type ResultMode = "redact" | "tokenise" | "alert" | "block";

/** The text as the mode shows it, and how many secrets were in it. INVARIANT: what could not be searched is not shown. */
export function shownIn(
  mode: ResultMode,
  text: string,
  redactor: Redactor,
): { readonly text: string; readonly found: number } {
  const { text: redacted, findings } = mode === "tokenise" ? redactor.tokenise(text) : redactor.redact(text);
  const found = findings.length;
  if (found === 0 || mode === "redact" || mode === "tokenise") return { text: redacted, found };
  if (mode === "block") return { text: placeholder("result"), found };
  return { text: findings.some(({ family }) => family === unscannable) ? redacted : text, found };
}
