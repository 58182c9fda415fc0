import { posix } from "node:path";
import type { SimpleCommand } from "./enumerate.ts";
import { type Flow, isSeenBy } from "./flow.ts";
import type { PathBases } from "./glob.ts";
import type { Choice, Word } from "./word.ts";

/** Where a command runs and what it may touch there. */
export interface Surroundings {
  /** Absolute directory in which the command starts; default: the first root of the workspace. */
  readonly cwd?: string;
  /** Absolute directories that the command may read and write; default `/workspace`. */
  readonly workspace?: readonly string[];
  /** Absolute home directory; default `/home/agent`. */
  readonly home?: string;
  /** Whether an absolute path may be read or written; default: when it is in the workspace. */
  readonly mayTouch?: (path: string, mode: "read" | "write") => boolean;
  /** Names the class of secret that a path belongs to. */
  readonly secretPath?: (path: string) => string | undefined;
  /** Names the class of protected files that a path belongs to, which are not written without leave. */
  readonly protectedPath?: (path: string) => string | undefined;
  /** Where an absolute path leads when every link on it is followed; default: where it says. */
  readonly realPath?: (path: string) => string;
  /** The paths that an absolute pattern means; `undefined` when they cannot be told; default: only what it says. */
  readonly expand?: (pattern: string) => readonly string[] | undefined;
}

/** A path that a command touches. */
export interface Touch {
  readonly word: Word;
  readonly mode: "read" | "write";
  /** What the path may be, absolute and normalised; empty when it is known only when the command runs. */
  readonly paths: readonly string[];
  /** Some of them may not be touched in this mode. */
  readonly outside: boolean;
  readonly secret?: string;
  /** Its paths are the same files in capitals as in small letters. */
  readonly caseless?: boolean;
  /** The class of protected files that is written to. */
  readonly guarded?: string;
}

const streams = /^\/dev\/(?:null|stdin|stdout|stderr|fd\/\d+)$/;
const mostDirectories = 16;
const mostPatterns = 64;
const mostMeant = 8_192;

/** A change of directory: by which command, to where; `undefined` when that is known only when it runs. */
interface Change {
  readonly id: number;
  readonly by: Flow;
  readonly to: readonly string[] | undefined;
}

/** Resolves paths while a command changes directory. */
export class Directories {
  readonly #workspace: readonly string[];
  readonly #home: string;
  readonly #mayTouch: (path: string, mode: "read" | "write") => boolean;
  readonly #secretPath: (path: string) => string | undefined;
  readonly #protectedPath: (path: string) => string | undefined;
  readonly #realPath: (path: string) => string;
  readonly #expand: (pattern: string) => readonly string[] | undefined;
  readonly #start: string;
  readonly #changes: Change[] = [];
  /** Changes that come again and again, and so before everything that they are seen by. */
  readonly #repeated: Flow[] = [];
  readonly #expansions = new Map<string, readonly string[] | undefined>();
  #meant = 0;
  #current: readonly string[];
  #lost = false;

  constructor({ cwd, workspace = ["/workspace"], home = "/home/agent", ...guards }: Surroundings) {
    this.#workspace = workspace.map(normalise);
    this.#home = normalise(home);
    this.#mayTouch = guards.mayTouch ?? ((path) => this.#workspace.some((root) => isBelow(root, path)));
    this.#secretPath = guards.secretPath ?? (() => undefined);
    this.#protectedPath = guards.protectedPath ?? (() => undefined);
    this.#realPath = guards.realPath ?? normalise;
    this.#expand = guards.expand ?? (() => []);
    this.#start = normalise(cwd ?? workspace[0] ?? "/workspace");
    this.#current = [this.#start];
  }

  /** Notes that a command will change the directory. */
  expect({ flow }: SimpleCommand): void {
    if (flow.repeats) this.#repeated.push(flow);
  }

