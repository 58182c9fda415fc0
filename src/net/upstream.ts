import { UpstreamPinMismatch } from "../errors.ts";
import { isPinned, peerChain } from "./certificate-pin.ts";
import { connect } from "./connection.ts";

/** One request to an endpoint that the operator configured, such as a model server. */
export interface UpstreamRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
  /** Milliseconds until the response headers and between two pieces of the body; default 120000. */
  readonly timeoutMs?: number;
  /**
   * Base64 SHA-256 of acceptable public keys (SPKI), as in RFC 7469, of the server or an authority above it; have one
   * for the next key too. Absent, any certificate that verifies.
   */
  readonly pins?: readonly string[];
  /** PEM of the only authorities whose certificates count; absent, those of the system. */
  readonly ca?: string;
}

/** The answer, its body as it comes; leaving the body ends the connection. */
export interface UpstreamResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: AsyncIterable<Uint8Array>;
}

/**
 * Opens a request to a configured endpoint: no proxy, no redirect, no pooled socket. Rejects with the socket's error, or
 * with {@link UpstreamPinMismatch} before anything is sent.
 */
export async function openUpstream(url: URL, request: UpstreamRequest = {}): Promise<UpstreamResponse> {
  const { method = "POST", headers = {}, body, pins = [], ca, timeoutMs: silenceMs = 120_000 } = request;
  const signal = request.signal ?? new AbortController().signal;
  if (pins.length > 0 && url.protocol !== "https:") throw mismatch(url, "is not reached over https");
  const answer = await connect({
    ...{ url, method, headers, body, signal, silenceMs, ca },
    onSecured(socket) {
      if (pins.length > 0 && !isPinned(peerChain(socket), pins))
        throw mismatch(url, "shows a certificate with none of the pinned keys");
    },
  });
  return { status: answer.statusCode ?? 0, headers: answer.headers, body: answer };
}

/** Whether a URL is http to this machine, where nobody is on the way. */
export function isPlainLocal(url: URL | null): url is URL {
  return url?.protocol === "http:" && /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
}

function mismatch({ host }: URL, what: string): UpstreamPinMismatch {
  return new UpstreamPinMismatch(`${host} ${what}`, {
    fix: "check who answers there; update the pins if the key was changed on purpose",
  });
}
