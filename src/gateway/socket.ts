import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import { isRefusal, type Refusal, type RefusalCode, refuse } from "../ingress/index.ts";
import type { Authenticator, Identity, OidcVerifier, Presented, Tokens } from "../session/index.ts";
import { parseJson } from "./json-body.ts";
import type { Limits } from "./limits.ts";
import type { Logger } from "./log.ts";
import { refusalOf } from "./pipeline.ts";

/** Close codes: the standard's (RFC 6455 §7.4.1), and in the private range the HTTP status behind 4000. */
const closeCodes = {
  unsupported_media: 1003,
  draining: 1001,
  failed: 1011,
  unauthenticated: 4401,
  forbidden: 4403,
  timed_out: 4408,
  locked_out: 4429,
  unavailable: 4503,
} as const satisfies Partial<Record<RefusalCode, number>>;

/** The longest time of a timer; milliseconds. */
const longestTimer = 2 ** 31 - 1;
/** Bytes waiting to be sent above which the sender waits for the reader. */
const highWater = 256 << 10;

/** What is spoken over a socket once it is open. */
export interface SocketProtocol {
  /** Handles one message; what it throws is logged, and told to the sender as a failure without a cause. */
  message(body: unknown, socket: GatewaySocket): Promise<void>;
  /** The form of a refusal that belongs to no message in particular. */
  refusal(refusal: Refusal): object;
  /** Told when the socket may be used. */
  opened?(socket: GatewaySocket): void;
}

/** What a socket needs of the gateway. */
export interface SocketParts {
  readonly authenticator: Authenticator;
  readonly tokens: Tokens;
  /** Tells when identities may have ended or changed. */
  readonly identities: Pick<OidcVerifier, "onChange"> | undefined;
  readonly limits: Limits;
  readonly logger: Logger;
}

/** One WebSocket: its sender's identity, checked again and again, and the bounds on what it may take up. */
export class GatewaySocket {
  readonly peer: string;
  /** Aborts when the socket closes. */
  readonly signal: AbortSignal;
  readonly #socket: WebSocket;
  readonly #stream: Duplex;
  readonly #parts: SocketParts;
  readonly #protocol: SocketProtocol;
  readonly #abort = new AbortController();
  readonly #late: NodeJS.Timeout;
  #expiry: NodeJS.Timeout | undefined;
  #checked: Promise<void> | undefined;
  #presented: Presented;
  #identity: Identity | undefined;
  #inFlight = 0;
  #alive = true;
  #used: number = performance.now();
  #closing = false;

