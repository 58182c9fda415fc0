import { relative } from "node:path";
import type { Permit, Request } from "../decision/index.ts";
import { openPlace, type Pin, pinEntry } from "./descriptor.ts";
import { contentDigest } from "./digest.ts";
import { entriesOf } from "./directory.ts";
import { matchesGlob } from "./glob.ts";
import { readPinned } from "./read.ts";
import { answering, type Refused } from "./refusal.ts";
import { secretPath } from "./secret-path.ts";
import { type Bounds, spendOnPath } from "./spend.ts";
import { decodeText } from "./text.ts";

/** What to look for; `text` is taken literally and lies within one line. */
export interface SearchQuery {
  readonly text: string;
  readonly ignoreCase?: boolean;
  /** Only files whose names end so. */
  readonly suffix?: string;
  /** Only files whose paths beneath the searched directory fit: `*`, `?`, `**`; without `/`, the name alone. */
  readonly glob?: string;
  /** Directories of Sallyport's own state, which are passed over like other secrets. */
  readonly statePaths?: readonly string[];
  /** Where secrets lie in a file's text, in order; nothing of them is searched or shown. Default: nowhere. */
  readonly secretsIn?: (text: string) => readonly SecretSpan[];
}

/** Part of a text, as UTF-16 offsets, half-open, and what is shown in its place. */
export interface SecretSpan {
  readonly start: number;
  readonly end: number;
  readonly placeholder: string;
}

/** One line that holds the text; line numbers from 1, long lines cut around it. */
export interface Match {
  readonly path: string;
  readonly line: number;
  readonly text: string;
}

/**
 * Matches in order of paths; `truncated` when a bound ended the search before the tree did. `digests` is what the
 * content of each file with matches is known again by.
 */
export type Found =
  | {
      readonly ok: true;
      readonly matches: readonly Match[];
      readonly digests: ReadonlyMap<string, string | undefined>;
      readonly files: number;
      readonly truncated: boolean;
    }
  | Refused;

/** How far a search goes. */
export interface SearchLimits {
  readonly files: number;
  readonly bytes: number;
  readonly fileBytes: number;
  readonly depth: number;
  readonly entries: number;
  readonly matches: number;
  /** UTF-16 units of a line that are shown. */
  readonly lineLength: number;
  readonly ms: number;
}

const ordinary: SearchLimits = {
  files: 5_000,
  bytes: 64 << 20,
  fileBytes: 1 << 20,
  depth: 24,
  entries: 10_000,
  matches: 200,
  lineLength: 300,
  ms: 10_000,
};

/**
 * Searches the file, or the files beneath the directory, that the request names, beneath `root`. Passes over links,
 * binary files, secrets, repository internals and installed packages.
 * @throws what `Permit.spend` throws.
 */
export async function searchFiles(
  permit: Permit,
  request: Request,
  root: string,
  query: SearchQuery,
  limits: Partial<SearchLimits> = {},
): Promise<Found> {
  const search = new Search(
    request.resource.id,
    query,
    { ...ordinary, ...limits },
    spendOnPath(permit, request, "read"),
  );
  return answering(request.resource.id, async (path): Promise<Found> => {
    using place = openPlace(root, path);
    using start = place.pin();
    await search.begin(start, path);
    const { matches, digests, files, truncated } = search;
    return { ok: true, matches, digests, files, truncated };
  });
}

const passedOver: ReadonlySet<string> = new Set([".git", "node_modules"]);

class Search {
  readonly matches: Match[] = [];
  readonly digests = new Map<string, string | undefined>();
  files = 0;
  truncated = false;
  #bytes = 0;
  readonly #start: string;
  readonly #query: SearchQuery;
  readonly #limits: SearchLimits;
  readonly #maxBytes: number;
  readonly #deadline: number;
  readonly #needle: string;

