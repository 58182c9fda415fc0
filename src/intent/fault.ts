/** Why an intent is not verified; the codes are stable, and each is one class of failure. */
export type IntentFault =
  | "malformed"
  | "type"
  | "algorithm"
  | "issuer"
  | "key"
  | "signature"
  | "disclosures"
  | "binding"
  | "claims"
  | "not-yet"
  | "expired"
  | "audience"
  | "stale"
  | "transaction"
  | "constraint"
  | "widened"
  | "unbounded"
  | "action"
  | "amount"
  | "currency"
  | "payee"
  | "replayed";

/** Leaves a verification with a reason; it never leaves this folder. */
export class Unverified extends Error {
  readonly fault: IntentFault;

  constructor(fault: IntentFault, message: string) {
    super(message);
    this.fault = fault;
  }
}

/** Leaves the verification unless something holds. */
export function demand(holds: boolean, fault: IntentFault, message: string): asserts holds {
  if (!holds) throw new Unverified(fault, message);
}
