import { posix } from "node:path";
import { compilePathPattern, matchesCaseless, matchesPath, type PathBases } from "../command/index.ts";

/** Which paths a policy lets commands read and write, and which never. */
export interface PathLists {
  /** Whether an absolute path may be read or written, beneath a workspace. */
  mayTouch(path: string, mode: "read" | "write", bases: PathBases): boolean;
  /** Whether an absolute path is protected; `caseless` where capitals are small letters. */
  isProtected(path: string, bases: PathBases, caseless?: boolean): boolean;
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
    isProtected: (path, bases, caseless) => names.some((matches) => matches(path, bases, caseless)),
  };
}

/** Matches a path and everything beneath it. */
function within(text: string): (path: string, bases: PathBases, caseless?: boolean) => boolean {
  const rooted = /^(?:\/|~(?:\/|$)|\$workspace(?:\/|$)|\*\*\/)/.test(text) ? text : `$workspace/${text}`;
  const plain = posix.normalize(rooted).replace(/(?!^)\/(?:\*\*)?$/, "");
  const patterns = [plain, plain === "/" ? "/**" : `${plain}/**`].map(compilePathPattern);
  return (path, bases, caseless = false) =>
    patterns.some((pattern) => (caseless ? matchesCaseless : matchesPath)(pattern, path, bases));
}
