import { Refused } from "../enumerate.ts";
import { limits } from "../guard.ts";
import type { Span } from "../span.ts";

/** Ends the analysis of a text that is outside the subset. */
export function refuse(rule: string, message: string, span: Span, remedy: string): never {
  throw new Refused({ rule, message, span, remedy });
}

/**
 * Refuses a text that is too large, or that is more than printable ASCII and blanks on one line: smart quotes, long
 * dashes and foreign blanks are syntax to PowerShell, and others become quotes or slashes where code pages are converted.
 */
export function guardText(source: string): void {
  if (source.length > limits.bytes) {
    const message = `the command is larger than ${limits.bytes} bytes`;
    throw new Refused({ rule: "command.too-large", message, remedy: "put the text into a file and run that" });
  }
  const found = /[^\t\x20-\x7e]/u.exec(source);
  if (found === null) return;
  const [char] = found;
  const code = (char.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, "0");
  const what = /[\p{Cc}]/u.test(char) ? "a control character" : "a character beyond ASCII";
  const rule = what === "a control character" ? "command.control-character" : "command.dialect.character";
  const span: Span = [found.index, found.index + char.length];
  refuse(rule, `the command holds ${what} (U+${code})`, span, "write one line of plain ASCII");
}
