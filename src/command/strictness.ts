import type { Effect } from "../decision/index.ts";
import type { ConstructKind } from "./construct.ts";

/** A part of a command that a policy may take more or less strictly than a profile does. */
export type Strict = ConstructKind | "redirection" | "file-redirection";

/** What a policy may say of the names that are assigned. */
export interface AssignmentPolicy {
  readonly names: ReadonlySet<string>;
  /** For names beyond these; what programs heed is asked about at least. */
  readonly rest: Effect;
}

/** How strictly a command is judged where no rule speaks; what is absent is as the profiles of programs have it. */
export interface Strictness {
  /** For programs that no rule allows, other than builtins without effect. */
  readonly unlisted?: Effect;
  /** For what the judgement would ask about, by the id of its note. */
  readonly notes?: Readonly<Record<string, Effect>>;
  /** For what cannot be parsed, and for programs that are known only when they run; never `allow`. */
  readonly unanalysable?: "ask" | "deny";
  /** For parts of the language, wherever they stand. */
  readonly parts?: Readonly<Partial<Record<Strict, Effect>>>;
  /** For assignments that reach the environment of programs. */
  readonly assignments?: AssignmentPolicy;
  /** Hosts that programs may reach: names, `*.name`, each perhaps with a port; absent: none is ruled out. */
  readonly hosts?: readonly string[];
  /** For programs that run code of the workspace, or heed its settings as git does. */
  readonly repositoryCode?: Effect;
  /** Programs take their input from pipes only, and every argument is what it is written as. */
  readonly inputOnly?: boolean;
}

/** Builtins that change nothing beyond the command: no list of programs needs to name them. */
export const inertBuiltins: ReadonlySet<string> = new Set(
  ": true false cd pwd test [ echo printf exit return break continue shift wait jobs local set export declare readonly typeset read type command eval trap pushd popd".split(
    " ",
  ),
);