  constructor(start: string, query: SearchQuery, limits: SearchLimits, bounds: Bounds) {
    this.#start = start;
    this.#query = query;
    this.#limits = limits;
    this.#maxBytes = Math.min(limits.bytes, bounds.bytes);
    this.#deadline = performance.now() + Math.min(limits.ms, bounds.ms);
    this.#needle = this.#fold(query.text);
  }

  async begin(start: Pin, path: string): Promise<void> {
    if (!this.#isSecret(path)) await this.#visit(start, path, 0);
  }

  async #visit(pin: Pin, path: string, depth: number): Promise<void> {
    const stats = pin.stats();
    if (stats.isDirectory()) await this.#descend(pin, path, depth);
    else if (stats.isFile()) await this.#scan(pin, path, stats.size);
  }

  async #descend(directory: Pin, path: string, depth: number): Promise<void> {
    if (depth > this.#limits.depth) {
      this.truncated = true;
      return;
    }
    const { entries, truncated } = await entriesOf(directory, this.#limits.entries);
    for (const { name, kind } of entries) {
      if (this.#isOver()) return;
      const below = `${path === "/" ? "" : path}/${name}`;
      if (kind === "directory" ? passedOver.has(name) : !this.#isWanted(below)) continue;
      if (kind === "link" || kind === "other" || this.#isSecret(below)) continue;
      await this.#enter(directory, name, below, depth + 1);
    }
    this.truncated ||= truncated;
  }

  /** What cannot be opened, or is no longer what it was, is passed over. */
  async #enter(directory: Pin, name: string, path: string, depth: number): Promise<void> {
    await answering(path, async () => {
      using entry = pinEntry(directory, name, path);
      await this.#visit(entry, path, depth);
    });
  }

  async #scan(file: Pin, path: string, size: number): Promise<void> {
    if (size > this.#limits.fileBytes) return;
    this.files++;
    const { content, truncated } = await readPinned(file, this.#limits.fileBytes);
    this.#bytes += content.length;
    const text = truncated ? undefined : decodeText(content);
    if (text === undefined || !this.#fold(text).includes(this.#needle)) return;
    let line = 0;
    // INVARIANT: hidden before it is searched and cut, since half a secret is no secret to whoever looks for one.
    for (const written of conceal(text, this.#query.secretsIn?.(text) ?? []).split("\n")) {
      line++;
      const at = this.#fold(written).indexOf(this.#needle);
      if (at < 0) continue;
      if (this.#isOver()) return;
      this.digests.set(path, contentDigest(content));
      this.matches.push({ path, line, text: this.#excerpt(written, at) });
    }
  }

  #excerpt(line: string, at: number): string {
    const { lineLength } = this.#limits;
    const start = line.length <= lineLength ? 0 : Math.max(0, at - (lineLength >> 1));
    return line.slice(start, start + lineLength);
  }

  #isWanted(path: string): boolean {
    const { suffix = "", glob } = this.#query;
    return path.endsWith(suffix) && (glob === undefined || matchesGlob(glob, relative(this.#start, path)));
  }

  #isSecret(path: string): boolean {
    return secretPath(path, this.#query.statePaths) !== undefined;
  }

  #fold(text: string): string {
    return this.#query.ignoreCase ? text.toLowerCase() : text;
  }

  #isOver(): boolean {
    this.truncated ||=
      this.matches.length >= this.#limits.matches ||
      this.files >= this.#limits.files ||
      this.#bytes >= this.#maxBytes ||
      performance.now() >= this.#deadline;
    return this.truncated;
  }
}

/** The text with its secrets replaced and each line where it was. */
function conceal(text: string, secrets: readonly SecretSpan[]): string {
  let shown = "";
  let from = 0;
  for (const { start, end, placeholder } of secrets) {
    shown += text.slice(from, start) + placeholder + text.slice(start, end).replace(/[^\n]+/g, "");
    from = end;
  }
  return shown + text.slice(from);
}
