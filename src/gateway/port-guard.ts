import type { Server as HttpsServer } from "node:https";
import type { Socket } from "node:net";
import { type Refusal, refuse } from "../ingress/index.ts";
import { networkOf } from "../session/index.ts";
import type { Limits } from "./limits.ts";
import { refuseSocket } from "./raw-response.ts";

/** First byte of a TLS record that carries a handshake (RFC 8446 §5.1). */
const handshake = 0x16;

/**
 * Stands before the TLS handshake: bounds the connections of one peer, drops who says nothing, and answers plain HTTP
 * with a refusal in the clear instead of a broken connection.
 */
export function guardPort(
  server: HttpsServer,
  limits: Pick<Limits, "connections" | "connectionsPerPeer" | "handshakeMs">,
): void {
  const perPeer = new Map<string, number>();
  const takeTls = server.listeners("connection") as ((this: HttpsServer, socket: Socket) => void)[];
  server.removeAllListeners("connection");
  server.maxConnections = limits.connections;
  server.on("connection", (socket: Socket) => {
    const peer = networkOf(socket.remoteAddress ?? "");
    const count = (perPeer.get(peer) ?? 0) + 1;
    if (count > limits.connectionsPerPeer) {
      socket.destroy();
      return;
    }
    perPeer.set(peer, count);
    socket.once("close", () => {
      const left = (perPeer.get(peer) ?? 1) - 1;
      if (left === 0) perPeer.delete(peer);
      else perPeer.set(peer, left);
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
