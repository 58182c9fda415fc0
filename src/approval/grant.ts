import type { Grant } from "../decision/index.ts";

/** A person's yes to one exact request: good once, for a while, and only under the policy that asked. */
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
    // INVARIANT: the store gave the grant to one turn only (`claimed`), and here it is good once.
    if (this.#used) return false;
    this.#used = true;
    return this.#isGood();
  }
}
