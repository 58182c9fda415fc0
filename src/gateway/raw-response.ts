import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import type { Refusal } from "../ingress/index.ts";
import { errorBody, refusalHeaders, statusOf } from "./refusal-wire.ts";
import { responseHeaders } from "./response-headers.ts";

/** Answers a socket that has no response object, and closes it. */
export function refuseSocket(socket: Duplex, refusal: Refusal): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const status = statusOf(refusal);
  const body = JSON.stringify(errorBody(refusal));
  const headers = {
    ...responseHeaders,
    ...refusalHeaders(refusal),
    connection: "close",
    "content-type": "application/json",
    "content-length": String(Buffer.byteLength(body)),
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\n${lines.join("")}\r\n${body}`, () =>
    socket.destroy(),
  );
}
