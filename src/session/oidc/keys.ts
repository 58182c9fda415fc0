import type { CryptoKey, JWK, JWSHeaderParameters, LocalJWKSet } from "jose";
import { fields, list } from "../../decision/index.ts";

/** Gets the JSON Web Key Set of an issuer, parsed. Rejects with why it could not. */
export type FetchKeys = (provider: { readonly issuer: string; readonly jwksUri?: string }) => Promise<unknown>;

/** What is known of an issuer's keys. */
export interface KeyState {
  /** `current`; `outage`: known keys are used, new ones cannot be had; `unavailable`: its tokens are refused. */
  readonly state: "not asked yet" | "current" | "outage" | "unavailable";
  readonly keys: number;
  /** When they were last had; milliseconds since the epoch. */
  readonly fetched?: number;
  /** Why the last attempt failed. */
  readonly fault?: string;
}

/** What keys are kept by. */
export interface KeyOptions {
  readonly load: () => Promise<unknown>;
  readonly refreshMs: number;
  readonly outageMs: number;
  readonly now: () => number;
}

/** Keys of one issuer that are looked at; more are not an issuer's. */
const mostKeys = 100;
/** How often tokens may have keys fetched. */
const asks = { most: 3, withinMs: 60_000 };
/** Until the next attempt after one that failed; milliseconds. */
const retryMs = 30_000;

/** The keys of one issuer: fetched by the clock, and, at a bounded rate, when a token names one that is not known. */
export class KeySet {
  readonly #options: KeyOptions;
  #find: LocalJWKSet | undefined;
  #keys = 0;
  #fetched = 0;
  #fault: string | undefined;
  #fetching: Promise<void> | undefined;
  #asked: readonly number[] = [];
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: KeyOptions) {
    this.#options = options;
  }

  /** The key that a token says it is signed with; `unknown` when the issuer has none such, `unavailable` when it cannot be told. */
  async find(header: JWSHeaderParameters): Promise<CryptoKey | "unknown" | "unavailable"> {
    if (!this.#isUsable) await this.#ask();
    if (!this.#isUsable) return "unavailable";
    const known = await this.#match(header);
    if (known !== undefined) return known;
    await this.#ask();
    const found = this.#isUsable ? await this.#match(header) : undefined;
    return found ?? (this.#fault === undefined ? "unknown" : "unavailable");
  }

  /** Fetches the keys now and from then on by the clock. */
  async refresh(): Promise<void> {
    this.#fetching ??= this.#load().finally(() => {
      this.#fetching = undefined;
    });
    await this.#fetching;
  }

  get state(): KeyState {
    const [keys, fetched, fault] = [this.#keys, this.#fetched, this.#fault];
    const known = { keys, ...(fetched > 0 && { fetched }), ...(fault !== undefined && { fault }) };
    if (this.#isUsable) return { state: fault === undefined ? "current" : "outage", ...known };
    return { state: fetched === 0 && fault === undefined ? "not asked yet" : "unavailable", ...known };
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  get #isUsable(): boolean {
    return this.#find !== undefined && this.#options.now() - this.#fetched <= this.#options.outageMs;
  }

  /** INVARIANT: who is not known yet can have keys fetched three times a minute and no more, whatever they send. */
  async #ask(): Promise<void> {
    if (this.#fetching !== undefined) return this.#fetching;
    const now = this.#options.now();
    const recent = this.#asked.filter((at) => now - at < asks.withinMs);
    if (recent.length >= asks.most) return;
    this.#asked = [...recent, now];
    await this.refresh();
  }

  async #load(): Promise<void> {
    clearTimeout(this.#timer);
    try {
      const keys = usableKeys(await this.#options.load());
      const { createLocalJWKSet } = await import("jose");
      this.#find = createLocalJWKSet({ keys });
      this.#keys = keys.length;
      this.#fetched = this.#options.now();
      this.#fault = undefined;
    } catch (error) {
      this.#fault = (error as Error).message;
    }
    if (this.#closed) return;
    const next = this.#fault === undefined ? this.#options.refreshMs : Math.min(retryMs, this.#options.refreshMs);
    this.#timer = setTimeout(() => void this.refresh(), next).unref();
  }

  async #match(header: JWSHeaderParameters): Promise<CryptoKey | "unknown" | undefined> {
    try {
      return await this.#find?.(header);
    } catch (error) {
      // Several keys fit, or the one that does is none: fetching it again would not help.
      return (error as { code?: string }).code === "ERR_JWKS_NO_MATCHING_KEY" ? undefined : "unknown";
    }
  }
}

/** The public signature keys of a set (RFC 7517 §5). @throws when it is no such set. */
function usableKeys(set: unknown): JWK[] {
  const { keys } = fields(set);
  if (!Array.isArray(keys)) throw new Error("what it gave is no JSON Web Key Set");
  return list(keys)
    .slice(0, mostKeys)
    .map(fields)
    .filter(({ kty, d, use }) => {
      const isPublic = (kty === "RSA" || kty === "EC" || kty === "OKP") && d === undefined;
      return isPublic && (use === undefined || use === "sig");
    }) as JWK[];
}
