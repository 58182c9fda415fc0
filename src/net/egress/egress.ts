import type { Socket } from "node:net";
import { Books, unread } from "./books.ts";
import { openGate } from "./gate.ts";
import { greet } from "./greeting.ts";
import { openHttpDoor } from "./http.ts";
import { defaultEgressLimits, type EgressFinding, type EgressOptions } from "./options.ts";
import { refusalText } from "./refusal.ts";
import { listenAlone } from "./socket.ts";
import { carryTunnel, type TunnelClient, type TunnelServices } from "./tunnel.ts";

/** The only way out of one sandbox. */
export interface Egress {
  readonly socket: string;
  /** What was refused or cut off so far, the same thing once. */
  findings(): readonly EgressFinding[];
  /** Cuts every connection and takes the socket away; may be called twice. */
  close(): Promise<void>;
}

/**
 * Opens a proxy that speaks HTTP/1.1, CONNECT and SOCKS 5 on one unix socket. Every target is judged by policy, then by
 * who decides; names are resolved here alone, every address is judged, one that was is connected to. Redirects are the
 * client's to follow, each through here. TLS is never opened. Proxy variables of the environment mean nothing here.
 * @throws {EgressUnusable} when it cannot listen.
 */
export async function openEgress(options: EgressOptions): Promise<Egress> {
  const limits = { ...defaultEgressLimits, ...options.limits };
  const books = new Books(limits, options.record);
  const gate = openGate(options, books);
  const clients = new Set<Socket>();
  // What nobody foresaw ends the connection it happened on, and nothing else.
  const carry = (client: TunnelClient) => void carryTunnel(client, tunnels).catch(() => client.socket.destroy());
  const door = openHttpDoor(gate, books, (socket, head, host, port) => carry(connectClient(socket, head, host, port)));
  const tunnels: TunnelServices = { gate, books, speakHttp: (socket, origin) => door.speak(socket, origin) };

  door.server.maxConnections = limits.connections;
  door.server.on("drop", () =>
    books.find(unread, "net.busy", `more than ${limits.connections} connections at one time`),
  );
  door.server.on("connection", (socket: Socket) => {
    clients.add(socket);
    socket.once("close", () => clients.delete(socket));
    socket.on("error", () => socket.destroy());
    greet(socket, limits.headMs, {
      http: () => door.speak(socket),
      tunnel: carry,
      malformed: () => books.refuseUnread("net.malformed", "a client sent what is no request of SOCKS 5"),
    });
  });
  await listenAlone(door.server, options.socket);
  const over = setTimeout(() => books.close("net.timeout"), limits.runMs);

  return {
    socket: options.socket,
    findings: () => books.findings(),
    async close() {
      clearTimeout(over);
      books.close("net.closed");
      gate.close();
      door.close();
      for (const socket of clients) socket.destroy();
      if (door.server.listening) await new Promise<void>((resolve) => door.server.close(() => resolve()));
    },
  };
}

function connectClient(socket: Socket, head: Buffer, host: string, port: number): TunnelClient {
  return {
    ...{ socket, head, host, port },
    accept: () => void socket.write("HTTP/1.1 200 Connection Established\r\n\r\n"),
    refuse: (rule) => void socket.end(refusalText(rule), () => socket.destroy()),
  };
}
