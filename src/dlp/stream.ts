import { type Finding, placeholder, unscannable } from "./finding.ts";
import type { Scan } from "./scan.ts";

/**
 * Redacts text that arrives in pieces, cut anywhere. It holds back only what may still turn out to be secret: the word
 * that is being written up to 256 UTF-16 units, 512 for a pattern, the length of the value for an exact one, and 4096
 * for what is known to be encoded. After an error nothing more leaves.
 */
export class RedactingStream {
  readonly #scan: Scan;
  #broken = false;

  constructor(scan: Scan) {
    this.#scan = scan;
  }

  /** The findings that are complete so far. */
  get findings(): readonly Finding[] {
    return this.#scan.findings;
  }

  /** How many UTF-16 units are held back. */
  get held(): number {
    return this.#broken ? 0 : this.#scan.held;
  }

  /** Takes the next piece and gives the text that may leave now. */
  push(chunk: string): string {
    return this.#guarded(() => this.#scan.push(chunk));
  }

  /** Gives what is held back only because a short word may go on: nothing more has come for a while. */
  idle(): string {
    return this.#guarded(() => this.#scan.idle());
  }

  /** Gives the text that was held back; the stream has ended. */
  flush(): string {
    return this.#guarded(() => this.#scan.finish());
  }

  #guarded(step: () => string): string {
    if (this.#broken) return "";
    try {
      return step();
    } catch {
      // INVARIANT: text that was not scanned does not leave.
      this.#broken = true;
      return placeholder(unscannable);
    }
  }
}

/** Redacts UTF-8 that arrives in pieces, cut anywhere; what is no UTF-8 becomes U+FFFD. */
export class RedactingBytes {
  readonly #stream: RedactingStream;
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });

  constructor(stream: RedactingStream) {
    this.#stream = stream;
  }

  get findings(): readonly Finding[] {
    return this.#stream.findings;
  }

  push(chunk: Uint8Array): string {
    return this.#stream.push(this.#decoder.decode(chunk, { stream: true }));
  }

  idle(): string {
    return this.#stream.idle();
  }

  flush(): string {
    return this.#stream.push(this.#decoder.decode()) + this.#stream.flush();
  }
}
