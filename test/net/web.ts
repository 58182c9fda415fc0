import { once } from "node:events";
import { createServer as createHttpServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import { createServer as createHttpsServer, type ServerOptions } from "node:https";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** A request as a server saw it. */
export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** A web server on a loopback address, which keeps what it was asked; `tls` makes it an https server. */
export async function startWeb(
  handler: RequestListener,
  { host = "127.0.0.1", port = 0, tls }: { host?: string; port?: number; tls?: ServerOptions } = {},
): Promise<Web> {
  const seen: Seen[] = [];
  const listener: RequestListener = async (request, response) => {
    const body = await text(request).catch(() => undefined);
    // The client hung up.
    if (body === undefined) return;
    seen.push({ method: request.method ?? "", url: request.url ?? "", headers: request.headers, body });
    handler(request, response);
  };
  const server = tls === undefined ? createHttpServer(listener) : createHttpsServer(tls, listener);
  server.listen(port, host);
  await once(server, "listening");
  return new Web(server as Server, seen, tls === undefined ? "http" : "https");
}

export class Web implements AsyncDisposable {
  readonly seen: readonly Seen[];
  readonly #server: Server;
  readonly #scheme: string;

  constructor(server: Server, seen: readonly Seen[], scheme: string) {
    this.#server = server;
    this.seen = seen;
    this.#scheme = scheme;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** The URL of a path, under the server's address or a name that resolves to it. */
  at(path: string, host: string = (this.#server.address() as AddressInfo).address): string {
    return `${this.#scheme}://${host}:${this.port}${path}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, "close");
  }
}
