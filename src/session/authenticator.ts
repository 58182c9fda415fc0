import type { Presented } from "./credential.ts";
import type { Lockout } from "./lockout.ts";
import type { Identity, Tokens } from "./tokens.ts";

/** The answer to a presented credential. */
export type Authentication =
  | { readonly ok: true; readonly identity: Identity }
  | {
      readonly ok: false;
      readonly reason: "missing" | "invalid" | "locked-out";
      /** Milliseconds after which another try is answered; 0 unless locked out. */
      readonly wait: number;
    };

/** Finds out who is speaking; denies without a credential, and counts what is wrong per address. */
export class Authenticator {
  readonly #tokens: Tokens;
  readonly #lockout: Lockout;
  readonly #onLockout: (peer: string) => void;

  /** `onLockout` hears of every address that is locked out. */
  constructor(tokens: Tokens, lockout: Lockout, onLockout: (peer: string) => void = () => {}) {
    this.#tokens = tokens;
    this.#lockout = lockout;
    this.#onLockout = onLockout;
  }

  /** Resolves to who it is, or why not; only what was wrong is counted, not what was missing. */
  async check(peer: string, presented: Presented): Promise<Authentication> {
    const credential = typeof presented === "object" ? presented : undefined;
    const digest = credential?.digest.toString("hex");
    const wait = this.#lockout.wait(peer, digest);
    if (wait > 0) return { ok: false, reason: "locked-out", wait };
    if (presented === undefined) return { ok: false, reason: "missing", wait: 0 };
    const identity = credential === undefined ? undefined : await this.#tokens.verify(credential);
    if (identity === undefined || digest === undefined) {
      if (this.#lockout.failed(peer)) this.#onLockout(peer);
      return { ok: false, reason: "invalid", wait: 0 };
    }
    this.#lockout.succeeded(peer, digest);
    return { ok: true, identity };
  }
}
