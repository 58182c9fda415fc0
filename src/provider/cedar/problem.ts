import type { DetailedError } from "@cedar-policy/cedar-wasm/web";
import type { PolicyProblem } from "../../errors.ts";

/** A text that policies are in, and what people call the place. */
export interface PolicyText {
  readonly file: string;
  readonly text: string;
}

/** What Cedar says of a text, or of a part of it that begins at `offset` (UTF-16), as a problem with a line. */
export function problemOf({ file, text }: PolicyText, error: DetailedError, offset = 0): PolicyProblem {
  const place = error.sourceLocations?.[0];
  // Cedar counts bytes of UTF-8.
  const part = Buffer.from(text.slice(offset));
  const line = lineAt(text, offset + part.subarray(0, place?.start ?? 0).toString().length);
  const expected = place?.label ? ` (${place.label})` : "";
  const { message, help } = error;
  return { file, line, path: "", message: `${plain(message)}${expected}`, ...(help && { fix: plain(help) }) };
}

/** Cedar's sentence without what is told anyway. */
function plain(sentence: string): string {
  return sentence.replace(/^(?:failed to parse policies from string: |for policy `[^`]*`, )/, "");
}

/** The line, from 1, in which a place of a text lies. */
export function lineAt(text: string, place: number): number {
  return text.slice(0, place).split("\n").length;
}
