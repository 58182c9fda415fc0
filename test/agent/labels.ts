import { join as joinPath } from "node:path";
import { cleanLabels, FileLabels, type JoinLabels, type Labels } from "../../src/agent/index.ts";
import type { Tier } from "../../src/decision/index.ts";
import { openSqliteStore } from "../../src/store/index.ts";
import { tempDir } from "../fixtures/temp.ts";

/** Labels of what the operator said. */
export const clean: Labels = cleanLabels;

/** Labels of an untrusted text. */
export function tainted(source: string, tier: Tier = "A"): Labels {
  return { taint: { untrusted: true, sensitive: false, sources: [source] }, tier };
}

/** Labels of a sensitive text. */
export const sensitive: Labels = { taint: { untrusted: false, sensitive: true, sources: [] }, tier: "A" };

/** The join that the runtime injects. */
export const join: JoinLabels = (a, b) => ({
  taint: {
    untrusted: a.taint.untrusted || b.taint.untrusted,
    sensitive: a.taint.sensitive || b.taint.sensitive,
    sources: [...new Set([...a.taint.sources, ...b.taint.sources])],
  },
  tier: a.tier > b.tier ? a.tier : b.tier,
});

/** Labels of files over a store of their own, or over the one in this directory. */
export function fileLabels(directory: string = tempDir(), bounds?: { paths: number; contents: number }): FileLabels {
  return new FileLabels(openSqliteStore(joinPath(directory, "state.db")), bounds);
}
