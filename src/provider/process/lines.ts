/** Bytes of the longest line that is taken or sent, without its newline. */
export const longestLine: number = 1 << 20;

const newline = 0x0a;
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Cuts a stream of bytes into lines of UTF-8; throws at the first that is too long or is no text, and is of no use then. */
export class LineCutter {
  #parts: Buffer[] = [];
  #length = 0;

  /** The lines that end within these bytes, as they come. @throws {Error} saying what is wrong. */
  *cut(bytes: Buffer): Generator<string> {
    let start = 0;
    for (let end = bytes.indexOf(newline); end !== -1; end = bytes.indexOf(newline, start)) {
      this.#keep(bytes.subarray(start, end));
      yield this.#take();
      start = end + 1;
    }
    this.#keep(bytes.subarray(start));
  }

  #keep(part: Buffer): void {
    this.#length += part.length;
    if (this.#length > longestLine) throw new Error(`sent a line of more than ${longestLine} bytes`);
    if (part.length > 0) this.#parts.push(part);
  }

  #take(): string {
    const line = this.#parts.length === 1 ? (this.#parts[0] as Buffer) : Buffer.concat(this.#parts);
    [this.#parts, this.#length] = [[], 0];
    try {
      return decoder.decode(line);
    } catch {
      throw new Error("sent a line that is not UTF-8");
    }
  }
}
