import { canonicalJson } from "../../decision/index.ts";
import type { Store } from "../../store/index.ts";
import type { Credential, JwtCredential } from "../credential.ts";
import type { Identity, NotGranted, Verifier } from "../verifier.ts";
import { type Claims, grantFor, isService } from "./grant.ts";
import { type FetchKeys, KeySet, type KeyState } from "./keys.ts";
import { oidcPrefix, oidcPrincipal } from "./principal.ts";
import type { OidcProvider, OidcProviders } from "./provider.ts";
import { Revocations } from "./revocations.ts";

/** What a verifier works with. */
export interface OidcParts {
  readonly store: Store;
  readonly fetchKeys: FetchKeys;
  readonly now?: () => number;
}

/** An issuer, and what is known of its keys. */
export interface IssuerStatus extends KeyState {
  readonly name: string;
  readonly issuer: string;
}

/** Whom a token speaks for, or why nobody; for operators, never for whoever shows it. */
export type Explained =
  | { readonly identity: Identity; readonly issuer: string; readonly kind: "access" | "id" }
  | { readonly reason: NotGranted["notGranted"] | "invalid"; readonly why: string; readonly issuer?: string };

interface Issuer {
  readonly name: string;
  readonly provider: OidcProvider;
  readonly keys: KeySet;
}

/** Whom tokens of OpenID providers speak for: verified, then mapped by what the configuration grants. */
export class OidcVerifier implements Verifier {
  readonly #fetchKeys: FetchKeys;
  readonly #now: () => number;
  readonly #revocations: Revocations;
  readonly #listeners = new Set<() => void>();
  #issuers: ReadonlyMap<string, Issuer> = new Map();
  #isWarm = false;

  constructor(providers: OidcProviders, { store, fetchKeys, now = Date.now }: OidcParts) {
    this.#fetchKeys = fetchKeys;
    this.#now = now;
    this.#revocations = new Revocations(store);
    this.#put(providers);
  }

  async verify(credential: Credential): Promise<Identity | NotGranted | undefined> {
    const found = credential.kind === "jwt" ? await this.explain(credential) : undefined;
    if (found === undefined) return undefined;
    if ("identity" in found) return found.identity;
    return found.reason === "invalid" ? undefined : { notGranted: found.reason };
  }

  /** The same with the reasons. */
  async explain(credential: JwtCredential): Promise<Explained> {
    const known = this.#issuers.get(credential.issuer);
    if (known === undefined) return { reason: "invalid", why: "its issuer (iss) is none of the configured ones" };
    const found = await this.#judge(credential, known);
    // INVARIANT: what was found out by a configuration that has changed meanwhile is found out anew.
    return this.#issuers.get(credential.issuer) === known ? found : this.explain(credential);
  }

  async #judge({ digest, text }: JwtCredential, { name: issuer, provider, keys }: Issuer): Promise<Explained> {
    const { verifyJwt } = await import("./jwt.ts");
    const verdict = await verifyJwt(text(), provider, keys, this.#now());
    if (!verdict.ok) return { reason: verdict.reason, why: verdict.why, issuer };
    const { claims, kind } = verdict;
    const principal = oidcPrincipal(issuer, String(claims["sub"]), isService(claims));
    if (principal === undefined) return { reason: "invalid", why: "its subject (sub) can be nobody's", issuer };
    const skewMs = provider.clockSkewSeconds * 1_000;
    if (claims.iat * 1_000 - skewMs <= (await this.#revocations.since(principal)))
      return { reason: "expired", why: "what its subject had was revoked", issuer };
    const grant = grantFor(provider.map, claims);
    if (grant === undefined) return { reason: "unmapped", why: `nothing is granted to ${principal}`, issuer };
    const { role, tier, agent } = grant;
    const identity: Identity = {
      token: digest.toString("hex", 0, 8),
      principal,
      role,
      tier,
      ...(agent !== undefined && { agent }),
      expires: expiryOf(claims, provider) + skewMs,
    };
    return { identity, issuer, kind };
  }

  /** Every configured issuer. */
  status(): readonly IssuerStatus[] {
    return [...this.#issuers.values()].map(({ name, provider, keys }) => ({
      name,
      issuer: provider.issuer,
      ...keys.state,
    }));
  }

  /** Fetches the keys of every issuer, those of later ones too; from then on by the clock. What fails shows in the status. */
  async warm(): Promise<void> {
    this.#isWarm = true;
    await Promise.all([...this.#issuers.values()].map(({ keys }) => keys.refresh()));
  }

  /** Puts other providers in force. Keys of those that are fetched as before are kept; listeners hear of it. */
  reload(providers: OidcProviders): void {
    this.#put(providers);
    this.#changed();
  }

  /** Voids what was issued about a principal until now; whoever is to come back has to sign in anew. */
  async revoke(principal: string): Promise<void> {
    await this.#revocations.revoke(principal, this.#now());
    this.#changed();
  }

  /** Whether the issuer of a principal is still configured, and nothing of theirs from before `time` has been voided. */
  async stands(principal: string, time: number): Promise<boolean> {
    const isKnown = [...this.#issuers.values()].some(({ name }) => principal.startsWith(oidcPrefix(name)));
    return isKnown && time > (await this.#revocations.since(principal));
  }

  /** Calls `listener` when any identity may have ended or changed; returns the end of that. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    for (const { keys } of this.#issuers.values()) keys.close();
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }

  #put(providers: OidcProviders): void {
    const before = new Map([...this.#issuers.values()].map((issuer) => [keySource(issuer.provider), issuer.keys]));
    const kept = new Set<KeySet>();
    const issuers = Object.entries(providers).map(([name, provider]): [string, Issuer] => {
      const keys = before.get(keySource(provider)) ?? this.#keysOf(provider);
      kept.add(keys);
      return [provider.issuer, { name, provider, keys }];
    });
    for (const keys of before.values()) if (!kept.has(keys)) keys.close();
    this.#issuers = new Map(issuers);
    if (this.#isWarm) for (const keys of kept) if (keys.state.state === "not asked yet") void keys.refresh();
  }

  #keysOf({ issuer, jwksUri, keys }: OidcProvider): KeySet {
    return new KeySet({
      load: () => this.#fetchKeys({ issuer, ...(jwksUri !== undefined && { jwksUri }) }),
      refreshMs: keys.refreshSeconds * 1_000,
      outageMs: keys.outageSeconds * 1_000,
      now: this.#now,
    });
  }
}

/** What decides which keys a provider has. */
function keySource({ issuer, jwksUri, keys }: OidcProvider): string {
  return canonicalJson([issuer, jwksUri ?? null, keys.refreshSeconds, keys.outageSeconds]);
}

/** When a token ends by itself: its own end is none of its seconds, its last second of age is one. */
function expiryOf(
  { exp, iat }: Claims & { readonly exp: number; readonly iat: number },
  provider: OidcProvider,
): number {
  return Math.min(exp, iat + provider.maxAgeSeconds + 1) * 1_000;
}
