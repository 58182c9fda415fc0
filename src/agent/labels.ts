import type { Taint, Tier } from "../decision/index.ts";

/** What has been taken in so far, and how far that can be trusted. */
export interface Labels {
  readonly taint: Taint;
  readonly tier: Tier;
}

/** Nothing untrusted, nothing sensitive, from the operator. */
export const cleanLabels: Labels = { taint: { untrusted: false, sensitive: false, sources: [] }, tier: "A" };

/** The labels of two texts put together: every taint of both, and the lower tier. */
export type JoinLabels = (a: Labels, b: Labels) => Labels;
