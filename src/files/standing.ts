import { hash } from "node:crypto";
import { type BigIntStats, lstatSync } from "node:fs";
import { openPlace } from "./descriptor.ts";
import { readPinned } from "./read.ts";
import { realPathOf } from "./real-path.ts";
import { answering, type Refused, refuse } from "./refusal.ts";

/** Bounds of one survey: paths looked at, bytes of one file that is read, bytes of all, and time. */
const most = { paths: 4_096, fileBytes: 8 << 20, bytes: 64 << 20, ms: 2_000 };

/** What to look at. All paths are absolute. */
export interface Survey {
  /** Told by where they lead and by their inode. */
  readonly directories: readonly string[];
  /** Names, looked up in the search path, and paths; told by where they lead, their inode and their last change. */
  readonly programs: readonly string[];
  /** Directories in which names of programs are looked up, first to last. */
  readonly searchPath: readonly string[];
  /** Told by their contents or their last change, where they are regular files. */
  readonly code: readonly string[];
  /** Told by where they lead, when that is elsewhere. */
  readonly paths: readonly string[];
  /**
   * Whether a file may be read to be told by its contents, as one must that an agent can change; others are told by what
   * changes with every write and no program can set.
   */
  readonly mayRead: (path: string) => boolean;
}

/**
 * How things stand, a line for each that exists, in order: two surveys that are equal found the same. What is not there
 * has no line, and so appears as a change once it is. Refuses when it would take too long.
 */
export async function surveyStanding(
  survey: Survey,
): Promise<{ readonly ok: true; readonly lines: string[] } | Refused> {
  const { directories, programs, searchPath, code, paths, mayRead } = survey;
  const lookup = programs.map((name) => (name.includes("/") ? [name] : searchPath.map((at) => `${at}/${name}`)));
  if (directories.length + lookup.flat().length + code.length + paths.length > most.paths) {
    return refuse("too-large", `it names more than ${most.paths} paths`);
  }
  const reader = new Reader(mayRead);
  const lines = new Set<string>();
  const add = (line: string | undefined): boolean => line !== undefined && lines.add(line) !== undefined;
  for (const path of directories) add(reader.inode("directory", path));
  for (const candidates of lookup) {
    for (const path of candidates) {
      if (!add(reader.inode("program", path))) continue;
      if (mayRead(realPathOf(path))) add(await reader.contents(path));
      break;
    }
  }
  for (const path of code) add(await reader.contents(path));
  for (const path of paths) add(linkOf(path));
  return reader.late
    ? refuse("too-large", `what it runs could not all be read within ${most.ms / 1_000} seconds`)
    : { ok: true, lines: [...lines].sort() };
}

class Reader {
  readonly #end = performance.now() + most.ms;
  readonly #mayRead: (path: string) => boolean;
  #left = most.bytes;
  late = false;

  constructor(mayRead: (path: string) => boolean) {
    this.#mayRead = mayRead;
  }

  /** Where a path leads, and which inode stands there; of a program, since when. */
  inode(kind: "directory" | "program", path: string): string | undefined {
    const found = this.#find(path);
    if (found === undefined || (kind === "program" && !found.stats.isFile())) return undefined;
    const { real, stats } = found;
    const since = kind === "program" ? `:${stats.size}:${stats.mtimeNs}:${stats.ctimeNs}` : "";
    return `${kind} ${path} ${path === real ? "" : `-> ${real} `}${stats.dev}:${stats.ino}${since}`;
  }

  /** A digest of a regular file; of one that is too large or is not read, what changes with every write. */
  async contents(path: string): Promise<string | undefined> {
    const found = this.#find(path);
    if (found?.stats.isFile() !== true) return undefined;
    const { real, stats } = found;
    const size = Number(stats.size);
    if (!this.#mayRead(real) || size > Math.min(most.fileBytes, this.#left)) {
      return `file ${real} ${stats.dev}:${stats.ino}:${stats.size}:${stats.ctimeNs}`;
    }
    const read = await answering(real, async () => {
      using place = openPlace("/", real);
      using pin = place.pin();
      const { content, truncated } = await readPinned(pin, most.fileBytes);
      this.#left -= content.length;
      return { ok: true as const, text: truncated ? "too large" : `sha256:${hash("sha256", content, "hex")}` };
    });
    return `file ${real} ${read.ok ? read.text : read.fault}`;
  }

  #find(path: string): { readonly real: string; readonly stats: BigIntStats } | undefined {
    this.late ||= performance.now() > this.#end;
    if (this.late || statsOf(path) === undefined) return undefined;
    const real = realPathOf(path);
    const stats = statsOf(real);
    return stats && { real, stats };
  }
}

/** Where a path leads, when it does not lead to itself. */
function linkOf(path: string): string | undefined {
  const real = realPathOf(path);
  return real === path ? undefined : `link ${path} -> ${real}`;
}

function statsOf(path: string): BigIntStats | undefined {
  try {
    return lstatSync(path, { bigint: true, throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
