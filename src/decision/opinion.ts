import { type Effect, isEffect } from "./effect.ts";
import { isKnownObligation, type Obligation } from "./obligation.ts";
import type { Request } from "./request.ts";

export type Risk = "low" | "medium" | "high" | "critical";

const risks: readonly Risk[] = ["low", "medium", "high", "critical"];

/** Why: which rule spoke, in words for a person, with the span of the command it is about (UTF-16 offsets). */
export interface Reason {
  readonly rule: string;
  readonly message: string;
  readonly span?: readonly [start: number, end: number];
  /** What would make it allowed. INVARIANT: for the operator only, never shown to a model. */
  readonly remedy?: string;
}

/** What one decider says; the decision is the meet of all of them. */
export interface Opinion {
  readonly effect: Effect;
  readonly reasons: readonly Reason[];
  readonly obligations?: readonly Obligation[];
  readonly risk?: Risk;
}

/** Anything that may give an opinion. A `default` decider is replaced by one that owns the action. */
export interface Decider {
  readonly name: string;
  readonly role: "default" | "narrowing";
  /** True when this decider answers in place of the default for the action. It never replaces the scope. */
  owns?(action: string): boolean;
  decide(request: Request, signal: AbortSignal): Opinion | Promise<Opinion>;
}

/** What is wrong with an answer that claims to be an opinion; `undefined` when it is one. */
export function opinionFault(value: unknown): "malformed" | "unknown-obligation" | undefined {
  if (typeof value !== "object" || value === null) return "malformed";
  const o = value as Record<string, unknown>;
  if (!isEffect(o["effect"]) || !Array.isArray(o["reasons"]) || !o["reasons"].every(isReason)) return "malformed";
  if (o["risk"] !== undefined && !risks.includes(o["risk"] as Risk)) return "malformed";
  if (o["obligations"] === undefined) return undefined;
  if (!Array.isArray(o["obligations"])) return "malformed";
  return o["obligations"].every(isKnownObligation) ? undefined : "unknown-obligation";
}

/** The higher of two risks. */
export function higherRisk(a: Risk | undefined, b: Risk | undefined): Risk | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return risks.indexOf(a) >= risks.indexOf(b) ? a : b;
}

function isReason(value: unknown): value is Reason {
  if (typeof value !== "object" || value === null) return false;
  const r = value as Record<string, unknown>;
  return (
    typeof r["rule"] === "string" &&
    typeof r["message"] === "string" &&
    isOptionalString(r["remedy"]) &&
    isOptionalSpan(r["span"])
  );
}

function isOptionalString(value: unknown): boolean {
  return value === undefined || typeof value === "string";
}

function isOptionalSpan(value: unknown): boolean {
  return value === undefined || (Array.isArray(value) && value.length === 2 && value.every(Number.isSafeInteger));
}
