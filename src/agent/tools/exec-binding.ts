import { hash } from "node:crypto";
import { type CommandAnalysis, footingOf } from "../../command/index.ts";
import { isBeneath } from "../../decision/index.ts";
import { expandPattern, realPathOf, secretPath, surveyStanding } from "../../files/index.ts";
import type { ToolContext } from "../tool.ts";

/** What a command rests on at this moment, or why nobody can say. */
export type Binding =
  | { readonly ok: true; readonly lines: readonly string[] }
  | { readonly ok: false; readonly message: string };

/**
 * Everything outside a command's text that decides what it does: the directories it runs in, the programs it starts, the
 * files it may run as code, where the paths that it names lead, and its environment. Values of the environment stand as
 * digests. What a script loads in its turn is not followed.
 */
export async function bindingOf(
  analysis: CommandAnalysis,
  environment: Readonly<Record<string, string>>,
  { cwd, scope }: Pick<ToolContext, "cwd" | "scope">,
): Promise<Binding> {
  const home = environment["HOME"];
  const footing = footingOf(analysis, { cwd, expand: expandPattern, ...(home !== undefined && { home }) });
  const roots = scope.roots.write.map(realPathOf);
  const standing = await surveyStanding({
    ...footing,
    directories: [...new Set([cwd, ...footing.directories])],
    programs: ["/bin/bash", ...footing.programs],
    searchPath: (environment["PATH"] ?? "").split(":").filter((directory) => directory.startsWith("/")),
    mayRead: (path) => roots.some((root) => isBeneath(root, path)) && secretPath(path) === undefined,
  });
  if (!standing.ok) return { ok: false, message: standing.message };
  const values = Object.entries(environment).map(([name, value]) => `environment ${name} ${digest(value)}`);
  return { ok: true, lines: [...standing.lines, ...values.sort()] };
}

/** The first thing that is not as it was bound; `undefined` when all is. */
export function changedSince(bound: readonly string[], now: readonly string[]): string | undefined {
  const then = new Set(bound);
  const present = new Set(now);
  const line = now.find((each) => !then.has(each)) ?? bound.find((each) => !present.has(each));
  return line?.split(" ").slice(0, 2).join(" ");
}

function digest(value: string): string {
  return `sha256:${hash("sha256", value, "hex")}`;
}
