import type { Json } from "../decision/index.ts";
import { parseAmount } from "./amount.ts";
import { demand } from "./fault.ts";

/** What an agent would do: the action, and where it is a payment how much, of what, to whom. */
export interface IntendedAct {
  readonly action: string;
  /** Decimal digits, such as `12.50`. */
  readonly amount?: string;
  /** ISO 4217, such as `EUR`. */
  readonly currency?: string;
  /** Compared as a whole, character by character. */
  readonly payee?: string;
}

/** What a link of a chain allows; what is absent it says nothing about. */
export interface Constraints {
  readonly actions?: readonly string[];
  readonly amount?: { readonly max: bigint; readonly currency: string };
  readonly payees?: readonly string[];
}

/** Reads the claim `intent`. Refuses what it does not know: a constraint that is passed over constrains nothing. */
export function readConstraints(claim: Json | undefined): Constraints {
  if (claim === undefined) return {};
  const { actions, amount, payees } = membersOf(claim, ["actions", "amount", "payees"]);
  return {
    ...(actions !== undefined && { actions: namesOf(actions) }),
    ...(amount !== undefined && { amount: limitOf(amount) }),
    ...(payees !== undefined && { payees: namesOf(payees) }),
  };
}

/** What is left of a link's constraints under a later link's, each of which must be the same or less. */
export function narrowed(held: Constraints, next: Constraints): Constraints {
  demand(isSubset(next.actions, held.actions), "widened", "a link allows an action that the one before does not");
  demand(isSubset(next.payees, held.payees), "widened", "a link allows a payee that the one before does not");
  const [before, after] = [held.amount, next.amount];
  const isLess =
    before === undefined || after === undefined || (after.currency === before.currency && after.max <= before.max);
  demand(isLess, "widened", "a link allows more, or another currency, than the one before");
  return { ...held, ...next };
}

/** Refuses an act unless the constraints speak of everything in it, and it of everything in them. */
export function requireAllowed({ actions, amount, payees }: Constraints, act: IntendedAct): void {
  demand(actions !== undefined, "unbounded", "no link says which actions it is about");
  demand(actions.includes(act.action), "action", "the action is not among those that were allowed");
  // INVARIANT: both ways; what a mandate bounds cannot be left out, nor what it does not speak of be put in.
  demand(
    (amount === undefined) === (act.amount === undefined),
    amount === undefined ? "unbounded" : "amount",
    amount === undefined ? "no link allows an amount" : "the mandate bounds an amount, and none was given",
  );
  demand(
    (act.amount === undefined) === (act.currency === undefined),
    "currency",
    "an amount and its currency go together",
  );
  demand(
    (payees === undefined) === (act.payee === undefined),
    payees === undefined ? "unbounded" : "payee",
    payees === undefined ? "no link allows a payee" : "the mandate names payees, and none was given",
  );
  if (amount !== undefined && act.amount !== undefined) {
    const asked = parseAmount(act.amount);
    demand(asked !== undefined && asked > 0n, "amount", "the amount is not a decimal number above zero");
    demand(act.currency === amount.currency, "currency", "the currency is not the one that was allowed");
    demand(asked <= amount.max, "amount", "the amount is more than was allowed");
  }
  if (payees !== undefined)
    demand(payees.includes(act.payee ?? ""), "payee", "the payee is not among those that were allowed");
}

function limitOf(value: Json): NonNullable<Constraints["amount"]> {
  const { max, currency } = membersOf(value, ["max", "currency"]);
  const amount = typeof max === "string" ? parseAmount(max) : undefined;
  demand(amount !== undefined, "constraint", "a maximum is not a decimal number in quotes");
  demand(typeof currency === "string" && /^[A-Z]{3}$/.test(currency), "constraint", "a currency is not three letters");
  return { max: amount, currency };
}

function namesOf(value: Json): readonly string[] {
  demand(
    Array.isArray(value) && value.every((name) => typeof name === "string"),
    "constraint",
    "a list of names is none",
  );
  return value as readonly string[];
}

function membersOf(value: Json, known: readonly string[]): Readonly<Record<string, Json>> {
  demand(
    typeof value === "object" && value !== null && !Array.isArray(value),
    "constraint",
    "a constraint is no object",
  );
  const stranger = Object.keys(value).find((name) => !known.includes(name));
  demand(stranger === undefined, "constraint", "there is a constraint that this version does not know");
  return value as Readonly<Record<string, Json>>;
}

function isSubset(part: readonly string[] | undefined, whole: readonly string[] | undefined): boolean {
  return part === undefined || whole === undefined || part.every((name) => whole.includes(name));
}
