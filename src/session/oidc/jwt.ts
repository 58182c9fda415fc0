import { decodeProtectedHeader, errors, type JWTHeaderParameters, jwtVerify } from "jose";
import { string } from "../../decision/index.ts";
import { type Claims, unmetClaim } from "./grant.ts";
import type { KeySet } from "./keys.ts";
import type { OidcProvider } from "./provider.ts";

/** What became of a token; `why` is for operators and holds nothing of the token but names. */
export type Verdict =
  | {
      readonly ok: true;
      readonly kind: "access" | "id";
      readonly claims: Claims & { readonly exp: number; readonly iat: number };
    }
  | { readonly ok: false; readonly reason: "invalid" | "expired" | "unavailable"; readonly why: string };

/**
 * Verifies a JWT as RFC 8725 wants it: by a key of the issuer's and by no other, under an algorithm from our list.
 * Whatever its header says of keys (`jku`, `x5u`, `jwk`, `x5c`) is not looked at. `now` in milliseconds since the epoch.
 */
export async function verifyJwt(text: string, provider: OidcProvider, keys: KeySet, now: number): Promise<Verdict> {
  const header = headerOf(text);
  if (header === undefined) return invalid("its header cannot be read");
  // INVARIANT: what the header demands and we do not know is never ignored (RFC 7515 §4.1.11).
  if (header.crit !== undefined) return invalid("its header demands extensions (crit)");
  if (!provider.algorithms.includes(header.alg)) return invalid("its algorithm (alg) is none of the configured ones");
  const kind = kindOf(header, provider);
  if (kind === undefined) return invalid("it is of a type (typ) that is not taken");
  const key = await keys.find(header);
  if (key === "unavailable") return { ok: false, reason: "unavailable", why: "the keys of its issuer cannot be had" };
  if (key === "unknown") return invalid("its issuer has no such key (kid)");
  const audience = [...(provider.tokens[kind]?.audience ?? [])];
  try {
    const { payload } = await jwtVerify(text, key, {
      issuer: provider.issuer,
      audience,
      algorithms: [...provider.algorithms],
      clockTolerance: provider.clockSkewSeconds,
      maxTokenAge: provider.maxAgeSeconds,
      requiredClaims: ["exp", "iat", "sub"],
      currentDate: new Date(now),
    });
    const fault = claimFault(payload, provider, kind);
    if (fault !== undefined) return invalid(fault);
    return { ok: true, kind, claims: payload as Claims & { exp: number; iat: number } };
  } catch (error) {
    return refusedBy(error, provider, kind);
  }
}

/** INVARIANT: what it is verified as follows from its type alone, and each kind has audiences of its own (RFC 8725 §3.11). */
function kindOf({ typ = "JWT" }: JWTHeaderParameters, { tokens }: OidcProvider): "access" | "id" | undefined {
  const type = string(typ)
    .toLowerCase()
    .replace(/^application\//, "");
  if (tokens.access?.typ.toLowerCase() === type) return "access";
  return tokens.id !== undefined && type === "jwt" ? "id" : undefined;
}

/** What is wrong with claims that the library does not know. */
function claimFault(claims: Claims, { tokens, require }: OidcProvider, kind: "access" | "id"): string | undefined {
  const { aud, azp, cnf } = claims;
  // INVARIANT: what counts only with the proof of a key (RFC 7800 §3.1) does not count without it.
  if (cnf !== undefined) return "it is bound to a key (cnf), and a bearer shows none";
  // OpenID Connect Core §3.1.3.7: an ID token may have several audiences, and then says for which client it was made.
  const mine = tokens.id?.audience ?? [];
  if (kind === "id" && (azp === undefined ? Array.isArray(aud) && aud.length > 1 : !mine.includes(String(azp))))
    return "it was issued to another client (azp)";
  const unmet = unmetClaim(require, claims);
  return unmet === undefined ? undefined : `it lacks what is required of its claim ${unmet}`;
}

function headerOf(text: string): (JWTHeaderParameters & { readonly alg: string }) | undefined {
  try {
    const header = decodeProtectedHeader(text);
    return typeof header.alg === "string" ? { ...header, alg: header.alg } : undefined;
  } catch {
    return undefined;
  }
}

/** The library judges the signature first, then issuer and audience, then the times: what has expired is genuine. */
function refusedBy(error: unknown, provider: OidcProvider, kind: "access" | "id"): Verdict {
  if (error instanceof errors.JWTExpired) {
    const fault = claimFault(error.payload, provider, kind);
    const why = error.claim === "exp" ? "it has expired (exp)" : "it was issued too long ago (iat)";
    return fault === undefined ? { ok: false, reason: "expired", why } : invalid(fault);
  }
  if (error instanceof errors.JWTClaimValidationFailed) return invalid(`its claim ${error.claim} is not as it must be`);
  if (error instanceof errors.JWSSignatureVerificationFailed) return invalid("its signature is not its issuer's");
  return invalid("it is no JSON Web Token that can be verified");
}

function invalid(why: string): Verdict {
  return { ok: false, reason: "invalid", why };
}
