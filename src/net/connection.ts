import { type ClientRequest, type IncomingMessage, type RequestOptions, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { isIP, type LookupFunction, type Socket } from "node:net";

/** How to connect for one request: to these addresses and no others. */
export interface Connection {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | undefined;
  readonly addresses?: readonly string[] | undefined;
  readonly signal: AbortSignal;
  /** PEM of the only authorities whose certificates count; absent, those of the system. */
  readonly ca?: string | undefined;
  /** Judges the secured or plain socket before anything is sent over it; throwing ends the request. */
  readonly onConnected?: ((socket: Socket) => void) | undefined;
}

/**
 * Sends one request over a connection of its own: no pool, no proxy of the environment, no redirect. Rejects with the
 * error of the socket.
 */
export function connect({
  url,
  method,
  headers,
  body,
  addresses,
  signal,
  ca,
  onConnected,
}: Connection): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const options: RequestOptions & { ca?: string } = {
      method,
      headers: { ...headers, host: url.host, connection: "close" },
      // INVARIANT: an agent of its own ignores proxy variables and shares no socket with another request.
      agent: false,
      signal,
      maxHeaderSize: 32 << 10,
      ...(addresses && { lookup: pinned(addresses) }),
      ...(ca !== undefined && { ca }),
    };
    const send = url.protocol === "https:" ? requestHttps : requestHttp;
    const request: ClientRequest = send(url, options);
    request.once("response", resolve);
    request.once("error", reject);
    request.once("socket", (socket) => {
      const ready = url.protocol === "https:" ? "secureConnect" : "connect";
      socket.once(ready, () => {
        try {
          onConnected?.(socket);
          request.end(body);
        } catch (error) {
          request.destroy(error as Error);
        }
      });
    });
  });
}

/** A lookup that knows only the addresses that were judged. */
function pinned(addresses: readonly string[]): LookupFunction {
  const all = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_host, options, callback) => {
    const first = all[0] as { address: string; family: number };
    if (options.all) callback(null, all);
    else callback(null, first.address, first.family);
  };
}
