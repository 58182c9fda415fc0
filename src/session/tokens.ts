import { timingSafeEqual } from "node:crypto";
import type { Tier } from "../decision/index.ts";
import type { Store } from "../store/index.ts";
import { type Credential, digestOf, newToken } from "./credential.ts";
import { isOidcPrincipal } from "./oidc/principal.ts";
import type { Identity, Role } from "./verifier.ts";

/** A token as lists show it. */
export interface TokenEntry extends Identity {
  readonly label: string;
  readonly created: number;
}

/** What a token is issued for. */
export interface TokenTerms {
  readonly principal: string;
  readonly role: Role;
  readonly tier: Tier;
  readonly agent?: string;
  /** What the token is for, in the operator's words. */
  readonly label?: string;
  /** Milliseconds until it expires; default 24 hours. */
  readonly life?: number;
}

const table = "tokens";
const defaultLife = 24 * 3_600_000;

type Kept = {
  readonly digest: string;
  readonly principal: string;
  readonly role: Role;
  readonly tier: Tier;
  readonly agent: string | null;
  readonly label: string;
  readonly created: number;
  readonly expires: number;
};

/** The bearer tokens of one gateway. Only their hashes are stored, and every check reads the store. */
export class Tokens {
  readonly #store: Store;
  readonly #now: () => number;
  readonly #listeners = new Set<(token: string) => void>();

  constructor(store: Store, now: () => number = Date.now) {
    this.#store = store;
    this.#now = now;
  }

  /** Issues a token; its text is in the answer and nowhere else. @throws {TypeError} for a principal of an issuer's. */
  async issue(terms: TokenTerms): Promise<{ readonly text: string; readonly entry: TokenEntry }> {
    // INVARIANT: no token of our own speaks for somebody whom an issuer speaks for.
    if (isOidcPrincipal(terms.principal)) throw new TypeError(`only its issuer speaks for ${terms.principal}`);
    const text = newToken();
    const digest = digestOf(text);
    const created = this.#now();
    const kept: Kept = {
      digest: digest.toString("hex"),
      principal: terms.principal,
      role: terms.role,
      tier: terms.tier,
      agent: terms.agent ?? null,
      label: terms.label ?? "",
      created,
      expires: created + (terms.life ?? defaultLife),
    };
    await this.#store.put(table, nameOf(digest), kept);
    return { text, entry: entryOf(nameOf(digest), kept) };
  }

  /** Whom the credential speaks for; `undefined` when it is unknown, revoked or expired. */
  async verify({ digest }: Credential): Promise<Identity | undefined> {
    const name = nameOf(digest);
    // INVARIANT: revocation is effective at once because nothing is remembered between two checks.
    const row = await this.#store.get(table, name);
    if (row === undefined) return undefined;
    const kept = row.value as Kept;
    const same = timingSafeEqual(Buffer.from(kept.digest, "hex"), digest);
    return same && this.#now() < kept.expires ? identityOf(name, kept) : undefined;
  }

  /** Every token that has not been revoked, expired ones included. */
  async list(): Promise<readonly TokenEntry[]> {
    return (await this.#store.scan(table)).map(({ key, value }) => entryOf(key, value as Kept));
  }

  /** Voids a token by its public name; says whether there was one. Listeners hear of it before this resolves. */
  async revoke(token: string): Promise<boolean> {
    const revoked = await this.#store.delete(table, token);
    if (revoked) for (const listener of this.#listeners) listener(token);
    return revoked;
  }

  /** Calls `listener` with the public name of each token that is revoked here; returns the end of that. */
  onRevoked(listener: (token: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

/** The first 64 bits of the hash: found without a scan, and of no help to anybody who wants the token. */
function nameOf(digest: Buffer): string {
  return digest.toString("hex", 0, 8);
}

function identityOf(token: string, { principal, role, tier, agent, expires }: Kept): Identity {
  return { token, principal, role, tier, expires, ...(agent !== null && { agent }) };
}

function entryOf(token: string, kept: Kept): TokenEntry {
  return { ...identityOf(token, kept), label: kept.label, created: kept.created };
}
