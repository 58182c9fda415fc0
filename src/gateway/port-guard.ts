import type { Server as HttpsServer } from "node:https";
import type { Socket } from "node:net";
import { type Refusal, refuse } from "../ingress/index.ts";
import { networkOf } from "../session/index.ts";
import type { Limits } from "./limits.ts";
import { refuseSocket } from "./raw-response.ts";

/** First byte of a TLS record that carries a handshake (RFC 8446 §5.1). */
const handshake = 0x16;

/** Networks that nothing is taken from. */
export interface BlockedNetworks {
  blocks(network: string): boolean;
  /** Calls the listener when there may be more of them; returns what stops it. */
  onHeld(listener: () => void): () => void;
}

/**
 * Stands before the TLS handshake: drops whoever is blocked, bounds the connections of one peer, drops who says nothing,
 * and answers plain HTTP with a refusal in the clear instead of a broken connection.
 */
export function guardPort(
  server: HttpsServer,
  limits: Pick<Limits, "connections" | "connectionsPerPeer" | "handshakeMs">,
  blocked: BlockedNetworks | undefined,
): void {
  const perPeer = new Map<string, Set<Socket>>();
  const forget = blocked?.onHeld(() => {
    // What they have open ends too, and with it what they asked for.
    for (const [peer, sockets] of perPeer) if (blocked.blocks(peer)) for (const socket of sockets) socket.destroy();
  });
  server.once("close", () => forget?.());
  const takeTls = server.listeners("connection") as ((this: HttpsServer, socket: Socket) => void)[];
  server.removeAllListeners("connection");
  server.maxConnections = limits.connections;
  server.on("connection", (socket: Socket) => {
    const peer = networkOf(socket.remoteAddress ?? "");
    const sockets = perPeer.get(peer) ?? new Set();
    if (sockets.size >= limits.connectionsPerPeer || blocked?.blocks(peer)) {
      socket.destroy();
      return;
    }
    perPeer.set(peer, sockets.add(socket));
    socket.once("close", () => {
      sockets.delete(socket);
      if (sockets.size === 0 && perPeer.get(peer) === sockets) perPeer.delete(peer);
    });
    const onError = () => socket.destroy();
    socket.on("error", onError);
    const silence = setTimeout(() => socket.destroy(), limits.handshakeMs);
    socket.once("close", () => clearTimeout(silence));
    socket.once("data", (first: Buffer) => {
      clearTimeout(silence);
      if (first[0] !== handshake) {
        refuseSocket(socket, plainHttp);
        return;
      }
      socket.pause();
      socket.unshift(first);
      socket.off("error", onError);
      for (const take of takeTls) take.call(server, socket);
    });
  });
}

const plainHttp: Refusal = refuse("invalid_request", "this port speaks TLS only: use https:// or wss://");
