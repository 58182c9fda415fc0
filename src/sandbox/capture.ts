import type { Readable } from "node:stream";

/** Keeps the first `limit` bytes of all the streams it follows together, and reads the rest away: no writer ever blocks. */
export class Capture {
  #room: number;
  #truncated = false;

  constructor(limit: number) {
    this.#room = limit;
  }

  /** True when there was more than was kept. */
  get truncated(): boolean {
    return this.#truncated;
  }

  /** Reads a stream to its end; the result tells what was kept of it so far, as UTF-8. */
  follow(stream: Readable): () => string {
    const chunks: Buffer[] = [];
    stream.on("data", (chunk: Buffer) => {
      const part = chunk.subarray(0, this.#room);
      if (part.length < chunk.length) this.#truncated = true;
      if (part.length === 0) return;
      this.#room -= part.length;
      // A copy of a part, so that it does not keep the whole alive.
      chunks.push(part.length < chunk.length ? Buffer.from(part) : part);
    });
    // The process that closes its end early is judged by how it ended.
    stream.on("error", () => {});
    // While streaming, a character that was cut in the middle is left out.
    return () => new TextDecoder().decode(Buffer.concat(chunks), { stream: this.#truncated });
  }
}
