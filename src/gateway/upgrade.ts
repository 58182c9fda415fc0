import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import { type Refusal, refuse } from "../ingress/index.ts";
import { bearerToken, type Identity, type Presented, presentedToken } from "../session/index.ts";
import { type EntranceRules, refuseAtEntrance } from "./entrance.ts";
import { refusalOf } from "./pipeline.ts";
import { refuseSocket } from "./raw-response.ts";
import { GatewaySocket, type SocketParts, type SocketProtocol } from "./socket.ts";

/** A path that takes WebSockets. */
export interface SocketDoor {
  readonly protocol: SocketProtocol;
  /** Whether the token may come as the first message, as from a page that can set no header. */
  readonly authenticatesLater: boolean;
}

/** What upgrading needs. */
export interface UpgradeParts extends SocketParts {
  readonly rules: EntranceRules;
  readonly doors: Readonly<Record<string, SocketDoor>>;
  readonly draining: () => boolean;
}

/** The WebSockets of a gateway. */
export interface Sockets {
  /** Says goodbye to every socket once it has nothing under way. */
  leave(): void;
  /** Cuts every connection. */
  terminate(): void;
}

/** The subprotocol a client offers beside `bearer.<token>`; only this one is ever answered, so the token is not echoed. */
const subprotocol = "sallyport";

/** Takes WebSockets on the server's upgrade event; everything wrong is refused as HTTP, before the upgrade. */
export function acceptSockets(server: Server, parts: UpgradeParts): Sockets {
  const { rules, doors, limits, logger } = parts;
  const open = new Set<GatewaySocket>();
  const upgrader = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: limits.messageBytes,
    maxFragments: 64,
    maxBufferedChunks: 1_024,
    handleProtocols: (offered) => (offered.has(subprotocol) ? subprotocol : false),
  });

  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on("error", () => socket.destroy());
    void judge(request)
      .catch((error: unknown): Refusal => {
        logger.error("upgrade.failed", { error: String(error) });
        return refuse("failed", "the connection could not be upgraded");
      })
      .then((judged) => {
        if ("refused" in judged) {
          logger.info("upgrade.refused", { path: pathOf(request), refused: judged.refused });
          refuseSocket(socket, judged);
          return;
        }
        upgrader.handleUpgrade(request, socket, head, (upgraded) => {
          const peer = request.socket.remoteAddress ?? "";
          const gatewaySocket = new GatewaySocket(upgraded, socket, peer, parts, judged.door.protocol);
          open.add(gatewaySocket);
          upgraded.once("close", () => open.delete(gatewaySocket));
          if (judged.identity !== undefined) gatewaySocket.accept(judged.presented, judged.identity);
        });
      });
  });

  async function judge(request: IncomingMessage): Promise<Judged | Refusal> {
    const refusal = refuseAtEntrance(request, rules);
    if (refusal !== undefined) return refusal;
    const path = pathOf(request);
    const door = Object.hasOwn(doors, path) ? doors[path] : undefined;
    if (door === undefined) return refuse("not_found", "no WebSocket is spoken at this path");
    if (parts.draining()) return refuse("draining", "the gateway is shutting down", 5_000);
    const presented = presentedBy(request);
    if (presented === undefined && door.authenticatesLater) return { door, presented, identity: undefined };
    const answer = await parts.authenticator.check(request.socket.remoteAddress ?? "", presented);
    return answer.ok ? { door, presented, identity: answer.identity } : refusalOf(answer);
  }

  const each = (act: (socket: GatewaySocket) => void) => () => {
    for (const socket of open) act(socket);
  };
  return { leave: each((socket) => socket.leave()), terminate: each((socket) => socket.terminate()) };
}

interface Judged {
  readonly door: SocketDoor;
  readonly presented: Presented;
  readonly identity: Identity | undefined;
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? "").split("?", 1)[0] ?? "";
}

/** The token of the Authorization header, or of a subprotocol `bearer.<token>`. Never one in the URL, which logs keep. */
function presentedBy(request: IncomingMessage): Presented {
  const { authorization, "sec-websocket-protocol": offered = "" } = request.headers;
  const token = /(?:^|,)\s*bearer\.([^,\s]+)/.exec(offered)?.[1];
  return token === undefined ? bearerToken(authorization) : presentedToken(token);
}
