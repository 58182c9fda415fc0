import type { Readable } from "node:stream";

/** Keeps the first `limit` bytes of a stream and reads the rest away, so that the writer never blocks. */
export class Capture {
  readonly #chunks: Buffer[] = [];
  readonly #limit: number;
  #kept = 0;
  #truncated = false;

  constructor(stream: Readable, limit: number) {
    this.#limit = limit;
    stream.on("data", (chunk: Buffer) => this.#take(chunk));
    stream.on("error", () => {});
  }

  /** True when there was more than was kept. */
  get truncated(): boolean {
    return this.#truncated;
  }

  /** What was kept as UTF-8; bytes that are none become U+FFFD. */
  text(): string {
    return new TextDecoder().decode(Buffer.concat(this.#chunks));
  }

  #take(chunk: Buffer): void {
    const room = this.#limit - this.#kept;
    if (chunk.length > room) this.#truncated = true;
    if (room <= 0) return;
    const part = chunk.length > room ? Buffer.from(chunk.subarray(0, room)) : chunk;
    this.#chunks.push(part);
    this.#kept += part.length;
  }
}
