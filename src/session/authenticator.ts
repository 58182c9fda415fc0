import { hash } from "node:crypto";
import type { Credential, Presented } from "./credential.ts";
import type { Lockout } from "./lockout.ts";
import type { Identity, NotGranted, Verifier } from "./verifier.ts";

/** The answer to a presented credential. */
export type Authentication =
  | { readonly ok: true; readonly identity: Identity }
  | {
      readonly ok: false;
      readonly reason: "missing" | "invalid" | "locked-out" | NotGranted["notGranted"];
      /** Milliseconds after which another try is answered; 0 unless locked out. */
      readonly wait: number;
    };

/** Who verifies which kind of credential; one of a kind that nobody verifies is not valid. */
export type Verifiers = Readonly<Partial<Record<Credential["kind"], Verifier>>>;

/** Finds out who is speaking; denies without a credential, and counts what is wrong per address. */
export class Authenticator {
  readonly #verifiers: Verifiers;
  readonly #lockout: Lockout;
  readonly #onLockout: (peer: string) => void;

  /** `onLockout` hears of every address that is locked out. */
  constructor(verifiers: Verifiers, lockout: Lockout, onLockout: (peer: string) => void = () => {}) {
    this.#verifiers = verifiers;
    this.#lockout = lockout;
    this.#onLockout = onLockout;
  }

  /**
   * Resolves to who it is, or why not. Only what is not valid is counted: not what is missing, nor a genuine token that
   * has expired or is granted nothing, with which nothing is guessed.
   */
  async check(peer: string, presented: Presented): Promise<Authentication> {
    const credential = typeof presented === "object" ? presented : undefined;
    const proof = credential && proofOf(credential);
    const wait = this.#lockout.wait(peer, proof);
    if (wait > 0) return { ok: false, reason: "locked-out", wait };
    if (presented === undefined) return { ok: false, reason: "missing", wait: 0 };
    const found = credential && (await this.#verifiers[credential.kind]?.verify(credential));
    if (found === undefined || proof === undefined) return this.#failed(peer);
    if ("notGranted" in found) return { ok: false, reason: found.notGranted, wait: 0 };
    this.#lockout.succeeded(peer, proof);
    return { ok: true, identity: found };
  }

  #failed(peer: string): Authentication {
    // INVARIANT: a name that has worked from there is not told from one that has not, by who only claims to bear it.
    const wait = this.#lockout.wait(peer, undefined);
    if (this.#lockout.failed(peer)) this.#onLockout(peer);
    return wait > 0 ? { ok: false, reason: "locked-out", wait } : { ok: false, reason: "invalid", wait: 0 };
  }
}

/**
 * What is remembered of a credential that has worked: a token's digest; of a JWT whom it is about, since the next one of
 * the same holder is another text. Whoever only claims to be them is verified like anybody.
 */
function proofOf(credential: Credential): string {
  if (credential.kind === "token") return credential.digest.toString("hex");
  return `jwt:${hash("sha256", JSON.stringify([credential.issuer, credential.subject]))}`;
}
