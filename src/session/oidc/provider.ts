import type { Tier } from "../../decision/index.ts";
import type { Role } from "../verifier.ts";

/** Whose tokens are taken, which of them, and what is granted to whom they speak for. */
export interface OidcProvider {
  /** As it stands in the `iss` claim, character for character. */
  readonly issuer: string;
  /** Where its keys are; absent, where its discovery document says. */
  readonly jwksUri?: string;
  /** A kind of token without an audience is not taken. */
  readonly tokens: {
    /** Access tokens: RFC 9068 gives them the type `at+jwt`, some issuers `JWT`. */
    readonly access?: { readonly audience: readonly string[]; readonly typ: "at+jwt" | "JWT" };
    /** ID tokens (OpenID Connect Core §2); the audience is a client id. */
    readonly id?: { readonly audience: readonly string[] };
  };
  /** Asymmetric ones of JWS. */
  readonly algorithms: readonly string[];
  /** How far the issuer's clock may be from ours. */
  readonly clockSkewSeconds: number;
  /** Since it was issued, whatever its own expiry. */
  readonly maxAgeSeconds: number;
  /** Claims that every token must have, with one of the values each. */
  readonly require: ClaimValues;
  readonly keys: {
    readonly refreshSeconds: number;
    /** How long known keys are good for while the issuer gives none. */
    readonly outageSeconds: number;
  };
  /** The first that fits grants; where none does, nothing is granted. */
  readonly map: readonly OidcGrant[];
}

/** Providers by the name that stands in their principals. */
export type OidcProviders = Readonly<Record<string, OidcProvider>>;

/** Values by claim: one of them must be what the claim says, or among what it lists. */
export type ClaimValues = Readonly<Record<string, readonly string[]>>;

/** What is granted to whom. */
export interface OidcGrant {
  readonly subject?: string;
  readonly claims: ClaimValues;
  /** For services or for people; never for both. */
  readonly service: boolean;
  readonly role: Role;
  readonly tier: Tier;
  /** The only agent they may talk to; absent, any. */
  readonly agent?: string;
}
