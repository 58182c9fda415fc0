import { placeholder, unscannable } from "./finding.ts";
import type { Redaction, Redactor } from "./redactor.ts";

/** How a text with secrets is shown to a model. */
export type ResultMode = "redact" | "tokenise" | "alert" | "block";

/** Keeps what the tokens of a text stand for; when it resolves they are kept. */
export type KeepValues = (values: ReadonlyMap<string, string>) => Promise<void>;

/**
 * The text as the mode shows it, and the secrets that were in it. INVARIANT: what could not be searched is not shown,
 * and no token is that nobody could map back.
 */
export async function shownIn(
  mode: ResultMode,
  text: string,
  redactor: Redactor,
  keep: KeepValues,
): Promise<Redaction> {
  if (mode === "tokenise") {
    const { values, ...tokenised } = redactor.tokenise(text);
    await keep(values);
    return tokenised;
  }
  const { text: redacted, findings } = redactor.redact(text);
  if (findings.length === 0 || mode === "redact") return { text: redacted, findings };
  if (mode === "block") return { text: placeholder("result"), findings };
  return { text: findings.some(({ family }) => family === unscannable) ? redacted : text, findings };
}
