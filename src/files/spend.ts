import type { Permit, Request } from "../decision/index.ts";
import { PermitMismatch } from "../errors.ts";

/** The stricter of the caller's bounds and the permit's. */
export interface Bounds {
  readonly bytes: number;
  readonly ms: number;
}

/**
 * Spends a permit on one access to the path that the request names.
 * @throws {PermitMismatch} when the request is for another access or for no path, and what `Permit.spend` throws.
 */
export function spendOnPath(permit: Permit, request: Request, access: "read" | "write"): Bounds {
  const limit = permit.spend(request, ["limit"]).find((o) => o.id === "limit");
  const { resource } = request;
  // INVARIANT: leave to read is never used to write, nor the other way round.
  if (resource.type !== "path" || resource.access !== access) {
    throw new PermitMismatch(
      `a permit to ${resource.access} a ${resource.type} was spent on ${access === "read" ? "reading" : "writing"} a file`,
    );
  }
  return { bytes: limit?.bytes ?? Number.POSITIVE_INFINITY, ms: limit?.ms ?? Number.POSITIVE_INFINITY };
}

/**
 * Checks that every text an effect will use stands in the arguments that were decided on.
 * @throws {PermitMismatch}
 */
export function requireDecided(request: Request, texts: readonly string[]): void {
  const decided = stringsIn(request.context.arguments);
  // INVARIANT: what was approved is what is written.
  if (texts.every((text) => decided.has(text))) return;
  throw new PermitMismatch("the text to write is not in the arguments that were decided on");
}

function stringsIn(value: unknown, found: Set<string> = new Set()): ReadonlySet<string> {
  if (typeof value === "string") found.add(value);
  else if (typeof value === "object" && value !== null) for (const item of Object.values(value)) stringsIn(item, found);
  return found;
}
