/**
 * Compiles a glob over paths or names: `*` within a part, `**` over parts, `?` one character, `{a,b}` a choice,
 * `\` takes the next character as it is. Without `parts`, `*` crosses slashes.
 */
export function compileGlob(pattern: string, { parts = true }: { parts?: boolean } = {}): Glob {
  return new Glob(pattern, parts);
}

/** A glob that becomes a regular expression when it is first compared: most rules are about other programs. */
export class Glob {
  readonly #pattern: string;
  readonly #parts: boolean;
  #compiled: RegExp | undefined;

  constructor(pattern: string, parts: boolean) {
    this.#pattern = pattern;
    this.#parts = parts;
  }

  /** Whether all of the text is what the glob means. */
  test(text: string): boolean {
    this.#compiled ??= regularExpression(this.#pattern, this.#parts);
    return this.#compiled.test(text);
  }
}

function regularExpression(pattern: string, parts: boolean): RegExp {
  const one = parts ? "[^/]" : ".";
  let source = "";
  let choices = 0;
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern.charAt(i);
    if (char === "\\" && i + 1 < pattern.length) source += literal(pattern.charAt(++i));
    else if (char === "*" && pattern.charAt(i + 1) === "*") {
      i++;
      if (pattern.charAt(i + 1) === "/") {
        i++;
        source += "(?:.*/)?";
      } else source += ".*";
    } else if (char === "*") source += `${one}*`;
    else if (char === "?") source += one;
    else if (char === "{") {
      choices++;
      source += "(?:";
    } else if (char === "}" && choices > 0) {
      choices--;
      source += ")";
    } else if (char === "," && choices > 0) source += "|";
    else source += literal(char);
  }
  return new RegExp(`^${source}${")".repeat(choices)}$`, "s");
}

function literal(char: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(char) ? `\\${char}` : char;
}

/** A glob over absolute paths that may begin with `~` or `$workspace`. */
export interface PathPattern {
  readonly text: string;
  readonly base: "home" | "workspace" | undefined;
  readonly rest: Glob;
}

/** The directories that `~` and `$workspace` stand for. */
export interface PathBases {
  readonly home: string;
  readonly workspace: readonly string[];
}

/** Compiles a glob over paths; beneath `~` and `$workspace` the rest of the pattern applies. */
export function compilePathPattern(text: string): PathPattern {
  for (const [prefix, base] of [
    ["~", "home"],
    ["$workspace", "workspace"],
  ] as const) {
    if (text === prefix || text.startsWith(`${prefix}/`)) {
      return { text, base, rest: compileGlob(text.slice(prefix.length)) };
    }
  }
  return { text, base: undefined, rest: compileGlob(text) };
}

/** True when an absolute path is one that the pattern means where capitals are small letters. */
export function matchesCaseless({ text }: PathPattern, path: string, { home, workspace }: PathBases): boolean {
  return matchesPath(compilePathPattern(text.toLowerCase()), path.toLowerCase(), {
    home: home.toLowerCase(),
    workspace: workspace.map((root) => root.toLowerCase()),
  });
}

/** True when an absolute path is one that the pattern means. */
export function matchesPath(pattern: PathPattern, path: string, bases: PathBases): boolean {
  if (pattern.base === undefined) return pattern.rest.test(path);
  const roots = pattern.base === "home" ? [bases.home] : bases.workspace;
  return roots.some((root) => {
    if (path !== root && !path.startsWith(`${root}/`)) return false;
    return pattern.rest.test(path.slice(root.length));
  });
}
