import { type Finding, placeholder, unscannable } from "./finding.ts";
import type { Scan } from "./scan.ts";

/**
 * Redacts text that arrives in pieces, cut anywhere. It holds back only what may still turn out to be secret, at most
 * 512 UTF-16 units for a pattern and the length of the value for an exact one. After an error nothing more leaves.
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
