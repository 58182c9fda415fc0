import type { Store } from "../store/index.ts";
import type { CacheKey } from "./cache.ts";

const table = "judge-overrides";
const lifeMs = 600_000;
const mostRecent = 1_000;
/** Hex digits of the key of what was blocked: enough that nobody meets another by chance. */
const idLength = 16;

/** Leave, given by a person, for one text that was blocked to go on once. */
export interface Override {
  /** Who gave it. */
  readonly by: string;
}

/** Remembers what was blocked, and lets each of it go on once when a person says so. */
export class Overrides {
  readonly #store: Store;
  readonly #now: () => number;
  readonly #recent = new Map<string, string>();

  constructor(store: Store, now: () => number = Date.now) {
    this.#store = store;
    this.#now = now;
  }

  /** Notes what was blocked, with a line about it, and gives the name under which it can be let go on. */
  blocked(key: CacheKey, about: string): string {
    const id = idOf(key);
    this.#recent.delete(id);
    this.#recent.set(id, about);
    const oldest = this.#recent.keys().next();
    if (this.#recent.size > mostRecent && !oldest.done) this.#recent.delete(oldest.value);
    return id;
  }

  /** Lets it go on once within ten minutes; what it was, or nothing when nothing of that name was blocked. */
  async grant(id: string, by: string): Promise<string | undefined> {
    const about = this.#recent.get(id);
    if (about !== undefined) await this.#store.put(table, id, { by, expires: this.#now() + lifeMs });
    return about;
  }

  /** Uses up the leave for what has this key. INVARIANT: deleting is what takes it, so that it is taken once. */
  async take(key: CacheKey): Promise<Override | undefined> {
    const id = idOf(key);
    const row = await this.#store.get(table, id);
    if (row === undefined || !(await this.#store.delete(table, id))) return undefined;
    const { by, expires } = row.value as { readonly by?: unknown; readonly expires?: unknown };
    const holds = typeof by === "string" && typeof expires === "number" && this.#now() < expires;
    return holds ? { by } : undefined;
  }
}

function idOf(key: CacheKey): string {
  return key.slice(0, idLength);
}
