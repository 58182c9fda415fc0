import type { JsonObject } from "../decision/index.ts";
import { type Constraints, readConstraints } from "./constraints.ts";
import { checkDisclosures } from "./disclosures.ts";
import { readJwt } from "./encoding.ts";
import { demand, Unverified } from "./fault.ts";
import { isSignedBy, type VerificationKey, verificationKey } from "./key.ts";

/** The media types of the links (RFC 7515 §4.1.9); a link is taken for no other kind than the one it says. */
export const linkTypes = {
  credential: ["dc+sd-jwt", "vc+sd-jwt"],
  mandate: ["kb+sd-jwt"],
  presentation: ["kb+jwt"],
} as const;

/** An SD-JWT whose signature holds: what it allows, to whom, and when. Seconds since the epoch. */
export interface Link {
  readonly payload: JsonObject;
  readonly constraints: Constraints;
  /** Who may add the next link. */
  readonly holder: VerificationKey;
  readonly notBefore?: number;
  readonly expires: number;
}

/** What was presented of an SD-JWT, with the tilde at its end (RFC 9901 §4). */
export function sdJwtText(part: string): string {
  return `${part}~`;
}

/** Reads an SD-JWT that one of the keys must have signed. @throws {Unverified} */
export function readLink(
  part: string,
  types: readonly string[],
  keysFor: (payload: JsonObject) => readonly VerificationKey[],
): Link {
  const [text = "", ...disclosures] = part.split("~");
  const jwt = readJwt(text);
  const { header, payload } = jwt;
  demand(types.includes(String(header["typ"])), "type", "a link is not of the type (typ) that belongs there");
  demand(
    header["alg"] === "ES256" || header["alg"] === "EdDSA",
    "algorithm",
    "a link is signed under another algorithm than ES256 and EdDSA",
  );
  const keys = keysFor(payload).filter(
    ({ kid }) => kid === undefined || header["kid"] === undefined || kid === header["kid"],
  );
  demand(
    keys.some((key) => isSignedBy(jwt, key)),
    "signature",
    "a link is not signed by whom it would have to be",
  );
  checkDisclosures(payload, disclosures);
  const { cnf, nbf, exp, iat } = payload;
  const jwk = typeof cnf === "object" && cnf !== null ? (cnf as JsonObject)["jwk"] : undefined;
  const [notBefore, expires, issued] = [secondsOf(nbf), secondsOf(exp), secondsOf(iat)];
  demand(expires !== undefined, "claims", "a link does not say when it expires (exp)");
  const start = issued === undefined ? notBefore : Math.max(issued, notBefore ?? issued);
  return {
    payload,
    constraints: readConstraints(payload["intent"]),
    holder: verificationKey(jwk),
    expires,
    ...(start !== undefined && { notBefore: start }),
  };
}

/** A NumericDate in whole seconds; `undefined` when it is not given. */
export function secondsOf(claim: unknown): number | undefined {
  if (claim === undefined) return undefined;
  if (Number.isSafeInteger(claim) && (claim as number) >= 0) return claim as number;
  throw new Unverified("claims", "a time is not a whole number of seconds");
}
