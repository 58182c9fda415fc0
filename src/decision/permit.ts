import { ObligationUnmet, PermitExpired, PermitMismatch, PermitSpent } from "../errors.ts";
import { fingerprint } from "./fingerprint.ts";
import { type Obligation, type ObligationId, obligationStage } from "./obligation.ts";
import type { Request } from "./request.ts";

/** What a permit is minted from. */
export interface PermitTerms {
  readonly evaluation: string;
  readonly fingerprint: string;
  readonly obligations: readonly Obligation[];
  /** Index of the decision record that is already durable. */
  readonly record: number;
  /** Milliseconds since the epoch. */
  readonly expires: number;
}

/** Mints a permit; assigned below, where the private constructor can be reached. */
export let mintPermit: (terms: PermitTerms, now: () => number) => Permit;

/** Unforgeable, single-use, expiring leave for one exact request; only `evaluate` mints one. */
export class Permit {
  readonly #terms: PermitTerms;
  readonly #now: () => number;
  #spent = false;

  private constructor(terms: PermitTerms, now: () => number) {
    this.#terms = terms;
    this.#now = now;
    Object.freeze(this);
  }

  static {
    // INVARIANT: the constructor leaves this file only as `mintPermit`, which `decision/index.ts` does not export.
    mintPermit = (terms, now) => new Permit(terms, now);
  }

  get evaluation(): string {
    return this.#terms.evaluation;
  }

  get obligations(): readonly Obligation[] {
    return this.#terms.obligations;
  }

  /**
   * Spends the permit on `request`, once; `fulfils` names the effect-stage obligations that the caller carries out.
   * @throws {PermitSpent | PermitExpired | PermitMismatch | ObligationUnmet} The effect must then not happen.
   */
  spend(request: Request, fulfils: readonly ObligationId[]): readonly Obligation[] {
    if (this.#spent) throw new PermitSpent(`permit of evaluation ${this.evaluation} was already spent`);
    this.#spent = true;
    if (this.#now() >= this.#terms.expires) throw new PermitExpired(`permit of evaluation ${this.evaluation} expired`);
    if (fingerprint(request) !== this.#terms.fingerprint) {
      throw new PermitMismatch(`permit of evaluation ${this.evaluation} was minted for another request`);
    }
    const unmet = this.obligations.find((o) => obligationStage[o.id] === "effect" && !fulfils.includes(o.id));
    if (unmet !== undefined)
      throw new ObligationUnmet(`this enforcement point cannot fulfil the obligation "${unmet.id}"`);
    return this.obligations;
  }
}
