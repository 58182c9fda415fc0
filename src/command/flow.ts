/** When a command runs, as far as its place in the script tells. */
export interface Flow {
  /** The shells it runs in below the first, outermost first; what one of them changes is not seen outside of it. */
  readonly shells: readonly number[];
  /** The changes of directory that have succeeded when it runs. */
  readonly after: readonly number[];
  /** It may run more than once in the same shell, or at another time than its place says. */
  readonly repeats: boolean;
}

/** Builtins that change the directory of their shell. */
export const moves: ReadonlySet<string> = new Set(["cd", "pushd", "popd"]);

/** The flow of a command that runs once, first, in the shell itself. */
export const unconditional: Flow = { shells: [], after: [], repeats: false };

/** Whether what happens in the shell of one command is seen by another. */
export function isSeenBy({ shells }: Flow, other: Flow): boolean {
  return shells.every((shell, index) => other.shells[index] === shell);
}
