import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { JudgedUrl } from "../url.ts";
import type { Books } from "./books.ts";
import { forward } from "./forward.ts";
import type { Gate } from "./gate.ts";
import { HostPool } from "./host.ts";
import { refusalText } from "./refusal.ts";

/** What speaks HTTP with the clients of one proxy. */
export interface HttpDoor {
  /** Listens for nobody yet, and takes only the clients it is handed. */
  readonly server: Server;
  /** Reads requests from a paused client, or from one whose tunnel leads to an origin. */
  speak(socket: Socket, origin?: JudgedUrl): void;
  /** Drops what is kept open to hosts. */
  close(): void;
}

/** A client that asked for a tunnel by CONNECT; `host` and `port` as they were written. */
export type OnConnect = (socket: Socket, head: Buffer, host: string, port: number) => void;

/** The answers that a client waits for. */
interface Answering {
  readonly last: ServerResponse;
  readonly waiting: number;
}

/** Requests that a client may send ahead of their answers, which are served one after the other. */
const maxPipelined = 16;

const statusOfError: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/** Makes the door: requests in absolute form are forwarded, CONNECT is handed on, everything else is refused. */
export function openHttpDoor(gate: Gate, books: Books, onConnect: OnConnect): HttpDoor {
  const { limits } = books;
  const origins = new WeakMap<Duplex, JudgedUrl>();
  const answering = new WeakMap<Duplex, Answering>();
  const pool = new HostPool(gate, limits);
  const server = createServer({
    insecureHTTPParser: false,
    // Looked at with everything else, so that it is written down.
    requireHostHeader: false,
    maxHeaderSize: limits.headBytes,
    headersTimeout: Math.min(limits.headMs, limits.connectionMs),
    requestTimeout: limits.connectionMs,
    keepAliveTimeout: limits.idleMs,
    connectionsCheckingInterval: Math.min(1_000, limits.headMs),
  });
  const read = server.listeners("connection")[0] as (socket: Socket) => void;
  server.removeAllListeners("connection");

  /** INVARIANT: what one parser could read otherwise than the next is not passed on. */
  const refuseMalformed = (socket: Duplex, status: number) => {
    books.refuseUnread("net.malformed", "a client sent what is no request to a proxy");
    if (!socket.writable || answering.has(socket)) socket.destroy();
    else socket.end(refusalText("net.malformed", status), () => socket.destroy());
  };
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request;
    const start = () => {
      forward(request, response, origins.get(socket), { gate, books, pool }).catch(() => socket.destroy());
    };
    const before = answering.get(socket);
    const now: Answering = { last: response, waiting: (before?.waiting ?? 0) + 1 };
    if (now.waiting > maxPipelined) return refuseMalformed(socket, 400);
    answering.set(socket, now);
    response.once("close", () => {
      if (answering.get(socket) === now) answering.delete(socket);
    });
    if (before === undefined) start();
    else before.last.once("close", start);
  });
  server.on("connect", ({ url = "" }: IncomingMessage, socket: Duplex, head: Buffer) => {
    const [, v6, name = "", port] = /^(?:\[([\da-f:.]+)\]|([\w.-]+)):(\d{1,5})$/i.exec(url) ?? [];
    if (port === undefined || Number(port) > 65_535 || origins.has(socket)) refuseMalformed(socket, 400);
    else onConnect(socket as Socket, head, v6 ?? name, Number(port));
  });
  server.on("clientError", ({ code = "" }: NodeJS.ErrnoException, socket: Duplex) => {
    if (code === "ECONNRESET" || code === "EPIPE") socket.destroy();
    else refuseMalformed(socket, statusOfError[code] ?? 400);
  });

  return {
    server,
    speak(socket, origin) {
      if (origin !== undefined) origins.set(socket, origin);
      read.call(server, socket);
      socket.resume();
    },
    close: () => pool.close(),
  };
}
