import type { Socket } from "node:net";
import { NetRefused } from "../policy.ts";
import type { JudgedUrl } from "../url.ts";
import type { Account, Books } from "./books.ts";
import type { Gate } from "./gate.ts";
import { recogniseSpeech, type Speech } from "./speech.ts";

/** A client that asked for a tunnel, in whatever way. */
export interface TunnelClient {
  readonly socket: Socket;
  /** What it sent ahead of the answer. */
  readonly head: Buffer;
  readonly host: string;
  readonly port: number;
  /** Tells it that the tunnel is open. */
  accept(): void;
  /** Tells it that there is none, and hangs up. */
  refuse(rule: string, code?: string): void;
}

/** What tunnels are made with. */
export interface TunnelServices {
  readonly gate: Gate;
  readonly books: Books;
  /** Takes over a client that speaks plain HTTP in its tunnel. */
  readonly speakHttp: (socket: Socket, target: JudgedUrl) => void;
}

/**
 * Opens a tunnel and carries it to its end. Nobody looks into TLS, except that the server name it asks for in the clear
 * must be the host of the tunnel; plain HTTP does not stay in the tunnel but is judged request by request.
 */
export async function carryTunnel(client: TunnelClient, services: TunnelServices): Promise<void> {
  const { socket, port } = client;
  const host = client.host.toLowerCase().replace(/\.$/, "");
  const { gate, books } = services;
  let upstream: Socket | undefined;
  const account = books.open({ scheme: "tunnel", host, port, method: "CONNECT" }, () => {
    socket.destroy();
    upstream?.destroy();
  });
  const refuse = (rule: string, message: string, code?: string) => {
    account.refuse(rule, message);
    client.refuse(rule, code);
  };
  const admitted = await gate.admit(`https://${host.includes(":") ? `[${host}]` : host}:${port}/`, "tunnel", "CONNECT");
  if (!admitted.ok) return refuse(admitted.reason.rule, admitted.reason.message);
  try {
    upstream = await gate.connect(admitted, true);
  } catch (error) {
    if (error instanceof NetRefused) return refuse(error.refusal.reason.rule, error.message);
    account.end("net.failed");
    return client.refuse("net.failed", (error as NodeJS.ErrnoException).code);
  }
  account.address = upstream.remoteAddress;
  if (socket.destroyed) {
    upstream.destroy();
    return account.end("net.cancelled");
  }
  client.accept();
  relay(client, upstream, admitted, account, services);
}

function relay(
  { socket, head }: TunnelClient,
  upstream: Socket,
  target: JudgedUrl,
  account: Account,
  { books, speakHttp }: TunnelServices,
): void {
  const release = join(socket, upstream, account);
  upstream.setTimeout(books.limits.idleMs, () => account.cut("net.timeout"));
  upstream.on("data", (chunk: Buffer) => account.received(chunk.length));
  upstream.pipe(socket);
  hear(socket, head, (speech, heard) => {
    const refusal = refusedSpeech(speech, target.host);
    if (refusal !== undefined) {
      account.refuse("net.tls", refusal);
      socket.destroy();
    } else if (speech.kind === "http") {
      release();
      upstream.unpipe(socket);
      upstream.destroy();
      account.end();
      socket.unshift(heard);
      speakHttp(socket, target);
    } else {
      socket.unshift(heard);
      socket.on("data", (chunk: Buffer) => account.sent(chunk.length));
      socket.pipe(upstream);
    }
  });
}

/** INVARIANT: a host that may be reached is no front for another behind the same address. */
function refusedSpeech(speech: Speech, host: string): string | undefined {
  if (speech.kind === "broken-tls") return `what was sent to ${host} begins like TLS and is none`;
  if (speech.kind !== "tls" || speech.serverName === undefined || speech.serverName === host) return undefined;
  return `TLS in the tunnel to ${host} asks for ${JSON.stringify(speech.serverName)}`;
}

/** Waits until it is clear what a client speaks; hands it over paused, with what was heard. */
function hear(socket: Socket, head: Buffer, then: (speech: Speech, heard: Buffer) => void): void {
  let heard: Buffer = Buffer.alloc(0);
  const listen = (chunk: Buffer) => {
    heard = heard.length === 0 ? chunk : Buffer.concat([heard, chunk]);
    const speech = recogniseSpeech(heard);
    if (speech === undefined) return;
    socket.off("data", listen);
    socket.pause();
    then(speech, heard);
  };
  socket.on("data", listen);
  socket.resume();
  if (head.length > 0) listen(head);
}

/** Makes the end of one side the end of the other; the function that is given back undoes it. */
function join(client: Socket, upstream: Socket, account: Account): () => void {
  const undo: (() => void)[] = [];
  const on = (socket: Socket, event: "end" | "error" | "close", listener: () => void) => {
    socket.on(event, listener);
    undo.push(() => socket.off(event, listener));
  };
  // It may have said its last word ahead of the answer.
  if (client.readableEnded) upstream.end();
  on(client, "end", () => upstream.end());
  for (const [one, other] of [
    [client, upstream],
    [upstream, client],
  ] as const) {
    on(one, "error", () => account.end("net.failed"));
    on(one, "close", () => {
      account.end();
      // What is on its way still arrives.
      other.destroySoon();
    });
  }
  upstream.on("error", () => {});
  return () => {
    for (const step of undo) step();
  };
}
