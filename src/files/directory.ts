import type { Dirent } from "node:fs";
import { opendir } from "node:fs/promises";
import type { Pin } from "./descriptor.ts";

/** One entry of a directory. */
export interface Entry {
  readonly name: string;
  readonly kind: "file" | "directory" | "link" | "other";
}

/** The first `most` entries that a held directory yields, in order of their names; `truncated` when there are more. */
export async function entriesOf(directory: Pin, most: number): Promise<{ entries: Entry[]; truncated: boolean }> {
  const entries: Entry[] = [];
  let truncated = false;
  for await (const entry of await opendir(directory.path)) {
    truncated = entries.length === most;
    if (truncated) break;
    entries.push({ name: entry.name, kind: kindOf(entry) });
  }
  return { entries: entries.sort((a, b) => (a.name < b.name ? -1 : 1)), truncated };
}

function kindOf(entry: Dirent): Entry["kind"] {
  if (entry.isFile()) return "file";
  if (entry.isDirectory()) return "directory";
  return entry.isSymbolicLink() ? "link" : "other";
}
