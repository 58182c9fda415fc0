import { type Fields, fields, string } from "../../decision/index.ts";
import { ModelFailed } from "../../errors.ts";
import type { openUpstream, UpstreamResponse } from "../../net/index.ts";

/** How a model server is reached. */
export interface ServerAddress {
  readonly url: string;
  /** For the header `Authorization: Bearer`. */
  readonly apiKey?: string;
  /** As in `UpstreamRequest`. */
  readonly pins?: readonly string[];
  readonly ca?: string;
}

/** The door of `net/` to servers that the operator configured. */
export type OpenUpstream = typeof openUpstream;

const mostBytes = 1 << 20;
const longestLine = 1 << 16;

/** Asks a server for a path below its base. @throws {ModelFailed} unless it answers 200. */
export async function request(
  { url: base, apiKey, pins, ca }: ServerAddress,
  path: string,
  open: OpenUpstream,
  signal: AbortSignal,
  body?: object,
): Promise<UpstreamResponse> {
  signal.throwIfAborted();
  const url = new URL(base);
  url.pathname = url.pathname.replace(/\/+$/, "") + path;
  const response = await open(url, {
    method: body === undefined ? "GET" : "POST",
    headers: {
      accept: "application/x-ndjson, application/json, text/event-stream",
      ...(body !== undefined && { "content-type": "application/json" }),
      ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(pins !== undefined && { pins }),
    ...(ca !== undefined && { ca }),
    signal,
  });
  if (response.status === 200) return response;
  const said = messageOf(await readText(response).catch(() => ""));
  throw new ModelFailed(`it answered ${response.status}${said === "" ? "" : `: ${said}`}`, { status: response.status });
}

/** The JSON of a short answer. @throws {ModelFailed} when it is none. */
export async function readJson(response: UpstreamResponse): Promise<unknown> {
  requireType(response, /json/);
  const text = await readText(response);
  try {
    return JSON.parse(text);
  } catch {
    throw new ModelFailed("it answered with something that is not JSON");
  }
}

/** The lines of an answer as they come. @throws {ModelFailed} when one of them or all of them are too long. */
export async function* readLines(response: UpstreamResponse, type: RegExp): AsyncGenerator<string> {
  requireType(response, type);
  const decoder = new TextDecoder();
  let pending = "";
  for await (const chunk of bounded(response.body)) {
    const lines = (pending + decoder.decode(chunk, { stream: true })).split("\n");
    pending = lines.pop() as string;
    if (pending.length > longestLine || lines.some((line) => line.length > longestLine))
      throw new ModelFailed(`it sent a line longer than ${longestLine} characters`);
    yield* lines;
  }
  if (pending !== "") yield pending;
}

/** One line of a stream as an object. @throws {ModelFailed} when it is none, or tells of an error. */
export function parseLine(line: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new ModelFailed("it sent a line that is not JSON");
  }
  const part = fields(value);
  if (part["error"] !== undefined) throw new ModelFailed(`it failed: ${messageOf(line)}`);
  return part;
}

/** INVARIANT: a page of somebody else at that address, such as a login form, is not read as an answer. */
function requireType({ headers }: UpstreamResponse, type: RegExp): void {
  const said = String(headers["content-type"] ?? "").toLowerCase();
  if (!type.test(said)) throw new ModelFailed(`it answered with ${said === "" ? "no stated type" : said}`);
}

async function* bounded(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > mostBytes) throw new ModelFailed(`it sent more than ${mostBytes} bytes`);
    yield chunk;
  }
}

async function readText(response: UpstreamResponse): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bounded(response.body)) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

/** What an error says: `{"error": "…"}` (Ollama), `{"error": {"message"}}` (OpenAI), or nothing. */
function messageOf(text: string): string {
  try {
    const { error } = fields(JSON.parse(text));
    const said = string(error) || string(fields(error)["message"]);
    return said.replace(/[\p{Cc}\p{Cf}\s]+/gu, " ").slice(0, 200);
  } catch {
    return "";
  }
}

/** Why a call failed, for whoever operates the server. */
export function whyOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return "it took too long";
  return error instanceof ModelFailed && error.fix !== undefined ? `${error.message} (${error.fix})` : error.message;
}
