/** The head of an answer. */
export interface AnswerHead {
  readonly status: number;
  readonly statusText: string;
  /** Names and values by turns, as they were written. */
  readonly headers: readonly string[];
  /** Bytes of the body; `undefined` where only its end tells. */
  readonly length: number | undefined;
  /** True when the connection ends with this answer. */
  readonly isLast: boolean;
}

/** What an answer is told to, as it comes. */
export interface AnswerListener {
  head(answer: AnswerHead): void;
  data(chunk: Buffer): void;
  /** The answer is complete. */
  end(): void;
}

type State = "head" | "length" | "size" | "chunk" | "chunk end" | "trailer" | "until close" | "done";

const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const maxLine = 4_096;

/**
 * Reads one answer of HTTP/1 (RFC 9112) in whatever pieces it comes, and strictly: what could be read in two ways is an
 * error, not an answer. Answers of 1xx are skipped.
 */
export class AnswerReader {
  readonly #method: string;
  readonly #maxHead: number;
  readonly #listener: AnswerListener;
  #state: State = "head";
  #rest: Buffer = Buffer.alloc(0);
  #left = 0;

  constructor(method: string, maxHead: number, listener: AnswerListener) {
    this.#method = method;
    this.#maxHead = maxHead;
    this.#listener = listener;
  }

  /** Takes the next bytes. Throws when they are no answer, or more than one. */
  push(chunk: Buffer): void {
    let bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    this.#rest = bytes.subarray(bytes.length);
    while (bytes.length > 0) {
      const taken = this.#take(bytes);
      if (taken === 0) {
        this.#rest = bytes;
        return;
      }
      bytes = bytes.subarray(taken);
    }
  }

  /** The connection ended. Throws when the answer was not complete. */
  finish(): void {
    if (this.#state === "until close") this.#end();
    else if (this.#state !== "done") throw new Error("the answer broke off");
  }

  /** Takes a part from the beginning; 0 when it is not all there. */
  #take(bytes: Buffer): number {
    switch (this.#state) {
      case "head":
        return this.#takeHead(bytes);
      case "length":
      case "chunk":
        return this.#takeCounted(bytes);
      case "until close":
        this.#listener.data(bytes);
        return bytes.length;
      case "done":
        throw new Error("there is more than one answer");
      default:
        return this.#takeLine(bytes);
    }
  }

  #takeHead(bytes: Buffer): number {
    const end = bytes.indexOf("\r\n\r\n");
    if (end < 0 && bytes.length <= this.#maxHead) return 0;
    if (end < 0 || end > this.#maxHead) throw new Error("the head of the answer is too long");
    const { version, status, statusText, headers, codings, lengths, isClosing } = readHead(
      bytes.toString("latin1", 0, end),
    );
    if (status >= 100 && status < 200) {
      if (status === 101) throw new Error("the answer changes the protocol");
      return end + 4;
    }
    const hasNoBody = this.#method === "HEAD" || status === 204 || status === 304;
    const isChunked = codings.length > 0;
    const length = isChunked ? undefined : lengths[0];
    const isLast = isClosing || version === "1.0" || (!hasNoBody && !isChunked && length === undefined);
    this.#left = length ?? 0;
    this.#state = hasNoBody ? "done" : isChunked ? "size" : length === undefined ? "until close" : "length";
    this.#listener.head({ status, statusText, headers, length, isLast });
    if (hasNoBody || (this.#state === "length" && length === 0)) this.#end();
    return end + 4;
  }

  #takeCounted(bytes: Buffer): number {
    const part = bytes.length > this.#left ? bytes.subarray(0, this.#left) : bytes;
    this.#left -= part.length;
    this.#listener.data(part);
    if (this.#left === 0) {
      if (this.#state === "chunk") this.#state = "chunk end";
      else this.#end();
    }
    return part.length;
  }

  #takeLine(bytes: Buffer): number {
    const end = bytes.indexOf("\r\n");
    if (end > maxLine || (end < 0 && bytes.length > maxLine)) throw new Error("a line of the answer is too long");
    if (end < 0) return 0;
    const line = bytes.toString("latin1", 0, end);
    if (this.#state === "size") {
      const [, size] = /^([0-9a-f]{1,12})[ \t]*(?:;[^\r\n\0]*)?$/i.exec(line) ?? [];
      if (size === undefined) throw new Error("a chunk of the answer has no length");
      this.#left = Number.parseInt(size, 16);
      this.#state = this.#left === 0 ? "trailer" : "chunk";
    } else if (this.#state === "chunk end") {
      if (line !== "") throw new Error("a chunk of the answer is longer than it says");
      this.#state = "size";
    } else if (line === "") {
      this.#end();
    }
    return end + 2;
  }

  #end(): void {
    this.#state = "done";
    this.#listener.end();
  }
}

interface ReadHead {
  readonly version: string;
  readonly status: number;
  readonly statusText: string;
  readonly headers: readonly string[];
  readonly codings: readonly string[];
  readonly lengths: readonly number[];
  readonly isClosing: boolean;
}

function readHead(text: string): ReadHead {
  const [first = "", ...lines] = text.split("\r\n");
  const [, version = "", status, statusText = ""] =
    /^HTTP\/(1\.[01]) ([1-9]\d\d)(?: ([\t\x20-\x7e\x80-\xff]*))?$/.exec(first) ?? [];
  if (status === undefined) throw new Error("the answer is not HTTP/1");
  const headers: string[] = [];
  const codings: string[] = [];
  const lengths: number[] = [];
  let isClosing = false;
  for (const line of lines) {
    const colon = line.indexOf(":");
    const name = line.slice(0, Math.max(colon, 0));
    const value = line.slice(colon + 1).trim();
    if (!token.test(name) || /[\0-\x08\x0a-\x1f\x7f]/.test(value))
      throw new Error("a header of the answer is malformed");
    headers.push(name, value);
    const key = name.toLowerCase();
    if (key === "content-length") lengths.push(/^\d{1,15}$/.test(value) ? Number(value) : Number.NaN);
    else if (key === "transfer-encoding") codings.push(value.toLowerCase());
    else if (key === "connection") isClosing ||= /(?:^|,)[ \t]*close[ \t]*(?:,|$)/i.test(value);
  }
  const isAmbiguous = lengths.length + codings.length > 1 || lengths.some(Number.isNaN);
  if (isAmbiguous || codings.some((coding) => coding !== "chunked") || (codings.length > 0 && version === "1.0"))
    throw new Error("the answer says in two ways how long it is");
  return { version, status: Number(status), statusText, headers, codings, lengths, isClosing };
}
