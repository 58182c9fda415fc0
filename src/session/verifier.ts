import type { Tier } from "../decision/index.ts";
import type { Credential } from "./credential.ts";

/** What a bearer may ask of the gateway itself: an operator administers it, a user talks to agents. */
export type Role = "operator" | "user";

/** Whom a token speaks for. */
export interface Identity {
  /** Public name of the token, for lists and revocation; it tells nothing about the secret. */
  readonly token: string;
  readonly principal: string;
  readonly role: Role;
  readonly tier: Tier;
  /** The only agent this token may talk to; absent, any. */
  readonly agent?: string;
  /** Milliseconds since the epoch. */
  readonly expires: number;
}

/** Why a token that is not made up gives nobody access: only who holds a genuine one gets to know more than that. */
export interface NotGranted {
  /**
   * `expired`: it was good once; `unmapped`: it is good, and nothing is granted to whom it speaks for; `unavailable`:
   * it cannot be verified now.
   */
  readonly notGranted: "expired" | "unmapped" | "unavailable";
}

/** Knows one kind of credential. */
export interface Verifier {
  /** Whom it speaks for, or why not; `undefined` when it is not valid. Rejects when that cannot be found out. */
  verify(credential: Credential): Promise<Identity | NotGranted | undefined>;
}
