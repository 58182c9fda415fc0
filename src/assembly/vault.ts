import { type JsonObject, rootOf } from "../decision/index.ts";
import { type Row, type Store, seal, unseal } from "../store/index.ts";

/** For whom a secret is kept: nobody else's tokens mean anything to them. */
export interface VaultOwner {
  readonly agent: string;
  readonly principal: string;
}

const table = "vault";
/** Milliseconds for which a value is kept after it was last seen. */
const kept = 30 * 86_400_000;
const mostKept = 10_000;
/** Values kept between two looks at what is too old or too much. */
const sweepEvery = 256;

/** Keeps what tokens stand for: in the state file, encrypted, for a time. Only it can map a token back. */
export class Vault {
  readonly #store: Store;
  readonly #key: Uint8Array;
  readonly #now: () => number;
  #untilSweep = 0;

  constructor(store: Store, key: Uint8Array, now: () => number) {
    this.#store = store;
    this.#key = key;
    this.#now = now;
  }

  /** Keeps values by their tokens; when it resolves they are on the disk. */
  async keep(owner: VaultOwner, values: ReadonlyMap<string, string>): Promise<void> {
    for (const [token, value] of values) {
      const place = placeOf(owner, token);
      await this.#store.put(table, place, { sealed: seal(value, place, this.#key), time: this.#now() });
      this.#untilSweep--;
    }
    if (this.#untilSweep > 0 || values.size === 0) return;
    this.#untilSweep = sweepEvery;
    await this.#sweep();
  }

  /** The value of a token of this owner; `undefined` when it is unknown, too old, or was tampered with. */
  async valueOf(owner: VaultOwner, token: string): Promise<string | undefined> {
    const place = placeOf(owner, token);
    const row = await this.#store.get(table, place);
    if (row === undefined || this.#isOld(row)) return undefined;
    return unseal(String((row.value as JsonObject)["sealed"]), place, this.#key);
  }

  async #sweep(): Promise<void> {
    const rows = (await this.#store.scan(table)).toSorted((a, b) => a.version - b.version);
    const surplus = rows.length - mostKept;
    for (const [i, row] of rows.entries()) {
      if (i < surplus || this.#isOld(row)) await this.#store.delete(table, row.key);
    }
  }

  #isOld({ value }: Row): boolean {
    return !(Number((value as JsonObject)["time"]) > this.#now() - kept);
  }
}

function placeOf({ agent, principal }: VaultOwner, token: string): string {
  // What a sub-agent was shown, its agent can use, and the other way round: they act for the same principal.
  return JSON.stringify([rootOf(agent), principal, token]);
}
