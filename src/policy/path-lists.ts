import { posix } from "node:path";
import { compilePathPattern, matchesPath, type PathBases } from "../command/index.ts";

/** Which paths a policy lets commands read and write, and which never. */
export interface PathLists {
  /** Whether an absolute path may be read or written, beneath a workspace. */
  mayTouch(path: string, mode: "read" | "write", bases: PathBases): boolean;
  isProtected(path: string, bases: PathBases): boolean;
}

type Texts = Partial<Record<"read" | "write" | "protected", readonly string[]>>;

/**
 * Compiles lists of paths: absolute, beneath `~` or `$workspace`, or relative to the workspace; each with all that is
 * beneath it; globs as in rules. A protected entry without a slash is a name at any depth. Lists that are absent are
 * the workspace.
 */
export function pathLists({ read = ["."], write = ["."], protected: guarded = [] }: Texts): PathLists {
  const lists = { read: read.map((text) => within(text)), write: write.map((text) => within(text)) };
  const names = guarded.map((text) => (/[/~$]/.test(text) ? within(text) : within(`**/${text}`)));
  return {
    // INVARIANT: what may be written may be read, and what is protected is neither.
    mayTouch: (path, mode, bases) =>
      (lists[mode].some((matches) => matches(path, bases)) ||
        (mode === "read" && lists.write.some((matches) => matches(path, bases)))) &&
      !names.some((matches) => matches(path, bases)),
    isProtected: (path, bases) => names.some((matches) => matches(path, bases)),
  };
}

/** Matches a path and everything beneath it. */
function within(text: string): (path: string, bases: PathBases) => boolean {
  const rooted = /^(?:\/|~(?:\/|$)|\$workspace(?:\/|$)|\*\*\/)/.test(text) ? text : `$workspace/${text}`;
  const plain = posix.normalize(rooted).replace(/(?!^)\/(?:\*\*)?$/, "");
  const patterns = [plain, plain === "/" ? "/**" : `${plain}/**`].map(compilePathPattern);
  return (path, bases) => patterns.some((pattern) => matchesPath(pattern, path, bases));
}
