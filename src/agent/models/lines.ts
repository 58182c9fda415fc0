import { ModelFailed } from "../../errors.ts";

/** Cuts text that arrives in pieces into lines ended by CRLF, LF or CR; how it was cut into pieces does not show. */
export class LineSplitter {
  readonly #maxCharacters: number;
  #pending = "";
  #afterReturn = false;

  constructor(maxCharacters: number) {
    this.#maxCharacters = maxCharacters;
  }

  /**
   * The lines that `text` completes, without their ends.
   * @throws {ModelFailed} when a line is longer than the bound.
   */
  push(text: string): readonly string[] {
    if (text === "") return [];
    const lines: string[] = [];
    const end = /\r\n|\r|\n/g;
    let start = this.#afterReturn && text.startsWith("\n") ? 1 : 0;
    end.lastIndex = start;
    for (let match = end.exec(text); match !== null; match = end.exec(text)) {
      lines.push(this.#bounded(text.slice(start, match.index)));
      this.#pending = "";
      start = end.lastIndex;
    }
    this.#pending = this.#bounded(text.slice(start));
    this.#afterReturn = text.endsWith("\r");
    return lines;
  }

  /** The last line, when nothing ended it. */
  end(): readonly string[] {
    return this.#pending === "" ? [] : [this.#pending];
  }

  #bounded(more: string): string {
    if (this.#pending.length + more.length > this.#maxCharacters) {
      throw new ModelFailed(`the model server sent a line longer than ${this.#maxCharacters} characters`);
    }
    return this.#pending + more;
  }
}

/** The lines of a UTF-8 body; what is not UTF-8 becomes U+FFFD (WHATWG Encoding §4.1), a byte order mark is dropped. */
export async function* readLines(
  body: AsyncIterable<Uint8Array>,
  maxCharacters: number,
): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder();
  const splitter = new LineSplitter(maxCharacters);
  for await (const bytes of body) yield* splitter.push(decoder.decode(bytes, { stream: true }));
  yield* splitter.push(decoder.decode());
  yield* splitter.end();
}
