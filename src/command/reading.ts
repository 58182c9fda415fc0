import type { CommandAnalysis } from "./analyse.ts";
import { pathsIn, resolveFrom, runs, wordsOf } from "./footing.ts";
import { type Inspected, inspectAll } from "./inspect.ts";
import { Directories, type Surroundings } from "./paths.ts";

/** Whose contents a command may take in. */
export interface Reading {
  /** Absolute paths, each with everything beneath it. */
  readonly paths: readonly string[];
  /** It may take in any file it can see. */
  readonly anything: boolean;
}

/** Programs that tell of files and not what is in them. */
const looking: ReadonlySet<string> = new Set(
  "ls pwd stat test [ du df mkdir rmdir touch rm chmod chown basename dirname realpath readlink find fd tree".split(
    " ",
  ),
);
/** Programs that search where they are when they are given no place. */
const searching: ReadonlySet<string> = new Set(["grep", "egrep", "fgrep", "rg", "ag", "ack"]);
/** Programs that start others on whatever they come across. */
const collecting: ReadonlySet<string> = new Set(["find", "fd", "xargs", "parallel"]);

/**
 * What a command may read, rather too much than too little: every word of a program that could name a path, and anything
 * when it runs code. Pure, but for `expand`.
 */
export function readingOf(analysis: CommandAnalysis, surroundings: Surroundings): Reading {
  if (!analysis.ok) return { paths: [], anything: true };
  const place = new Directories(surroundings);
  const inspected = inspectAll(analysis.programs, place);
  if (inspected.some(runs)) return { paths: [], anything: true };
  const resolved = (value: string): readonly string[] => {
    const paths = place.all.map((base) => resolveFrom(base, value, surroundings.home));
    return /[*?[]/.test(value) ? [...paths, ...paths.flatMap((path) => surroundings.expand?.(path) ?? [])] : paths;
  };
  return { paths: [...new Set(inspected.flatMap(namedBy).flatMap(resolved))], anything: false };
}

/** The words of one program that may name what it reads; `.` for what it comes across by itself. */
function namedBy({ program }: Inspected): readonly string[] {
  const name = program.name ?? "";
  const words = wordsOf(program).flatMap(pathsIn);
  if (program.wrappers.some((wrapper) => collecting.has(wrapper))) return [...words, "."];
  if (looking.has(name))
    return program.redirects.flatMap(({ target }) => (target === undefined ? [] : pathsIn(target)));
  return searching.has(name) ? [...words, "."] : words;
}
