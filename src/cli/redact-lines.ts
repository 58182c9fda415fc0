import type { Json } from "../decision/index.ts";
import type { Finding, Redactor } from "../dlp/index.ts";
import type { ExitCode } from "./command.ts";
import { type JsonLine, jsonLines } from "./json-lines.ts";
import type { Output } from "./output.ts";

/** The longest line that is taken, in bytes. */
const longestLine = 256 * 1024 * 1024;

/**
 * Finds secrets in texts that come as lines `{id, text}`, or `{id, chunks}` for a text that arrives in pieces, and writes
 * one line for each, in their order: `{id, spans: [[start, end, family]], ms}`. Spans are UTF-16 offsets into the text,
 * joined; `ms` are the milliseconds of the search alone. A line that holds no text is told as `{id, error}`.
 */
export async function redactLines(
  input: AsyncIterable<Uint8Array>,
  redactor: Redactor,
  output: Output,
): Promise<ExitCode> {
  let failed = false;
  for await (const line of jsonLines(input, longestLine)) {
    const answer = answerTo(line, redactor);
    failed ||= "error" in answer;
    output.line(answer as unknown as Json);
  }
  return failed ? 2 : 0;
}

type Answer =
  | { readonly id: Json; readonly spans: readonly (readonly [number, number, string])[]; readonly ms: number }
  | { readonly id: Json; readonly error: string };

function answerTo(line: JsonLine, redactor: Redactor): Answer {
  if (!line.ok) return { id: null, error: line.message };
  const { id = null, text, chunks } = line.value;
  const pieces = typeof text === "string" ? [text] : chunks;
  if (!Array.isArray(pieces) || !pieces.every((piece) => typeof piece === "string")) {
    return { id, error: "there is neither a text nor a list of chunks" };
  }
  const start = performance.now();
  const findings = typeof text === "string" ? redactor.redact(text).findings : inPieces(redactor, pieces);
  const ms = Math.round((performance.now() - start) * 1000) / 1000;
  return { id, spans: findings.map(({ start, end, family }) => [start, end, family] as const), ms };
}

function inPieces(redactor: Redactor, pieces: readonly string[]): readonly Finding[] {
  const stream = redactor.stream();
  for (const piece of pieces) stream.push(piece);
  stream.flush();
  return stream.findings;
}
