import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, type Stats, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { openPlace, type Pin, pinEntry } from "./descriptor.ts";
import { entriesOf } from "./directory.ts";
import { readPinned } from "./read.ts";
import { answering, halt, type Refused } from "./refusal.ts";

/** One file or directory beneath a folder; of a directory, `content` is absent. */
export interface FolderEntry {
  /** Relative to the folder, with slashes. */
  readonly name: string;
  /** Permission bits. */
  readonly mode: number;
  readonly content?: Uint8Array;
}

/** Everything in a folder, in order of the names; refused unless it is wholly files and directories of its own. */
export type FolderContent = { readonly ok: true; readonly entries: readonly FolderEntry[] } | Refused;

const most = { entries: 512, bytes: 4 << 20, depth: 8 };

/**
 * Reads a folder at a real absolute path into memory, by descriptors: what is given back is one state of each file, and
 * no name is resolved twice. Refuses links of either kind, devices, set-id bits, and what is too much to look through.
 */
export async function readFolder(path: string): Promise<FolderContent> {
  return answering(path, async () => {
    using place = openPlace(path, path);
    using root = place.pin();
    if (!root.stats().isDirectory()) halt("not-a-directory", `${path} is no directory`);
    const entries: FolderEntry[] = [];
    let bytes = 0;
    const descend = async (directory: Pin, prefix: string, depth: number): Promise<void> => {
      const { entries: found, truncated } = await entriesOf(directory, most.entries - entries.length);
      if (truncated || depth > most.depth)
        halt("too-large", `${path} has more than ${most.entries} entries or ${most.depth} levels`);
      for (const { name: own } of found) {
        const name = prefix + own;
        using entry = pinEntry(directory, own, `${path}/${name}`);
        const stats = entry.stats();
        requirePlain(stats, `${path}/${name}`);
        const mode = stats.mode & 0o777;
        if (stats.isDirectory()) {
          entries.push({ name, mode });
          await descend(entry, `${name}/`, depth + 1);
        } else {
          const { content, truncated: more } = await readPinned(entry, most.bytes - bytes);
          if (more) halt("too-large", `${path} holds more than ${most.bytes >> 20} MiB`);
          bytes += content.length;
          entries.push({ name, mode, content });
        }
      }
    };
    await descend(root, "", 0);
    return { ok: true as const, entries: entries.sort((a, b) => (a.name < b.name ? -1 : 1)) };
  });
}

/** Names of the directories in a directory, which are none where it is missing. */
export async function listFolders(path: string): Promise<readonly string[]> {
  const listed = await answering(path, async () => {
    using place = openPlace(path, path);
    using root = place.pin();
    return { ok: true as const, ...(await entriesOf(root, most.entries)) };
  });
  return listed.ok ? listed.entries.filter(({ kind }) => kind === "directory").map(({ name }) => name) : [];
}

/** Writes a folder of Sallyport's own, whole or not at all: what stands at the path is put in its place. */
export function writeFolder(path: string, entries: readonly FolderEntry[]): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const made = mkdtempSync(join(dirname(path), ".new-"));
  try {
    for (const { name, content } of entries) {
      if (content === undefined) mkdirSync(join(made, name));
      else writeFileSync(join(made, name), content, { flag: "wx", mode: 0o600 });
    }
    // From the leaves up: a directory that may not be written comes after what lies in it.
    for (const { name, mode } of entries.toReversed()) chmodSync(join(made, name), mode);
    rmSync(path, { recursive: true, force: true });
    renameSync(made, path);
  } catch (error) {
    rmSync(made, { recursive: true, force: true });
    throw error;
  }
}

function requirePlain(stats: Stats, path: string): void {
  if (!stats.isDirectory() && !stats.isFile()) halt("not-a-file", `${path} is neither a file nor a directory`);
  if ((stats.mode & 0o6000) !== 0) halt("set-id", `${path} has set-id bits`);
  // INVARIANT: a second name may lie where others can write, and would change what was looked at.
  if (stats.isFile() && stats.nlink > 1) halt("link", `${path} has a second name elsewhere (hard link)`);
}
