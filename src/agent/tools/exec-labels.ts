import { type CommandAnalysis, footingOf, readingOf } from "../../command/index.ts";
import { expandPattern, realPathOf } from "../../files/index.ts";
import type { Provenance } from "../../provider/index.ts";
import type { FileLabels } from "../file-labels.ts";
import type { ToolContext } from "../tool.ts";

/** Where a command runs, and the variables that it sees. */
export interface CommandPlace extends Pick<ToolContext, "cwd" | "scope"> {
  readonly environment: Readonly<Record<string, string>>;
}

/** The labels of the files that a command may take in. */
export function labelsRead(
  analysis: CommandAnalysis,
  place: CommandPlace,
  labels: FileLabels,
): Promise<Provenance | undefined> {
  const { paths, anything } = readingOf(analysis, surroundingsOf(place));
  return labels.beneath((anything ? place.scope.roots.read : paths).map(realPathOf));
}

/** The labels of the files that a command may run as code: it then does what others wrote, whoever asked for it. */
export function labelsRun(
  analysis: CommandAnalysis,
  place: CommandPlace,
  labels: FileLabels,
): Promise<Provenance | undefined> {
  return labels.beneath(footingOf(analysis, surroundingsOf(place)).code.map(realPathOf));
}

function surroundingsOf({ cwd, environment: { HOME: home } }: CommandPlace) {
  return { cwd, expand: expandPattern, realPath: realPathOf, ...(home !== undefined && { home }) };
}
