import type { Socket } from "node:net";
import { greetingReply, readGreeting, readSocksRequest, requestReply, type SocksRequest, socksReply } from "./socks.ts";
import type { TunnelClient } from "./tunnel.ts";

/** Who goes on when a client has said what it wants, and who is told when it is nothing that can be understood. */
export interface SocksListener {
  request(client: TunnelClient): void;
  malformed(): void;
}

/** Speaks SOCKS 5 with a paused client up to its request, then hands it on paused; others are hung up on. */
export function greetSocks(socket: Socket, { request: onRequest, malformed }: SocksListener): void {
  let heard: Buffer = Buffer.alloc(0);
  let isGreeted = false;
  const listen = (chunk: Buffer) => {
    heard = Buffer.concat([heard, chunk]);
    if (!isGreeted) {
      const greeting = readGreeting(heard);
      if (greeting === undefined) return;
      if (greeting === "refused") return leave(greetingReply(false));
      isGreeted = true;
      heard = heard.subarray(greeting);
      socket.write(greetingReply(true));
    }
    const request = readSocksRequest(heard);
    if (request === undefined) return;
    if ("reply" in request) return leave(requestReply(request.reply));
    socket.off("data", listen);
    socket.pause();
    onRequest(clientOf(socket, request, heard.subarray(request.length)));
  };
  const leave = (reply: Uint8Array) => {
    socket.off("data", listen);
    malformed();
    hangUp(socket, reply);
  };
  socket.on("data", listen);
  socket.resume();
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
