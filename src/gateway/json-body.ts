import { type Refusal, refuse } from "../ingress/index.ts";

/** Parsed JSON, wrapped because any value is possible. */
export interface Parsed {
  readonly value: unknown;
}

const maxDepth = 64;
const utf8 = new TextDecoder("utf-8", { fatal: true });

/** Reads a JSON body of at most `limit` bytes; refuses what is no UTF-8, no JSON, or nested deeper than 64 levels. */
export async function readJson(request: Request, limit: number): Promise<Parsed | Refusal> {
  const type = request.headers.get("content-type")?.split(";", 1)[0]?.trim().toLowerCase();
  // Also what makes a browser ask before another site's page may send this.
  if (type !== "application/json") return refuse("unsupported_media", "the content type must be application/json");
  const encoding = request.headers.get("content-encoding") ?? "identity";
  if (encoding !== "identity") return refuse("unsupported_media", "the body must not be compressed");
  if (Number(request.headers.get("content-length") ?? 0) > limit) return tooLarge(limit);
  const bytes = await readBytes(request, limit);
  return "refused" in bytes ? bytes : parseJson(bytes);
}

/** Parses JSON bytes under the same bounds as a body. */
export function parseJson(bytes: Uint8Array): Parsed | Refusal {
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    return refuse("invalid_json", "the text is not UTF-8");
  }
  // INVARIANT: depth is bounded before the parser and everything behind it recurse.
  if (depthOf(text) > maxDepth) return refuse("invalid_json", `the JSON is nested deeper than ${maxDepth} levels`);
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return refuse("invalid_json", "the text is not JSON");
  }
}

async function readBytes(request: Request, limit: number): Promise<Buffer | Refusal> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of request.body ?? []) {
      length += chunk.byteLength;
      if (length > limit) return tooLarge(limit);
      chunks.push(chunk);
    }
  } catch {
    return refuse("timed_out", "the body did not arrive whole");
  }
  return Buffer.concat(chunks);
}

function tooLarge(limit: number): Refusal {
  return refuse("too_large", `the body is larger than ${limit} bytes`);
}

/** The deepest nesting of brackets outside strings; of text that is no JSON, a number of no meaning. */
function depthOf(text: string): number {
  let [depth, deepest, inString] = [0, 0, false];
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (inString) {
      if (unit === 0x5c) i++;
      else if (unit === 0x22) inString = false;
    } else if (unit === 0x22) inString = true;
    else if (unit === 0x7b || unit === 0x5b) deepest = Math.max(deepest, ++depth);
    else if (unit === 0x7d || unit === 0x5d) depth--;
  }
  return deepest;
}
