import { createPublicKey, hash, type KeyObject, verify } from "node:crypto";
import { canonicalJson, type Json, type JsonObject } from "../decision/index.ts";
import type { Jwt } from "./encoding.ts";
import { demand, Unverified } from "./fault.ts";

/** A public key that signs under one algorithm and no other (RFC 8725 §3.1). */
export interface VerificationKey {
  readonly algorithm: "ES256" | "EdDSA";
  readonly key: KeyObject;
  /** RFC 7638, SHA-256, base64url. */
  readonly thumbprint: string;
  readonly kid?: string;
}

const members = { ES256: ["crv", "kty", "x", "y"], EdDSA: ["crv", "kty", "x"] } as const;

/** Takes a public JWK on P-256 or Ed25519; anything else is no key here. */
export function verificationKey(jwk: Json | undefined): VerificationKey {
  demand(typeof jwk === "object" && jwk !== null && !Array.isArray(jwk), "key", "a key is missing");
  const { kty, crv, d, k, kid } = jwk as JsonObject;
  const algorithm =
    kty === "EC" && crv === "P-256" ? "ES256" : kty === "OKP" && crv === "Ed25519" ? "EdDSA" : undefined;
  demand(algorithm !== undefined, "key", "a key is neither on P-256 nor on Ed25519");
  demand(d === undefined && k === undefined, "key", "a key is not public");
  const needed = Object.fromEntries(members[algorithm].map((name) => [name, (jwk as JsonObject)[name] ?? null]));
  try {
    return {
      algorithm,
      key: createPublicKey({ key: needed as Record<string, string>, format: "jwk" }),
      thumbprint: hash("sha256", canonicalJson(needed), "base64url"),
      ...(typeof kid === "string" && { kid }),
    };
  } catch {
    throw new Unverified("key", "a key is no point of its curve");
  }
}

/**
 * Whether a JWT bears the signature of the key.
 * INVARIANT: the key says which algorithm it is; what the header says must be the same, and chooses nothing.
 */
export function isSignedBy({ header, signed, signature }: Jwt, { algorithm, key }: VerificationKey): boolean {
  if (header["alg"] !== algorithm) return false;
  const data = Buffer.from(signed);
  return algorithm === "ES256"
    ? signature.length === 64 && verify("sha256", data, { key, dsaEncoding: "ieee-p1363" }, signature)
    : verify(null, data, key, signature);
}
