import type { Json } from "../decision/index.ts";
import { type VerificationKey, verificationKey } from "./key.ts";

/** Whom an installation believes about intents, and for how long a presentation is good. Seconds. */
export interface IntentTrust {
  readonly issuers: Readonly<Record<string, readonly VerificationKey[]>>;
  /** Whom an agent must have named as the one it shows the chain to. */
  readonly audience: string;
  readonly clockSkewSeconds: number;
  /** Since the agent signed. */
  readonly maxAgeSeconds: number;
}

/** The keys of an issuer. @throws what says which of them cannot be used. */
export function issuerKeys(jwks: readonly Json[]): readonly VerificationKey[] {
  return jwks.map(verificationKey);
}
