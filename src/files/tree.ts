import { constants } from "node:fs";
import { type FileHandle, readdir } from "node:fs/promises";
import type { Permit, Request } from "../decision/index.ts";
import { withParent } from "./access.ts";
import { secretPath } from "./secret-path.ts";
import { openEntry, type Refused, refuse } from "./walk.ts";

/** One entry of a directory. */
export interface Entry {
  readonly name: string;
  readonly kind: "file" | "directory" | "link" | "other";
}

/** The entries of a directory, in order of their names; `truncated` when there are more. */
export type Listing = { readonly ok: true; readonly entries: readonly Entry[]; readonly truncated: boolean } | Refused;

const maxEntries = 2_000;

/** Lists the directory that the request names, beneath `root`. @throws what `Permit.spend` throws. */
export async function listDirectory(permit: Permit, request: Request, root: string): Promise<Listing> {
  permit.spend(request, ["limit"]);
  return withDirectory(root, request.resource.id, async (directory) => {
    const entries = await entriesOf(directory);
    return { ok: true, entries: entries.slice(0, maxEntries), truncated: entries.length > maxEntries };
  });
}

/** What to look for; `text` is taken literally. */
export interface SearchQuery {
  readonly text: string;
  readonly ignoreCase?: boolean;
  /** Only files whose names end so. */
  readonly suffix?: string;
}

/** One line that holds the text; line numbers from 1, long lines cut. */
export interface Match {
  readonly path: string;
  readonly line: number;
  readonly text: string;
}

/** Matches in order of paths; `truncated` when a bound ended the search before the tree did. */
export type Found =
  | { readonly ok: true; readonly matches: readonly Match[]; readonly files: number; readonly truncated: boolean }
  | Refused;

const bounds = { files: 5_000, depth: 24, fileBytes: 1 << 20, matches: 200, lineLength: 300 };

/** Searches files beneath the directory that the request names; passes over links, binary files and secrets. */
export async function searchFiles(permit: Permit, request: Request, root: string, query: SearchQuery): Promise<Found> {
  permit.spend(request, ["limit"]);
  const search = new Search(query);
  return withDirectory(root, request.resource.id, async (directory) => {
    await search.descend(directory, request.resource.id, 0);
    return { ok: true, matches: search.matches, files: search.files, truncated: search.exhausted };
  });
}

/** Secrets beneath a directory, as real paths: what a command that sees the directory must not see. Bounded; rejects past the bound. */
export async function secretsBeneath(root: string, own: readonly string[]): Promise<readonly string[] | undefined> {
  const secrets: string[] = [];
  let seen = 0;
  const visit = async (directory: FileHandle, path: string, depth: number): Promise<boolean> => {
    for (const { name, kind } of await entriesOf(directory)) {
      if (++seen > 20_000 || depth > bounds.depth) return false;
      const below = `${path}/${name}`;
      if (secretPath(below, own) !== undefined && kind !== "link") secrets.push(below);
      else if (kind === "directory" && name !== "node_modules" && name !== ".git") {
        const next = await openEntry(directory, name, constants.O_RDONLY | constants.O_DIRECTORY).catch(
          () => undefined,
        );
        if (next === undefined) continue;
        try {
          if (!(await visit(next, below, depth + 1))) return false;
        } finally {
          await next.close();
        }
      }
    }
    return true;
  };
  const result = await withDirectory(root, root, async (directory) => ({
    ok: await visit(directory, root === "/" ? "" : root, 0),
  }));
  return result.ok ? secrets : undefined;
}

class Search {
  readonly matches: Match[] = [];
  files = 0;
  exhausted = false;
  readonly #query: SearchQuery;
  readonly #needle: string;

  constructor(query: SearchQuery) {
    this.#query = query;
    this.#needle = query.ignoreCase ? query.text.toLowerCase() : query.text;
  }

  async descend(directory: FileHandle, path: string, depth: number): Promise<void> {
    for (const { name, kind } of await entriesOf(directory)) {
      if (this.exhausted) return;
      const below = `${path}/${name}`;
      if (secretPath(below) !== undefined || name === ".git" || name === "node_modules") continue;
      if (kind === "directory") {
        if (depth >= bounds.depth) this.exhausted = true;
        else await this.#inside(directory, name, constants.O_DIRECTORY, (next) => this.descend(next, below, depth + 1));
      } else if (kind === "file" && name.endsWith(this.#query.suffix ?? "")) {
        await this.#inside(directory, name, 0, (file) => this.#scan(file, below));
      }
    }
  }

  /** What cannot be opened, or is no longer what it was, is passed over. */
  async #inside(
    directory: FileHandle,
    name: string,
    flags: number,
    use: (handle: FileHandle) => Promise<void>,
  ): Promise<void> {
    const handle = await openEntry(directory, name, constants.O_RDONLY | flags).catch(() => undefined);
    if (handle === undefined) return;
    try {
      await use(handle);
    } finally {
      await handle.close();
    }
  }

  async #scan(file: FileHandle, path: string): Promise<void> {
    const stats = await file.stat();
    if (!stats.isFile() || stats.size > bounds.fileBytes) return;
    if (++this.files > bounds.files) {
      this.exhausted = true;
      return;
    }
    const text = (await file.readFile()).toString("utf8");
    if (text.includes("\0") || text.includes("\ufffd")) return;
    text.split("\n").forEach((line, i) => {
      if (this.exhausted || !(this.#query.ignoreCase ? line.toLowerCase() : line).includes(this.#needle)) return;
      this.matches.push({ path, line: i + 1, text: line.slice(0, bounds.lineLength) });
      this.exhausted = this.matches.length >= bounds.matches;
    });
  }
}

async function withDirectory<T extends { readonly ok: boolean }>(
  root: string,
  path: string,
  use: (directory: FileHandle) => Promise<T>,
): Promise<T | Refused> {
  return withParent<T>(root, path, async (parent, name) => {
    const directory = await openEntry(parent.handle, name, constants.O_RDONLY | constants.O_DIRECTORY);
    try {
      if (!(await directory.stat()).isDirectory()) return refuse("not-a-directory", `${path} is not a directory`);
      return await use(directory);
    } finally {
      await directory.close();
    }
  });
}

async function entriesOf(directory: FileHandle): Promise<readonly Entry[]> {
  const found = await readdir(`/proc/self/fd/${directory.fd}`, { withFileTypes: true });
  return found
    .map((entry): Entry => ({ name: entry.name, kind: kindOf(entry) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function kindOf(entry: { isFile(): boolean; isDirectory(): boolean; isSymbolicLink(): boolean }): Entry["kind"] {
  if (entry.isFile()) return "file";
  if (entry.isDirectory()) return "directory";
  return entry.isSymbolicLink() ? "link" : "other";
}
