import { type ClientRequest, type IncomingMessage, request as requestHttp } from "node:http";
import { type RequestOptions, request as requestHttps } from "node:https";
import { connect as connectTcp, isIP, type LookupFunction, type Socket } from "node:net";
import type { TLSSocket } from "node:tls";

/** One request over a connection of its own. */
export interface Connection {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** The only addresses that may be connected to; absent, whatever the system resolves. */
  readonly addresses?: readonly string[] | undefined;
  readonly signal: AbortSignal;
  /** Milliseconds of silence after which it ends, connecting included. */
  readonly silenceMs?: number | undefined;
  /** PEM of the only authorities whose certificates count; absent, those of the system. */
  readonly ca?: string | undefined;
  /** Judges the address that was reached before anything is sent; throwing ends the request. */
  readonly onConnected?: ((socket: Socket) => void) | undefined;
  /** Judges the certificate, which verified, before the request is sent; throwing ends the request. */
  readonly onSecured?: ((socket: TLSSocket) => void) | undefined;
}

/** Sends the request: no pool, no proxy of the environment, no redirect. Rejects with the error of the socket. */
export function connect(connection: Connection): Promise<IncomingMessage> {
  const { url, method, headers, body, addresses, signal, silenceMs, ca } = connection;
  const isSecure = url.protocol === "https:";
  const options: RequestOptions = {
    method,
    headers: { ...headers, host: url.host, connection: "close" },
    // INVARIANT: an agent of its own ignores proxy variables and shares no socket with another request.
    agent: false,
    maxHeaderSize: 32 << 10,
    ...(addresses && { lookup: pinned(addresses) }),
    // Said outright, because a variable of the environment could say otherwise.
    ...(isSecure && { rejectUnauthorized: true, ALPNProtocols: ["http/1.1"] }),
    ...(ca !== undefined && { ca }),
  };
  return new Promise((resolve, reject) => {
    const request: ClientRequest = (isSecure ? requestHttps : requestHttp)(url, options);
    let answer: IncomingMessage | undefined;
    // A body without a length that breaks off looks complete, unless it is the answer itself that is told of it.
    const fail = (error: Error) => (answer ?? request).destroy(error);
    const attempt = (step: () => void) => () => {
      try {
        step();
      } catch (error) {
        fail(error as Error);
      }
    };
    const cancel = () => fail(signal.reason as Error);
    signal.addEventListener("abort", cancel, { once: true });
    request.once("close", () => signal.removeEventListener("abort", cancel));
    request.on("error", reject);
    request.once("response", (message) => {
      answer = message;
      resolve(message);
    });
    request.once("socket", (socket) => {
      if (silenceMs !== undefined)
        socket.setTimeout(silenceMs, () => fail(new Error(`${url.host} was silent for ${silenceMs} ms`)));
      // INVARIANT: ahead of the listener that begins the handshake, so that not even that reaches a wrong address.
      socket.prependOnceListener(
        "connect",
        attempt(() => connection.onConnected?.(socket)),
      );
      socket.once(
        isSecure ? "secureConnect" : "connect",
        attempt(() => {
          if (isSecure) connection.onSecured?.(socket as TLSSocket);
          if (!request.destroyed) request.end(body);
        }),
      );
    });
    if (signal.aborted) cancel();
  });
}

/** Where a bare connection may go. */
export interface Dial {
  readonly host: string;
  readonly port: number;
  /** The only addresses that may be connected to. */
  readonly addresses: readonly string[];
  /** True when each side ends for itself, as in a tunnel. */
  readonly halfOpen: boolean;
  /** Ends the attempt, not the connection that came of it. */
  readonly signal: AbortSignal;
  /** Judges the address that was reached before anything is sent; throwing ends the connection. */
  readonly onConnected: (socket: Socket) => void;
}

/** A TCP connection with nothing said on it. Rejects with the error of the socket. */
export function dial({ host, port, addresses, halfOpen, signal, onConnected }: Dial): Promise<Socket> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const socket = connectTcp({ host, port, lookup: pinned(addresses), allowHalfOpen: halfOpen, noDelay: true });
    const cancel = () => socket.destroy(signal.reason as Error);
    const settle = (step: () => void) => {
      signal.removeEventListener("abort", cancel);
      socket.off("error", fail);
      step();
    };
    const fail = (error: Error) => settle(() => reject(error));
    signal.addEventListener("abort", cancel, { once: true });
    socket.once("error", fail);
    socket.once("connect", () => {
      try {
        onConnected(socket);
        settle(() => resolve(socket));
      } catch (error) {
        socket.destroy();
        fail(error as Error);
      }
    });
  });
}

/** A lookup that knows only the addresses that were judged, for the client's attempts one after the other too. */
function pinned(addresses: readonly string[]): LookupFunction {
  const all = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_host, options, callback) => {
    const [first] = all;
    if (options.all) callback(null, all);
    else callback(null, first?.address ?? "", first?.family);
  };
}
