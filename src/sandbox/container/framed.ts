import { Transform, type TransformCallback } from "node:stream";

/** Bytes that an engine may say before a command starts. */
const preamble = 64 << 10;
/** Bytes kept back until the end, among which the report then is. */
const tail = 1_024;

/** Takes what a container's script reports out of its stderr, and passes on what the command said between; emits `started`. */
export class Framed extends Transform {
  /** What the engine said before the command was started. */
  preface = "";
  isStarted = false;
  /** The command's exit status; `undefined` when the script did not come to its end. */
  exit: number | undefined;
  readonly #start: Buffer;
  readonly #end: string;
  #held: Buffer = Buffer.alloc(0);

  constructor(mark: string) {
    super();
    this.#start = Buffer.from(`${mark}\n`);
    this.#end = `\n${mark} `;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#held = Buffer.concat([this.#held, chunk]);
    if (!this.isStarted) this.#begin();
    if (this.isStarted && this.#held.length > tail) {
      this.push(this.#held.subarray(0, -tail));
      this.#held = this.#held.subarray(-tail);
    }
    done();
  }

  override _flush(done: TransformCallback): void {
    if (!this.isStarted) this.preface = this.#held.toString();
    else {
      const at = this.#held.lastIndexOf(this.#end);
      const code =
        at === -1 ? null : /^\d{1,3}(?=\n)/.exec(this.#held.subarray(at + this.#end.length).toString("latin1"));
      if (code !== null) this.exit = Number(code[0]);
      this.push(code === null ? this.#held : this.#held.subarray(0, at));
    }
    done();
  }

  #begin(): void {
    const at = this.#held.indexOf(this.#start);
    if (at === -1) {
      this.#held = this.#held.subarray(-preamble);
      return;
    }
    this.preface = this.#held.subarray(0, at).toString();
    this.#held = this.#held.subarray(at + this.#start.length);
    this.isStarted = true;
    this.emit("started");
  }
}
