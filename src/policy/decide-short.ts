import {
  analyseCommand,
  type CommandAnalysis,
  type CommandRule,
  type Dialect,
  type JudgeOptions,
  judgeCommand,
} from "../command/index.ts";
import type { Opinion } from "../decision/index.ts";
import type { ShortPolicy } from "./short-form.ts";

/** Where a command would run, for a short policy. */
export interface ShortSurroundings extends Omit<JudgeOptions, "rules" | "strictness" | "mayTouch"> {
  readonly workspace: readonly string[];
  readonly home: string;
  /** The language of the command; default bash. */
  readonly dialect?: Dialect;
}

/** The opinion of a short policy on a command, beneath the rules that hold whatever a policy says. */
export function decideByShortPolicy(
  { rules, strictness, paths }: ShortPolicy,
  command: string,
  { secretPath, dialect = "bash", ...surroundings }: ShortSurroundings,
  always: (analysis: CommandAnalysis) => readonly CommandRule[] = () => [],
): Opinion {
  const analysis = analyseCommand(command, { dialect });
  const bases = { workspace: surroundings.workspace, home: surroundings.home };
  return judgeCommand(analysis, {
    ...surroundings,
    mayTouch: (path, mode) => paths.mayTouch(path, mode, bases),
    secretPath: (path) =>
      secretPath?.(path) ??
      (paths.isProtected(path, bases, dialect !== "bash") ? "protected by the policy" : undefined),
    strictness,
    rules: [...always(analysis), ...rules.about(analysis)],
  });
}
