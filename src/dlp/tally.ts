import type { Finding } from "./finding.ts";

/** One secret of a place and how often it stands there; never the secret itself. */
export interface Tally {
  readonly family: string;
  readonly fingerprint: string;
  readonly count: number;
}

/** Further secrets of one place are counted together. */
const mostTold = 32;

/** What was found, each secret once; behind the first 32 a last one, of the family `more`, counts the rest. */
export function tallyOf(findings: readonly Pick<Finding, "family" | "fingerprint">[]): readonly Tally[] {
  const tallies = new Map<string, Tally>();
  for (const { family, fingerprint } of findings) {
    const key = `${family} ${fingerprint}`;
    tallies.set(key, { family, fingerprint, count: (tallies.get(key)?.count ?? 0) + 1 });
  }
  const all = [...tallies.values()];
  const rest = all.slice(mostTold).reduce((sum, { count }) => sum + count, 0);
  return rest === 0 ? all : [...all.slice(0, mostTold), { family: "more", fingerprint: "", count: rest }];
}
