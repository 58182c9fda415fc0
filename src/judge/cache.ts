import { createHmac, randomBytes } from "node:crypto";
import type { Json } from "../decision/index.ts";
import type { Store } from "../store/index.ts";
import type { Judgement } from "./judgement.ts";

/** What judgements are kept under: a keyed hash of everything that they depend on. */
export type CacheKey = string;

/** How much is kept, and how long. */
export interface CacheLimits {
  readonly hours: number;
  readonly entries: number;
}

interface Entry {
  readonly judgement: Judgement;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

const table = "judge-cache";
/** The key lies in the same store as what it names, so that a copy of the log or of a backup tells nothing of a text. */
const keyTable = "judge";
const keyBytes = 32;

/**
 * Judgements of texts that were judged before, newest last. Those that a model was asked for outlast the process; the
 * others are made again in less time than it takes to write them down.
 */
export class JudgementCache {
  hits = 0;
  misses = 0;
  readonly #limits: CacheLimits;
  readonly #store: Store | undefined;
  readonly #now: () => number;
  readonly #secret: Uint8Array;
  readonly #entries = new Map<CacheKey, Entry>();

  private constructor(limits: CacheLimits, store: Store | undefined, now: () => number, secret: Uint8Array) {
    this.#limits = limits;
    this.#store = store;
    this.#now = now;
    this.#secret = secret;
  }

  /** Opens the cache with what the store has of it; what is damaged, expired or too much there is left out. Never rejects. */
  static async open(limits: CacheLimits, store?: Store, now: () => number = Date.now): Promise<JudgementCache> {
    const cache = new JudgementCache(limits, store, now, await secretOf(store));
    await cache.#recall();
    return cache;
  }

  get size(): number {
    return this.#entries.size;
  }

  /**
   * The key of a text. INVARIANT: `parts` are all that the judgement depends on besides the text; they are told apart by
   * their lengths, so that no two lists of parts are one text. Only forms that are canonically equal share a key.
   */
  key(text: string, parts: readonly string[]): CacheKey {
    const mac = createHmac("sha256", this.#secret);
    mac.update("sallyport/judge/v1");
    for (const part of [...parts, text.normalize("NFC").replaceAll("\r\n", "\n")]) {
      // In UTF-8, all lone surrogates would be one character.
      mac.update(`\0${part.length}\0`).update(part, "utf16le");
    }
    return mac.digest("hex");
  }

  get(key: CacheKey): Judgement | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined || !this.#isFresh(entry)) {
      this.misses++;
      return undefined;
    }
    this.hits++;
    // What was used last is the last to go.
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return { ...entry.judgement, cached: true };
  }

  async put(key: CacheKey, judgement: Judgement): Promise<void> {
    const entry = { judgement, at: this.#now() };
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    if (judgement.tier === "model") await this.#store?.put(table, key, entry as unknown as Json).catch(() => {});
    for (const [oldest] of this.#entries) {
      if (this.#entries.size <= this.#limits.entries) break;
      const dropped = this.#entries.get(oldest);
      this.#entries.delete(oldest);
      if (dropped?.judgement.tier === "model") await this.#forget(oldest);
    }
  }

  async #recall(): Promise<void> {
    const rows = await this.#store?.scan(table).catch(() => []);
    const found = (rows ?? []).map(({ key, value }) => ({ key, entry: entryOf(value) }));
    const kept = found
      .flatMap(({ key, entry }) => (entry !== undefined && this.#isFresh(entry) ? [{ key, entry }] : []))
      .sort((a, b) => a.entry.at - b.entry.at)
      .slice(-this.#limits.entries);
    for (const { key, entry } of kept) this.#entries.set(key, entry);
    for (const { key } of found) if (!this.#entries.has(key)) await this.#forget(key);
  }

  async #forget(key: CacheKey): Promise<void> {
    await this.#store?.delete(table, key).catch(() => {});
  }

  #isFresh({ at }: Entry): boolean {
    const age = this.#now() - at;
    return age >= 0 && age < this.#limits.hours * 3_600_000;
  }
}

async function secretOf(store: Store | undefined): Promise<Uint8Array> {
  const fresh = randomBytes(keyBytes);
  if (store === undefined) return fresh;
  try {
    await store.compareAndSet(keyTable, "key", null, fresh.toString("base64"));
    const kept = Buffer.from(String((await store.get(keyTable, "key"))?.value), "base64");
    if (kept.length === keyBytes) return kept;
    await store.put(keyTable, "key", fresh.toString("base64"));
  } catch {
    // Without the store, what is kept is this process's own.
  }
  return fresh;
}

/** A stored value as an entry; `undefined` when anything about it is not as it was written. */
function entryOf(value: Json): Entry | undefined {
  const { at, judgement } = (value ?? {}) as Partial<Record<keyof Entry, unknown>>;
  const {
    class: level,
    confidence,
    score,
    tier,
    reason,
    rules,
    spans,
    model,
  } = (judgement ?? {}) as Partial<Judgement>;
  const isWhole =
    Number.isSafeInteger(at) &&
    ["safe", "suspicious", "dangerous"].includes(level as string) &&
    isWithin(confidence, 100) &&
    isWithin(score, 1) &&
    tier === "model" &&
    typeof reason === "string" &&
    typeof model === "string" &&
    Array.isArray(rules) &&
    rules.every((rule) => typeof rule === "string") &&
    Array.isArray(spans) &&
    spans.every((span) => Array.isArray(span) && span.length === 2 && span.every(Number.isSafeInteger));
  return isWhole ? (value as unknown as Entry) : undefined;
}

function isWithin(value: unknown, most: number): boolean {
  return typeof value === "number" && value >= 0 && value <= most;
}
