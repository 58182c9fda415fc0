import { matchesName } from "./glob.ts";

/**
 * A class of paths. A pattern is a run of components anywhere in a path, or from the start when it begins with `/`;
 * `*` and `?` stand for characters of one component. What lies beneath a path of the class is of the class.
 */
export interface PathClass {
  readonly name: string;
  readonly paths: readonly string[];
  /** Patterns that end where the path ends; such a path is not of this class. */
  readonly except?: readonly string[];
}

interface Pattern {
  readonly name: string;
  readonly anchored: boolean;
  readonly parts: readonly Component[];
  readonly except: readonly Pattern[];
}

/** Finds the class of a path; the class of the component that comes first, plain names before wild ones. */
export class PathClasses {
  /** Patterns by their first component, where it is plain text. */
  readonly #plain = new Map<string, Pattern[]>();
  readonly #wild: Pattern[] = [];

  constructor(classes: readonly PathClass[]) {
    for (const { name, paths, except = [] } of classes) {
      const exceptions = except.map((text) => compile(name, text, []));
      for (const text of paths) {
        const pattern = compile(name, text, exceptions);
        const { plain } = pattern.parts[0] as Component;
        if (plain === undefined) this.#wild.push(pattern);
        else this.#plain.set(plain, [...(this.#plain.get(plain) ?? []), pattern]);
      }
    }
  }

  /** The name of the class that a path belongs to, or `undefined`. */
  find(path: string): string | undefined {
    const parts = foldPath(path).split("/");
    for (const [at, part] of parts.entries()) {
      const isHere = (pattern: Pattern) => covers(pattern, parts, at);
      const found = this.#plain.get(part)?.find(isHere) ?? this.#wild.find(isHere);
      if (found !== undefined) return found.name;
    }
    return undefined;
  }
}

/** True when a path is one of `owned` or lies beneath one, in whatever spelling. */
export function isWithin(owned: readonly string[], path: string): boolean {
  if (owned.length === 0) return false;
  const folded = foldPath(path);
  return owned.map(foldPath).some((one) => folded === one || folded.startsWith(`${one}/`));
}

/**
 * A path with everything taken away by which two spellings could name one file somewhere: case, compatibility forms,
 * invisible characters, blanks and dots at the end of a component, backslashes.
 */
export function foldPath(path: string): string {
  if (/^[a-z0-9/_-]+$/.test(path)) return path;
  return path
    .normalize("NFKC")
    .toLowerCase()
    .replace(/\p{Cf}+/gu, "")
    .replace(/\\/g, "/")
    .replace(/(?<=[^/. ])[. ]+(?=\/|$)/g, "");
}

interface Component {
  /** The component itself, where it has no wild sign. */
  readonly plain: string | undefined;
  readonly fits: (part: string) => boolean;
}

function compile(name: string, text: string, except: readonly Pattern[]): Pattern {
  const anchored = text.startsWith("/");
  return { name, anchored, parts: (anchored ? text.slice(1) : text).split("/").map(component), except };
}

function component(text: string): Component {
  if (!/[*?]/.test(text)) return { plain: text, fits: (part) => part === text };
  const rest = text.slice(1);
  // Most are endings, and every path is tried against them.
  const fits = /^\*[^*?]*$/.test(text)
    ? (part: string) => part.endsWith(rest)
    : (part: string) => matchesName(text, part);
  return { plain: undefined, fits };
}

function covers({ anchored, parts, except }: Pattern, path: readonly string[], at: number): boolean {
  // What comes before the first `/` of an absolute path is an empty component.
  if (at < 0 || (anchored && !(at === 1 && path[0] === ""))) return false;
  const fits = at + parts.length <= path.length && parts.every((part, i) => part.fits(path[at + i] as string));
  return fits && !except.some((exception) => covers(exception, path, path.length - exception.parts.length));
}