  /** `stream` is the connection that `socket` writes to. */
  constructor(socket: WebSocket, stream: Duplex, peer: string, parts: SocketParts, protocol: SocketProtocol) {
    this.#socket = socket;
    this.#stream = stream;
    this.#parts = parts;
    this.#protocol = protocol;
    this.peer = peer;
    this.signal = this.#abort.signal;
    const looks = setInterval(() => void this.#look(), parts.limits.pingMs);
    this.#late = setTimeout(
      () => this.#refuse(refuse("unauthenticated", "no token came in time")),
      parts.limits.authMs,
    );
    const forget = parts.tokens.onRevoked((token) => {
      if (token === this.#identity?.token) this.#refuse(refuse("unauthenticated", "this token is not valid"));
    });
    const ignore = parts.identities?.onChange(() => {
      this.#checked = this.#check();
    });
    socket.on("pong", () => {
      this.#alive = true;
    });
    socket.on("message", (data: Buffer, isBinary) => void this.#take(data, isBinary));
    // A protocol violation: ws closes the socket with the code that names it.
    socket.on("error", () => {});
    socket.once("close", () => {
      clearInterval(looks);
      clearTimeout(this.#late);
      clearTimeout(this.#expiry);
      forget();
      ignore?.();
      this.#abort.abort();
    });
  }

  get identity(): Identity | undefined {
    return this.#identity;
  }

  get presented(): Presented {
    return this.#presented;
  }

  /** Takes a token for all that follows; closes the socket when it is not good. */
  async authenticate(presented: Presented): Promise<void> {
    const answer = await this.#parts.authenticator.check(this.peer, presented);
    if (answer.ok) this.accept(presented, answer.identity);
    else this.#refuse(refusalOf(answer));
  }

  /** Opens the socket for somebody who has been authenticated already. */
  accept(presented: Presented, identity: Identity): void {
    clearTimeout(this.#late);
    this.#presented = presented;
    this.#speaksFor(identity);
    this.#protocol.opened?.(this);
  }

  /** Sends one message; resolves when the sender may go on. A reader that takes nothing for too long is cut off. */
  async send(message: object): Promise<void> {
    if (this.#socket.readyState !== this.#socket.OPEN) {
      // The close event may be a while; what is being sent to nobody ends now.
      this.#abort.abort();
      return;
    }
    const text = JSON.stringify(message);
    if (this.#socket.bufferedAmount < highWater) {
      this.#gather();
      this.#socket.send(text);
      return;
    }
    const stalled = setTimeout(() => this.#socket.terminate(), this.#parts.limits.stallMs);
    await new Promise<void>((resolve) => this.#socket.send(text, () => resolve()));
    clearTimeout(stalled);
  }

  /** Says goodbye (1001) once nothing is being handled any more. */
  leave(): void {
    this.#closing = true;
    if (this.#inFlight === 0) this.#socket.close(closeCodes.draining, "the gateway is shutting down");
  }

  /** Cuts the connection. */
  terminate(): void {
    this.#socket.terminate();
  }

  /** What is sent without waiting in between leaves as one TLS record. */
  #gather(): void {
    if (this.#stream.writableCorked > 0) return;
    this.#stream.cork();
    process.nextTick(() => this.#stream.uncork());
  }

  async #take(data: Buffer, isBinary: boolean): Promise<void> {
    // What still arrives after the goodbye is not read.
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    this.#used = performance.now();
    if (isBinary) {
      this.#socket.close(closeCodes.unsupported_media, "messages are JSON text");
      return;
    }
    if (this.#inFlight >= this.#parts.limits.messagesInFlight) {
      await this.send(this.#protocol.refusal(refuse("busy", "too many messages at a time", 1_000)));
      return;
    }
    this.#inFlight += 1;
    try {
      // INVARIANT: after a change, no message is handled for whom the token spoke for before it.
      await this.#checked;
      if (this.#socket.readyState !== this.#socket.OPEN) return;
      const body = parseJson(data);
      if (isRefusal(body)) await this.send(this.#protocol.refusal(body));
      else await this.#protocol.message(body.value, this);
    } catch (error) {
      this.#parts.logger.error("message.failed", { peer: this.peer, error: String(error) });
      await this.send(this.#protocol.refusal(refuse("failed", "the message could not be handled")));
    } finally {
      this.#inFlight -= 1;
      if (this.#closing) this.leave();
    }
  }

  /** Whether the other end still answers, its token is still good, and anybody still speaks. */
  async #look(): Promise<void> {
    if (!this.#alive) {
      this.#socket.terminate();
      return;
    }
    this.#alive = false;
    this.#socket.ping();
    if (
      this.#inFlight === 0 &&
      this.#identity !== undefined &&
      performance.now() - this.#used > this.#parts.limits.idleMs
    ) {
      this.#socket.close(closeCodes.timed_out, "idle");
      return;
    }
    await this.#check();
  }

  /** Whether the token is still good, and for whom. */
  async #check(): Promise<void> {
    if (this.#identity === undefined) return;
    try {
      const answer = await this.#parts.authenticator.check(this.peer, this.#presented);
      if (answer.ok) this.#speaksFor(answer.identity);
      else this.#refuse(refusalOf(answer));
    } catch (error) {
      // INVARIANT: a token that cannot be checked is not good.
      this.#parts.logger.error("token.unchecked", { peer: this.peer, error: String(error) });
      this.#refuse(refuse("failed", "the token could not be checked"));
    }
  }

  /** Takes the identity for all that follows, until it ends by itself. */
  #speaksFor(identity: Identity): void {
    this.#identity = identity;
    clearTimeout(this.#expiry);
    const left = identity.expires - Date.now();
    if (left > 0) this.#expiry = setTimeout(() => void this.#check(), Math.min(left, longestTimer)).unref();
  }

  #refuse(refusal: Refusal<keyof typeof closeCodes>): void {
    void this.send(this.#protocol.refusal(refusal));
    this.#socket.close(closeCodes[refusal.refused], refusal.message);
  }
}
