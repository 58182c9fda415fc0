import { posix } from "node:path";
import type { CommandAnalysis, Program } from "./analyse.ts";
import { buildFiles } from "./build-files.ts";
import { type Inspected, inspectAll } from "./inspect.ts";
import { Directories, type Surroundings } from "./paths.ts";
import { interpreters } from "./programs.ts";
import type { Word } from "./word.ts";

/** What a command rests on outside its own text. What of it exists is for others to find out. */
export interface Footing {
  /** Absolute directories that it may be in when it runs something. */
  readonly directories: readonly string[];
  /** Names to be looked up in the search path, and absolute paths of programs. */
  readonly programs: readonly string[];
  /** Absolute paths of what may be run as code, or say what code is run; empty when the command runs none. */
  readonly code: readonly string[];
  /** Absolute paths that it names. */
  readonly paths: readonly string[];
}

/** Hooks are run by many commands of git. */
const hooks = ".git/hooks/*";

/** Lists what a command rests on, rather too much than too little; empty for one that is refused. Pure, but for `expand`. */
export function footingOf(analysis: CommandAnalysis, surroundings: Surroundings): Footing {
  if (!analysis.ok) return { directories: [], programs: [], code: [], paths: [] };
  const place = new Directories(surroundings);
  const inspected = inspectAll(analysis.programs, place);
  const directories = place.all;
  const expand = (value: string): readonly string[] => {
    const paths = directories.map((base) => resolveFrom(base, value, surroundings.home));
    return /[*?[]/.test(value) ? [...paths, ...paths.flatMap((path) => surroundings.expand?.(path) ?? [])] : paths;
  };
  const all = (values: Iterable<string>): readonly string[] => [...new Set([...values].flatMap(expand))];

  const programs = new Set(inspected.flatMap(({ program }) => namesOf(program)));
  const named = all(
    inspected.flatMap(({ program, roles }) => [...wordsOf(program), ...roles.map(({ word }) => word)].flatMap(pathsIn)),
  );
  const started = [...[...programs].filter((name) => name.includes("/")), ...shadowing(inspected)];
  const runsCode = started.length > 0 || inspected.some(runs);
  return {
    directories,
    programs: [...programs].flatMap((name) => (name.includes("/") ? expand(name) : [name])),
    // INVARIANT: where one program runs code, every file that the command names may be that code, through a pipe too.
    code: runsCode ? [...new Set([...named, ...all([...buildFiles, hooks, ...started])])] : [],
    paths: named,
  };
}

/** True unless the program is known to run no code but its own. */
export function runs({ program, profile, roles }: Inspected): boolean {
  if (program.word === undefined) return false;
  if (profile === undefined || program.opaque !== undefined || program.base === "git") return true;
  if (profile.effects.includes("exec") || (program.base !== undefined && interpreters.has(program.base))) return true;
  const isCode = ({ role }: (typeof roles)[number]) => role === "program" || role === "module" || role === "code";
  return roles.some(isCode);
}

function namesOf({ wrappers, word, name }: Program): readonly string[] {
  const own = name ?? word?.value;
  return own === undefined || word === undefined ? wrappers : [...wrappers, own];
}

export function wordsOf({ args, redirects }: Program): readonly Word[] {
  return [...args, ...redirects.flatMap(({ target }) => (target === undefined ? [] : [target]))];
}

/** Every way to take a word for a path: whole, as the value of an option, or as the file of a `path::test`. */
export function pathsIn({ value }: Word): readonly string[] {
  if (value === undefined || value === "" || value === "-" || value.length > 4_096) return [];
  if (!value.startsWith("-")) return [value, ...after(value, "="), ...after(value, "@"), ...before(value, "::")];
  return value.startsWith("--")
    ? after(value, "=")
    : [value.slice(2), ...after(value, "=")].filter((path) => path !== "");
}

function after(value: string, mark: string): readonly string[] {
  const at = value.indexOf(mark);
  return at < 0 || at === value.length - 1 ? [] : [value.slice(at + 1)];
}

function before(value: string, mark: string): readonly string[] {
  const at = value.indexOf(mark);
  return at <= 0 ? [] : [value.slice(0, at)];
}

/** Programs of directories that the command itself puts into the search path. */
function shadowing(inspected: readonly Inspected[]): readonly string[] {
  const directories = inspected.flatMap(({ program }) =>
    program.assignments.flatMap(({ name, value }) => (name === "PATH" && value !== undefined ? value.split(":") : [])),
  );
  const names = inspected.flatMap(({ program }) => namesOf(program)).filter((name) => !name.includes("/"));
  return directories.flatMap((directory) => names.map((name) => `${directory === "" ? "." : directory}/${name}`));
}

export function resolveFrom(base: string, value: string, home = "/home/agent"): string {
  return posix.resolve(base, value === "~" || value.startsWith("~/") ? home + value.slice(1) : value);
}
