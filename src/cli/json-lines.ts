import type { Json, JsonObject } from "../decision/index.ts";

/** One line as an object, or why it is none. */
export type JsonLine =
  | { readonly ok: true; readonly value: JsonObject }
  | { readonly ok: false; readonly message: string };

/** The longest line that is taken unless more is asked for, in bytes. */
const usualLongest = 4 * 1024 * 1024;

/** The objects of a stream of JSON lines; a line that is too long, not UTF-8 or no object is told as that. */
export async function* jsonLines(
  input: AsyncIterable<Uint8Array>,
  longest: number = usualLongest,
): AsyncGenerator<JsonLine> {
  let parts: Uint8Array[] = [];
  let size = 0;
  const take = (): JsonLine | undefined => {
    const line = size > longest ? tooLong(longest) : parse(Buffer.concat(parts));
    parts = [];
    size = 0;
    return line;
  };
  for await (const chunk of input) {
    let start = 0;
    for (let end = chunk.indexOf(10); ; end = chunk.indexOf(10, start)) {
      const part = chunk.subarray(start, end < 0 ? chunk.length : end);
      size += part.length;
      if (size <= longest) parts.push(part);
      if (end < 0) break;
      start = end + 1;
      const line = take();
      if (line !== undefined) yield line;
    }
  }
  const last = take();
  if (last !== undefined) yield last;
}

function tooLong(longest: number): JsonLine {
  return { ok: false, message: `the line is longer than ${longest} bytes` };
}

/** `undefined` for a blank line. */
function parse(bytes: Uint8Array): JsonLine | undefined {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return { ok: false, message: "the line is not UTF-8" };
  }
  if (text.trim() === "") return undefined;
  try {
    const value = JSON.parse(text) as Json;
    if (typeof value === "object" && value !== null && !Array.isArray(value))
      return { ok: true, value: value as JsonObject };
  } catch {
    // Told as any other line that is no object.
  }
  return { ok: false, message: "the line is not a JSON object" };
}
