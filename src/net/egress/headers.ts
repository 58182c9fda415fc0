import type { IncomingMessage } from "node:http";
import type { AnswerHead } from "./answer.ts";

/** Headers that end at each hop (RFC 9110 §7.6.1), and those that the proxy writes itself. */
const ofTheHop: ReadonlySet<string> = new Set([
  ...["connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade", "expect", "host", "content-length"],
  ...["proxy-authenticate", "proxy-authentication-info", "proxy-authorization", "proxy-connection"],
]);

/** The head of a request as it goes on: framed anew, and to the host of its URL. */
export function requestHead(request: IncomingMessage, host: string, path: string): string {
  const { "content-length": length, "transfer-encoding": coding, connection } = request.headers;
  const lines = [`${request.method} ${path} HTTP/1.1`, `Host: ${host}`];
  if (coding !== undefined) lines.push("Transfer-Encoding: chunked");
  else if (length !== undefined) lines.push(`Content-Length: ${length}`);
  const { rawHeaders } = request;
  const kept = endToEnd(rawHeaders, connection);
  for (let i = 0; i < kept.length; i += 2) lines.push(`${kept[i]}: ${kept[i + 1]}`);
  return `${lines.join("\r\n")}\r\n\r\n`;
}

/** The headers of an answer as they go on, names and values by turns; chunked anew where no length is known. */
export function answerHeaders({ headers, length }: AnswerHead): string[] {
  let connection: string | undefined;
  for (let i = 0; i < headers.length; i += 2)
    if (headers[i]?.toLowerCase() === "connection") connection = `${connection ?? ""},${headers[i + 1]}`;
  const kept = endToEnd(headers, connection);
  if (length !== undefined) kept.push("Content-Length", String(length));
  return kept;
}

/** True when a request has a body, be it empty. */
export function hasBody({ headers }: IncomingMessage): boolean {
  return headers["transfer-encoding"] !== undefined || headers["content-length"] !== undefined;
}

/** Bytes of the headers of a message, nearly. */
export function headersSize(headers: readonly string[]): number {
  let size = 0;
  for (const text of headers) size += text.length + 2;
  return size;
}

function endToEnd(headers: readonly string[], connection: string | undefined): string[] {
  const isPlain = connection === undefined || connection === "keep-alive" || connection === "close";
  const named = isPlain ? [] : connection.toLowerCase().split(/[\s,]+/);
  const kept: string[] = [];
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = headers[i] as string;
    const key = name.toLowerCase();
    if (!ofTheHop.has(key) && !named.includes(key)) kept.push(name, headers[i + 1] as string);
  }
  return kept;
}
