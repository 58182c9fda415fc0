import type { Socket } from "node:net";
import type { JudgedUrl } from "../url.ts";
import { type AnswerHead, AnswerReader } from "./answer.ts";
import type { Gate } from "./gate.ts";

/** One request and its answer, on a connection that they have to themselves. */
export interface Exchange {
  readonly method: string;
  head(answer: AnswerHead): void;
  data(chunk: Buffer): void;
  end(): void;
  /** It failed; `isStale` when the host had hung up on a kept connection before anything came. */
  fail(error: Error, isStale: boolean): void;
  /** Nothing was said for too long. */
  timeout(): void;
}

const maxIdle = 16;

/** Connections of one proxy to hosts. INVARIANT: each was judged when it was connected, and is kept for that origin alone. */
export class HostPool {
  readonly #gate: Gate;
  readonly #idleMs: number;
  readonly #headBytes: number;
  readonly #idle = new Map<HostConnection, string>();

  constructor(gate: Gate, { idleMs, headBytes }: { readonly idleMs: number; readonly headBytes: number }) {
    this.#gate = gate;
    this.#idleMs = idleMs;
    this.#headBytes = headBytes;
  }

  /** A kept connection, or a new one. Rejects as `Gate.connect` does. */
  async take(target: JudgedUrl): Promise<HostConnection> {
    for (const [connection, origin] of this.#idle) {
      if (origin !== target.url.host) continue;
      this.#idle.delete(connection);
      return connection;
    }
    return this.open(target);
  }

  /** A new connection. Rejects as `Gate.connect` does. */
  async open(target: JudgedUrl): Promise<HostConnection> {
    const socket = await this.#gate.connect(target, false);
    socket.setTimeout(this.#idleMs);
    const keep = (connection: HostConnection) => {
      if (this.#idle.size >= maxIdle) connection.destroy();
      else this.#idle.set(connection, target.url.host);
    };
    const connection = new HostConnection(socket, this.#headBytes, keep);
    socket.once("close", () => this.#idle.delete(connection));
    return connection;
  }

  close(): void {
    for (const connection of this.#idle.keys()) connection.destroy();
  }
}

/** A connection to a host that speaks plain HTTP, which serves one exchange after another. */
export class HostConnection {
  readonly socket: Socket;
  readonly #headBytes: number;
  readonly #keep: (connection: HostConnection) => void;
  #exchange: Exchange | undefined;
  #reader: AnswerReader | undefined;
  #isSent = false;
  #isLast = false;
  #hasAnswered = false;
  #served = 0;

  constructor(socket: Socket, headBytes: number, keep: (connection: HostConnection) => void) {
    this.socket = socket;
    this.#headBytes = headBytes;
    this.#keep = keep;
    socket.on("data", (chunk: Buffer) => this.#read(chunk));
    socket.on("end", () => this.#finish());
    socket.on("error", (error) => this.#fail(error));
    socket.on("close", () => this.#fail(new Error("the host hung up")));
    socket.on("timeout", () => (this.#exchange === undefined ? socket.destroy() : this.#exchange.timeout()));
  }

  /** Begins an exchange with the head of its request. */
  begin(exchange: Exchange, head: string): void {
    this.#exchange = exchange;
    this.#isSent = false;
    this.#isLast = false;
    this.#hasAnswered = false;
    this.#reader = new AnswerReader(exchange.method, this.#headBytes, {
      head: (answer) => {
        this.#isLast = answer.isLast;
        exchange.head(answer);
      },
      data: (chunk) => exchange.data(chunk),
      end: () => this.#end(),
    });
    this.socket.write(head, "latin1");
  }

  /** The request is sent completely. */
  sent(): void {
    this.#isSent = true;
  }

  destroy(): void {
    this.#exchange = undefined;
    this.socket.destroy();
  }

  #read(chunk: Buffer): void {
    this.#hasAnswered = true;
    try {
      if (this.#reader === undefined) throw new Error("the host speaks unasked");
      this.#reader.push(chunk);
    } catch (error) {
      this.#fail(error as Error);
    }
  }

  #finish(): void {
    try {
      this.#reader?.finish();
    } catch (error) {
      this.#fail(error as Error);
    }
  }

  #end(): void {
    const exchange = this.#exchange;
    this.#exchange = undefined;
    this.#reader = undefined;
    this.#served++;
    if (this.#isLast || !this.#isSent) this.socket.destroy();
    else this.#keep(this);
    exchange?.end();
  }

  #fail(error: Error): void {
    const exchange = this.#exchange;
    this.destroy();
    exchange?.fail(error, this.#served > 0 && !this.#hasAnswered);
  }
}
