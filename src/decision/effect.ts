/** The answer lattice: `deny < ask < allow`. */
export type Effect = "deny" | "ask" | "allow";

const rank: Readonly<Record<Effect, number>> = { deny: 0, ask: 1, allow: 2 };

/** True for exactly the three effects; anything else a decider returns is malformed. */
export function isEffect(value: unknown): value is Effect {
  return value === "deny" || value === "ask" || value === "allow";
}

/** Greatest lower bound of two effects: associative, commutative, idempotent, never wider than either. */
export function meet(a: Effect, b: Effect): Effect {
  // INVARIANT: combining can only narrow.
  return rank[a] <= rank[b] ? a : b;
}

/** True when `a` permits no more than `b`. */
export function isNarrowerOrEqual(a: Effect, b: Effect): boolean {
  return rank[a] <= rank[b];
}
