import { hash } from "node:crypto";
import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { UpstreamPinMismatch } from "../errors.ts";
import { connect } from "./connection.ts";

/** One request to an endpoint that the operator configured, such as a model server. */
export interface UpstreamRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
  /** Milliseconds until the response headers and between two pieces of the body; default 120000. */
  readonly timeoutMs?: number;
  /** Base64 SHA-256 of acceptable public keys (SPKI), as in RFC 7469; absent, any certificate that verifies. */
  readonly pins?: readonly string[];
  /** PEM of the only authorities whose certificates count; absent, those of the system. */
  readonly ca?: string;
}

/** The answer, its body as it comes. */
export interface UpstreamResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: AsyncIterable<Uint8Array>;
}

/** Opens a request to a configured endpoint: no proxy, no redirect, no pooled socket. Rejects with the socket's error. */
export async function openUpstream(url: URL, request: UpstreamRequest = {}): Promise<UpstreamResponse> {
  const { method = "POST", headers = {}, body, pins, ca, timeoutMs = 120_000 } = request;
  const signal = request.signal ?? new AbortController().signal;
  const onConnected = (socket: Socket) => {
    socket.setTimeout(timeoutMs, () => socket.destroy(new Error(`${url.host} sent nothing for ${timeoutMs} ms`)));
    if (pins !== undefined && pins.length > 0) checkPin(socket as TLSSocket, url.host, pins);
  };
  const answer = await connect({ url, method, headers, body, signal, ca, onConnected });
  return { status: answer.statusCode ?? 0, headers: answer.headers, body: answer };
}

function checkPin(socket: TLSSocket, host: string, pins: readonly string[]): void {
  const key = socket.getPeerX509Certificate?.()?.publicKey.export({ type: "spki", format: "der" });
  if (key !== undefined && pins.includes(hash("sha256", key, "base64"))) return;
  throw new UpstreamPinMismatch(`the certificate of ${host} has none of the pinned keys`, {
    fix: "check who answers there; update the pins if the key was changed on purpose",
  });
}
