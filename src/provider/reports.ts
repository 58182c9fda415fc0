import type { AuditRecord } from "../audit/index.ts";
import type { SecurityProvider } from "./seam.ts";

const bound = 10_000;

/** Hands every durable record to one provider, in log order, one at a time, without holding up decisions. */
export class ReportFeed {
  readonly #provider: SecurityProvider;
  readonly #onFault: (what: string) => void;
  readonly #waiting: AuditRecord[] = [];
  #draining: Promise<void> | undefined;

  constructor(provider: SecurityProvider, onFault: (what: string) => void) {
    this.#provider = provider;
    this.#onFault = onFault;
  }

  /** Queues one record; past 10 000 waiting the oldest is lost, which is told. */
  push(record: AuditRecord): void {
    this.#waiting.push(record);
    if (this.#waiting.length > bound) {
      const lost = this.#waiting.shift() as AuditRecord;
      this.#onFault(`takes records too slowly; record ${lost.index} was not reported`);
    }
    this.#draining ??= this.#drain();
  }

  /** Resolves when nothing is waiting. */
  async idle(): Promise<void> {
    await this.#draining;
  }

  async #drain(): Promise<void> {
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      try {
        await this.#provider.report(next);
      } catch (error) {
        this.#onFault(`did not take record ${next.index}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    this.#draining = undefined;
  }
}