  /** Takes the place of a command: relative paths begin from then on where that command may run. */
  enter({ flow }: SimpleCommand): void {
    let directories: readonly string[] = [this.#start];
    this.#lost = this.#repeated.some((by) => isSeenBy(by, flow));
    for (const { id, by, to } of this.#changes) {
      if (!isSeenBy(by, flow)) continue;
      if (to === undefined) this.#lost = true;
      // A change that may have failed leaves the earlier directories possible.
      else directories = flow.after.includes(id) ? to : [...new Set([...directories, ...to])];
    }
    if (directories.length > mostDirectories) this.#lost = true;
    this.#current = directories;
  }

  /** Notes that a command changes to a directory: home when it names none. */
  change({ id, flow }: SimpleCommand, to: Word | undefined): void {
    const named =
      to === undefined ? [this.#home] : to.glob ? this.#expanded(this.#resolve(to.value)) : this.#resolve(to.value);
    this.#changes.push({ id, by: flow, to: named && [...named, ...this.#lowered(to)].map(normalise) });
  }

  /** Notes that a command returns to a directory that it may have been in before. */
  return({ id, flow }: SimpleCommand): void {
    const seen = this.#changes.filter(({ by }) => isSeenBy(by, flow));
    const isKnown = seen.every(({ to }) => to !== undefined);
    const to = isKnown ? [...new Set([this.#start, ...seen.flatMap((change) => change.to ?? [])])] : undefined;
    this.#changes.push({ id, by: flow, to });
  }

  /** Takes the place of what may run anywhere in the command. */
  anywhere(): void {
    this.#lost = this.#repeated.length > 0 || this.#changes.some(({ to }) => to === undefined);
    this.#current = [...new Set([this.#start, ...this.#changes.flatMap(({ to }) => to ?? [])])];
  }

  /** The directories that the command may be in, as written and as they are without links. */
  get all(): readonly string[] {
    return [...new Set([...this.#current, ...this.#current.map(this.#realPath)])];
  }

  /** What a word names as a path; `undefined` for standard streams, which are no files. */
  touch(word: Word, mode: "read" | "write"): Touch | undefined {
    if (word.value === "-" || (word.value !== undefined && streams.test(word.value))) return undefined;
    // The far end of a process substitution is a pipe, and what runs there is judged by itself.
    if (word.dynamic === "process" && /^[<>]\(/.test(word.text)) return undefined;
    if (word.choices !== undefined) return this.#anyOf(word, word.choices, mode);
    const written = this.#resolve(word.value);
    const named = word.glob ? this.#expanded(written) : written;
    if (named === undefined) return { word, mode, paths: [], outside: true };
    // INVARIANT: what a link leads to is judged, and so is the link, which may be retargeted.
    const paths = [...new Set([...named.map(normalise), ...named.map(this.#realPath)])];
    const outside = !paths.every((path) => this.#mayTouch(path, mode));
    const spellings = [...new Set([...paths, ...this.#lowered(word).map(normalise)])];
    const secret = firstClass(spellings, this.#secretPath);
    const guarded = mode === "write" ? firstClass(spellings, this.#protectedPath) : undefined;
    return {
      word,
      mode,
      paths: spellings,
      outside,
      ...(word.caseless === true && { caseless: true }),
      ...(secret !== undefined && { secret }),
      ...(guarded !== undefined && { guarded }),
    };
  }

  /** What a word touches that may be one of several. */
  #anyOf(word: Word, choices: readonly Choice[], mode: "read" | "write"): Touch | undefined {
    const { choices: _, dynamic: __, ...rest } = word;
    const touches = choices.flatMap(({ value, glob }) => this.touch({ ...rest, value, head: value, glob }, mode) ?? []);
    if (touches.length === 0) return undefined;
    const secret = touches.find((touch) => touch.secret !== undefined)?.secret;
    const guarded = touches.find((touch) => touch.guarded !== undefined)?.guarded;
    // INVARIANT: one that cannot be told makes all of them untold.
    const isTold = touches.every(({ paths }) => paths.length > 0);
    return {
      word: touches.find((touch) => touch.word.glob)?.word ?? word,
      mode,
      paths: isTold ? touches.flatMap(({ paths }) => paths) : [],
      outside: touches.some(({ outside }) => outside),
      ...(secret !== undefined && { secret }),
      ...(guarded !== undefined && { guarded }),
    };
  }

  /** Whether every directory that the command may be in can be read, or written. */
  mayTouchHere(mode: "read" | "write"): boolean {
    return this.#current.every((path) => this.#mayTouch(path, mode));
  }

  /** What `~` and `$workspace` in a rule stand for. */
  get bases(): PathBases {
    return { home: this.#home, workspace: this.#workspace };
  }

  /** Patterns, with what each of them means at present. */
  #expanded(patterns: readonly string[] | undefined): readonly string[] | undefined {
    const paths: string[] = [];
    for (const pattern of patterns ?? []) {
      const meant = this.#meaning(pattern);
      if (meant === undefined) return undefined;
      paths.push(pattern, ...meant);
    }
    return patterns === undefined ? undefined : paths;
  }

  /** What a pattern means; not told for more patterns, or more of their paths, than a person would write. */
  #meaning(pattern: string): readonly string[] | undefined {
    if (!this.#expansions.has(pattern)) {
      this.#expansions.set(pattern, this.#expansions.size < mostPatterns ? this.#expand(pattern) : undefined);
    }
    const meant = this.#expansions.get(pattern);
    this.#meant += meant?.length ?? 0;
    return this.#meant > mostMeant ? undefined : meant;
  }

  /** What a word names in small letters, where those are the same file. */
  #lowered(word: Word | undefined): readonly string[] {
    return word?.caseless === true ? (this.#resolve(word.value?.toLowerCase()) ?? []) : [];
  }

  /** Paths as written, `..` and all: what they mean depends on the links before it. */
  #resolve(value: string | undefined): readonly string[] | undefined {
    if (value === undefined || value === "-") return undefined;
    if (value === "~" || value.startsWith("~/")) return [this.#home + value.slice(1)];
    if (value.startsWith("/")) return [value];
    return this.#lost ? undefined : this.#current.map((base) => `${base}/${value}`);
  }
}

function firstClass(paths: readonly string[], classOf: (path: string) => string | undefined): string | undefined {
  for (const path of paths) {
    const found = classOf(path);
    if (found !== undefined) return found;
  }
  return undefined;
}

function normalise(path: string): string {
  const normal = posix.normalize(path).replace(/^\/+/, "/");
  return normal.length > 1 && normal.endsWith("/") ? normal.slice(0, -1) : normal;
}

function isBelow(root: string, path: string): boolean {
  return path === root || root === "/" || path.startsWith(`${root}/`);
}
