import type { Socket } from "node:net";
import { greetingReply, readGreeting, readSocksRequest, requestReply, type SocksRequest, socksReply } from "./socks.ts";
import type { TunnelClient } from "./tunnel.ts";

/** Who goes on with a client when it is clear what it speaks; it is handed over paused. */
export interface Greeted {
  http(): void;
  tunnel(client: TunnelClient): void;
  /** It said what is no SOCKS that is understood, and is hung up on. */
  malformed(): void;
}

const socksVersion = 5;

/** Tells HTTP from SOCKS 5 by the first byte of a client, and speaks SOCKS up to its request; hangs up after `headMs`. */
export function greet(socket: Socket, headMs: number, greeted: Greeted): void {
  const leave = () => void socket.destroy();
  const late = setTimeout(leave, headMs);
  const handOver = () => {
    clearTimeout(late);
    socket.off("end", leave);
    socket.pause();
  };
  socket.once("close", () => clearTimeout(late));
  socket.once("end", leave);
  socket.once("data", (first: Buffer) => {
    if (first[0] === socksVersion) return greetSocks(socket, first, handOver, greeted);
    handOver();
    socket.unshift(first);
    greeted.http();
  });
}

function greetSocks(socket: Socket, first: Buffer, handOver: () => void, { tunnel, malformed }: Greeted): void {
  let heard: Buffer = Buffer.alloc(0);
  let isGreeted = false;
  const refuse = (reply: Uint8Array) => {
    socket.off("data", listen);
    malformed();
    hangUp(socket, reply);
  };
  const listen = (chunk: Buffer) => {
    heard = Buffer.concat([heard, chunk]);
    if (!isGreeted) {
      const greeting = readGreeting(heard);
      if (greeting === undefined) return;
      if (greeting === "refused") return refuse(greetingReply(false));
      isGreeted = true;
      heard = heard.subarray(greeting);
      socket.write(greetingReply(true));
    }
    const request = readSocksRequest(heard);
    if (request === undefined) return;
    if ("reply" in request) return refuse(requestReply(request.reply));
    socket.off("data", listen);
    handOver();
    tunnel(clientOf(socket, request, heard.subarray(request.length)));
  };
  socket.on("data", listen);
  listen(first);
}

function clientOf(socket: Socket, { host, port }: SocksRequest, head: Buffer): TunnelClient {
  return {
    ...{ socket, head, host, port },
    accept: () => void socket.write(requestReply(socksReply.succeeded)),
    refuse: (rule, code) => hangUp(socket, requestReply(replyOf(rule, code))),
  };
}

function replyOf(rule: string, code: string | undefined): number {
  if (code === "ECONNREFUSED") return socksReply.refused;
  if (code === "EHOSTUNREACH" || code === "ENETUNREACH" || code === "ETIMEDOUT") return socksReply.unreachable;
  if (rule === "net.unresolved" || rule === "net.timeout") return socksReply.unreachable;
  return rule === "net.failed" ? socksReply.failed : socksReply.notAllowed;
}

function hangUp(socket: Socket, reply: Uint8Array): void {
  socket.end(reply, () => socket.destroy());
}
