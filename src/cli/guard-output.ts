import type { Json } from "../decision/index.ts";
import { Redactor } from "../dlp/index.ts";
import type { Output } from "./output.ts";

/** Redacts whatever is written from now on; for commands that show what agents and peers wrote. */
export function guardOutput(output: Output): void {
  const redactor = new Redactor();
  output.guard({
    text: (text) => redactor.redact(text).text,
    json: (value) => redactor.redactJson(value).value as Json,
  });
}
