import type { Provenance } from "../provider/index.ts";
import type { Labels } from "./labels.ts";

/** Sources that are named; more are only counted. */
const most = 16;

/** Everything that any of them says: the lowest tier, all sources; `undefined` when there is none. */
export function joinProvenance(all: readonly (Provenance | undefined)[]): Provenance | undefined {
  const known = all.filter((each) => each !== undefined);
  if (known.length === 0) return undefined;
  const tier = known.map((each) => each.tier).reduce((a, b) => (a > b ? a : b));
  const sources = [...new Set(known.flatMap((each) => each.sources))].sort();
  return { tier, sources: sources.length > most ? [...sources.slice(0, most), "others"] : sources };
}

/** What a turn that has read untrusted text gives to whatever it writes; `undefined` for a clean one. */
export function provenanceOf({ taint, tier }: Labels): Provenance | undefined {
  return taint.untrusted ? { tier, sources: taint.sources } : undefined;
}

/** The labels that a turn has once it takes in something of this provenance. */
export function taintedBy<T extends Labels>(turn: T, provenance: Provenance | undefined): T {
  if (provenance === undefined) return turn;
  const { taint } = turn;
  const sources = [...new Set([...taint.sources, ...provenance.sources])].sort();
  return { ...turn, taint: { ...taint, untrusted: true, sources } };
}
