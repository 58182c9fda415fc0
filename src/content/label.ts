import type { Taint, Tier } from "../decision/index.ts";

/** What is known about where text came from: the trust of its source, and what it carries. */
export interface Label {
  readonly tier: Tier;
  readonly taint: Taint;
}

/** The taint of a turn that has taken in nothing. */
export const cleanTaint: Taint = { untrusted: false, sensitive: false, sources: [] };

/** Everything either taint says; sources are sorted and listed once, so that equal taints have equal fingerprints. */
export function joinTaint(a: Taint, b: Taint): Taint {
  // INVARIANT: joining never clears a flag and never forgets a source.
  return {
    untrusted: a.untrusted || b.untrusted,
    sensitive: a.sensitive || b.sensitive,
    sources: [...new Set([...a.sources, ...b.sources])].sort(),
  };
}

/** The less trusted of two tiers: `C` before `B` before `A`. */
export function tierMin(a: Tier, b: Tier): Tier {
  return a > b ? a : b;
}

/** The label of a turn that has taken in both. */
export function joinLabel(a: Label, b: Label): Label {
  return { tier: tierMin(a.tier, b.tier), taint: joinTaint(a.taint, b.taint) };
}

/** What a tool's result adds to the taint of its turn; only an untrusted result names its source. */
export function taintOf(result: {
  readonly untrusted: boolean;
  readonly sensitive: boolean;
  readonly source: string;
}): Taint {
  const { untrusted, sensitive, source } = result;
  return { untrusted, sensitive, sources: untrusted ? [source] : [] };
}
