import type { Grant } from "../decision/index.ts";

/** A yes to one exact request, by a person or by a rule they left: good once, for a while, under the policy that asked. */
export class SingleUseGrant implements Grant {
  readonly id: string;
  readonly fingerprint: string;
  readonly approver: string;
  readonly #isGood: () => boolean;
  #used = false;

  constructor(terms: Pick<Grant, "id" | "fingerprint" | "approver">, isGood: () => boolean) {
    this.id = terms.id;
    this.fingerprint = terms.fingerprint;
    this.approver = terms.approver;
    this.#isGood = isGood;
  }

  consume(): boolean {
    // INVARIANT: the store gave the grant to one turn only (`claimed`, or one use of a rule), and here it is good once.
    if (this.#used) return false;
    this.#used = true;
    return this.#isGood();
  }
}
