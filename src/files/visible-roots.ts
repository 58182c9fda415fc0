import { isBeneath } from "../decision/index.ts";

/** What a command in a sandbox may see of the roots of a scope: nothing, all of it read-only, or all as the scope has it. */
export type Visibility = "none" | "ro" | "rw";

/** Directories to show; of two that lie within each other, the inner one says whether it can be written. */
export interface VisibleRoots {
  readonly readOnly: readonly string[];
  readonly readWrite: readonly string[];
}

/**
 * What to show a command of the directories that may be read and of those that may be written, all absolute: a sandbox
 * cannot let be written what must not be read, and so shows of what may be written only what may be read too.
 */
export function visibleRoots(read: readonly string[], write: readonly string[], mode: Visibility): VisibleRoots {
  if (mode === "none") return { readOnly: [], readWrite: [] };
  if (mode === "ro") return { readOnly: outermost(read), readWrite: [] };
  const inBoth = read.flatMap((r) =>
    write.flatMap((w) => {
      if (isBeneath(w, r)) return [r];
      return isBeneath(r, w) ? [w] : [];
    }),
  );
  const readWrite = outermost(inBoth);
  return { readOnly: outermost(read).filter((root) => !readWrite.includes(root)), readWrite };
}

/** The roots that lie beneath no other. */
function outermost(roots: readonly string[]): readonly string[] {
  const distinct = [...new Set(roots)];
  return distinct.filter((root) => !distinct.some((other) => other !== root && isBeneath(other, root)));
}
