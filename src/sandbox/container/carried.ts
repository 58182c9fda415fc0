import { connect, type Socket } from "node:net";
import type { Readable, Writable } from "node:stream";

/** The frames of `native/carry.c`: number, kind, length in little endian, and for `d` so many bytes. */
const kinds = { ready: 0x72, open: 0x6f, data: 0x64, end: 0x65, close: 0x63, credit: 0x6b } as const;
const [head, piece, window, most] = [4, 16_384, 32_768, 64];

/** One connection of a container, and its other end at the proxy. */
interface Line {
  readonly socket: Socket;
  /** What may still be sent of what the proxy says. */
  credit: number;
  /** What the proxy has not yet taken. */
  owed: number;
  hasClosed: boolean;
}

/**
 * Carries the connections of a container, which come as frames, each to the unix socket of the proxy. INVARIANT: a
 * container that breaks the rules is not listened to any more, and none makes this process hold more than a window each.
 */
export class Carried {
  readonly #lines = new Map<number, Line>();
  readonly #socket: string;
  readonly #to: Writable;
  #held: Buffer = Buffer.alloc(0);

  /** `ready` is called when connections can arrive. */
  constructor(socket: string, from: Readable, to: Writable, ready: () => void) {
    this.#socket = socket;
    this.#to = to;
    from.on("data", (chunk: Buffer) => {
      this.#held = Buffer.concat([this.#held, chunk]);
      if (!this.#takeAll(ready)) from.destroy();
    });
    from.on("close", () => this.end());
    // One that does not listen any more is judged by how it ends.
    to.on("error", () => {});
  }

  /** Cuts every connection, and tells the container that nothing more comes. */
  end(): void {
    this.#to.end();
    for (const { socket } of this.#lines.values()) socket.destroy();
    this.#lines.clear();
  }

  #takeAll(ready: () => void): boolean {
    let at = 0;
    while (this.#held.length - at >= head) {
      const [number, kind, length] = [this.#held[at], this.#held[at + 1], this.#held.readUInt16LE(at + 2)];
      const size = kind === kinds.data ? length : 0;
      if (this.#held.length - at < head + size) break;
      const bytes = this.#held.subarray(at + head, at + head + size);
      at += head + size;
      if (kind === kinds.ready) ready();
      else if (!this.#take(number as number, kind as number, length, bytes)) return false;
    }
    this.#held = this.#held.subarray(at);
    return true;
  }

  /** Whether it was what the rules allow. */
  #take(number: number, kind: number, length: number, bytes: Buffer): boolean {
    const line = this.#lines.get(number);
    if (kind === kinds.open) return number < most && line === undefined && this.#open(number);
    if (line === undefined) return false;
    switch (kind) {
      case kinds.data:
        return this.#pass(number, line, bytes);
      case kinds.credit:
        line.credit += length;
        this.#listen(number, line);
        return line.credit <= window;
      case kinds.end:
        line.socket.end();
        return true;
      case kinds.close:
        this.#close(number, line);
        this.#lines.delete(number);
        line.socket.destroy();
        return true;
      default:
        return false;
    }
  }

  #open(number: number): boolean {
    const socket = connect({ path: this.#socket, allowHalfOpen: true });
    const line: Line = { socket, credit: window, owed: 0, hasClosed: false };
    this.#lines.set(number, line);
    socket.on("readable", () => this.#listen(number, line));
    socket.on("end", () => this.#send(number, line, kinds.end));
    socket.on("error", () => {});
    socket.on("close", () => this.#close(number, line));
    return true;
  }

  #pass(number: number, line: Line, bytes: Buffer): boolean {
    line.owed += bytes.length;
    if (line.owed > window) return false;
    line.socket.write(bytes, (error) => {
      line.owed -= bytes.length;
      if (!error) this.#send(number, line, kinds.credit, bytes.length);
    });
    return true;
  }

  #listen(number: number, line: Line): void {
    for (;;) {
      const size = Math.min(line.credit, piece, line.socket.readableLength);
      // The end of what it says comes when nothing is left to read.
      const bytes: Buffer | null =
        size > 0 || line.socket.readableLength === 0 ? line.socket.read(size || undefined) : null;
      if (bytes === null) return;
      line.credit -= bytes.length;
      this.#send(number, line, kinds.data, bytes.length, bytes);
    }
  }

  #close(number: number, line: Line): void {
    this.#send(number, line, kinds.close);
    line.hasClosed = true;
  }

  /** Nothing follows the end of a connection. */
  #send(number: number, { hasClosed }: Line, kind: number, length = 0, bytes?: Buffer): void {
    if (hasClosed || !this.#to.writable) return;
    const frame = Buffer.from([number, kind, length & 255, length >> 8]);
    this.#to.write(bytes === undefined ? frame : Buffer.concat([frame, bytes]));
  }
}
