import { hash } from "node:crypto";
import type { Store } from "../../store/index.ts";

const table = "oidc-revocations";

type Kept = { readonly principal: string; readonly since: number };

/** From when on tokens of a principal have to be new; nothing else voids a token that somebody else issued. */
export class Revocations {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Milliseconds since the epoch before which nothing of the principal counts; 0 when everything does. */
  async since(principal: string): Promise<number> {
    // INVARIANT: effective at once because nothing is remembered between two checks.
    return ((await this.#store.get(table, keyOf(principal)))?.value as Kept | undefined)?.since ?? 0;
  }

  async revoke(principal: string, now: number): Promise<void> {
    const kept: Kept = { principal, since: now };
    await this.#store.put(table, keyOf(principal), kept);
  }
}

function keyOf(principal: string): string {
  return hash("sha256", principal);
}
