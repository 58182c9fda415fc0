import { meetNames } from "./narrow.ts";

/** Run inside a sandbox; `hosts` are the only ones reachable through the egress proxy, none when empty. */
export interface SandboxObligation {
  readonly id: "sandbox";
  readonly hosts: readonly string[];
}

/** Stop at a size or a time; bytes of output or body, milliseconds of wall clock. */
export interface LimitObligation {
  readonly id: "limit";
  readonly bytes?: number;
  readonly ms?: number;
}

/** Put the result in an envelope that names its source before a model sees it. */
export interface EnvelopeObligation {
  readonly id: "envelope";
}

/** Remove secrets from the result before anybody sees it. */
export interface RedactObligation {
  readonly id: "redact";
}

/** What the enforcement point must also do (XACML 3.0 §7.18). */
export type Obligation = SandboxObligation | LimitObligation | EnvelopeObligation | RedactObligation;
export type ObligationId = Obligation["id"];

/** Where each obligation is fulfilled: while the effect happens, or on its result. */
export const obligationStage: Readonly<Record<ObligationId, "effect" | "result">> = {
  sandbox: "effect",
  limit: "effect",
  envelope: "result",
  redact: "result",
};

/** True for an obligation this version understands in full; anything else means deny. */
export function isKnownObligation(value: unknown): value is Obligation {
  if (typeof value !== "object" || value === null) return false;
  const o = value as Record<string, unknown>;
  switch (o["id"]) {
    case "sandbox":
      return hasOnly(o, ["id", "hosts"]) && Array.isArray(o["hosts"]) && o["hosts"].every((h) => typeof h === "string");
    case "limit":
      return hasOnly(o, ["id", "bytes", "ms"]) && isLimit(o["bytes"]) && isLimit(o["ms"]);
    case "envelope":
    case "redact":
      return hasOnly(o, ["id"]);
    default:
      return false;
  }
}

/** Union of obligations with the stricter form of each kind: fewest hosts, smallest limits. */
export function combineObligations(obligations: readonly Obligation[]): readonly Obligation[] {
  const combined = new Map<ObligationId, Obligation>();
  for (const next of obligations) {
    const held = combined.get(next.id);
    combined.set(next.id, held === undefined ? next : stricter(held, next));
  }
  return [...combined.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function stricter(a: Obligation, b: Obligation): Obligation {
  if (a.id === "sandbox" && b.id === "sandbox") {
    const hosts = meetNames(a.hosts, b.hosts);
    return { id: "sandbox", hosts: hosts === "*" ? [] : hosts };
  }
  if (a.id === "limit" && b.id === "limit") {
    const bytes = smaller(a.bytes, b.bytes);
    const ms = smaller(a.ms, b.ms);
    return { id: "limit", ...(bytes !== undefined && { bytes }), ...(ms !== undefined && { ms }) };
  }
  return a;
}

function smaller(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined) return b;
  return b === undefined ? a : Math.min(a, b);
}

function isLimit(value: unknown): boolean {
  return value === undefined || (typeof value === "number" && Number.isFinite(value) && value >= 0);
}

function hasOnly(object: object, keys: readonly string[]): boolean {
  return Object.keys(object).every((key) => keys.includes(key));
}
