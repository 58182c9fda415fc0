import type { Store } from "../store/index.ts";
import type { IntentVerdict } from "./verify.ts";

const table = "intents";
/** Rows that one use clears away at most. */
const sweep = 32;

/** Remembers which mandates have been used, for as long as they could be used again. */
export class SpentMandates {
  readonly #store: Store;
  readonly #keepSeconds: number;

  /** @param keepSeconds how long after its end a mandate may still be taken: the skew of the clock. */
  constructor(store: Store, keepSeconds: number) {
    this.#store = store;
    this.#keepSeconds = keepSeconds;
  }

  /** Uses up a mandate that was verified; false when it was used before. `now` in milliseconds since the epoch. */
  async spend({ mandate, expires }: Extract<IntentVerdict, { ok: true }>, now: number): Promise<boolean> {
    await this.#forget(now);
    // INVARIANT: one of any number of presentations writes the row, in this process or another; the others find it there.
    return this.#store.compareAndSet(table, `${String(expires).padStart(16, "0")}/${mandate}`, null, {});
  }

  async #forget(now: number): Promise<void> {
    for (const { key } of await this.#store.scan(table, { limit: sweep })) {
      if (Number(key.split("/", 1)[0]) + this.#keepSeconds >= now / 1_000) return;
      await this.#store.delete(table, key);
    }
  }
}
