import { type ServerResponse, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import type { Refusal } from "../ingress/index.ts";
import { errorBody, refusalHeaders, statusOf } from "./refusal-wire.ts";
import { responseHeaders } from "./response-headers.ts";

/** Answers a request that is not looked at further, and closes its connection. */
export function refuseResponse(response: ServerResponse, refusal: Refusal): void {
  const { status, headers, body } = closingAnswer(refusal);
  response.writeHead(status, headers).end(body);
}

/** How long a refused socket is read on; one closed with input unread is reset, and the answer lost with it. */
const lingerMs = 1_000;
const refused = new WeakSet<Duplex>();

/** Answers a socket that has no response object, and closes it; only the first refusal of a socket is sent. */
export function refuseSocket(socket: Duplex, refusal: Refusal): void {
  if (refused.has(socket)) return;
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  refused.add(socket);
  const { status, headers, body } = closingAnswer(refusal);
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\n${lines.join("")}\r\n${body}`);
  socket.resume();
  const linger = setTimeout(() => socket.destroy(), lingerMs);
  socket.once("close", () => clearTimeout(linger));
}

function closingAnswer(refusal: Refusal): { status: number; headers: Record<string, string>; body: string } {
  const body = JSON.stringify(errorBody(refusal));
  const headers = {
    ...responseHeaders,
    ...refusalHeaders(refusal),
    connection: "close",
    "content-type": "application/json",
    "content-length": String(Buffer.byteLength(body)),
  };
  return { status: statusOf(refusal), headers, body };
}
