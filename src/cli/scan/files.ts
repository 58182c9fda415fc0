import type { Dirent } from "node:fs";
import { lstat, open, readdir } from "node:fs/promises";
import { join } from "node:path";
import { UsageInvalid } from "../../errors.ts";
import type { Source } from "./source.ts";

/** Larger files are data and not looked into; in bytes. */
const largest = 32 * 1024 * 1024;

/** How many bytes tell whether a file is text. */
const probed = 8_192;

/** Directories of what others wrote or git keeps. */
const passedOver: ReadonlySet<string> = new Set([".git", ".hg", ".svn", "node_modules"]);

/**
 * The texts of a file, or of all files below a directory, in the order of their names. Links are not followed, and files
 * that are no text or larger than 32 MiB are told to `skip`.
 * @throws {UsageInvalid} when there is nothing of this name.
 */
export async function* textFiles(path: string, skip: (path: string, why: string) => void): AsyncGenerator<Source> {
  const found = await lstat(path).catch(() => undefined);
  if (found === undefined) throw new UsageInvalid(`${path} is not there`, { fix: "name a file or a directory" });
  if (found.isDirectory()) yield* below(path, skip);
  else yield* textFile(path, skip);
}

async function* below(directory: string, skip: (path: string, why: string) => void): AsyncGenerator<Source> {
  let entries: Dirent[];
  try {
    entries = await readdir(directory, { withFileTypes: true });
  } catch {
    skip(directory, "cannot be read");
    return;
  }
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) {
      if (!passedOver.has(entry.name)) yield* below(path, skip);
    } else if (entry.isFile()) yield* textFile(path, skip);
  }
}

async function* textFile(path: string, skip: (path: string, why: string) => void): AsyncGenerator<Source> {
  const bytes = await readBytes(path).catch(() => "cannot be read");
  const text = typeof bytes === "string" ? undefined : textOf(bytes);
  if (text === undefined) skip(path, typeof bytes === "string" ? bytes : "is no text");
  else yield { path, text, lineAt: (index) => index + 1 };
}

async function readBytes(path: string): Promise<Uint8Array | string> {
  await using file = await open(path, "r");
  const { size } = await file.stat();
  if (size > largest) return `is larger than ${largest >> 20} MiB`;
  return file.readFile();
}

/** The text of a file, `undefined` when it is none: it has a NUL near its beginning and no mark of 16-bit units. */
function textOf(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  return bytes.subarray(0, probed).includes(0) ? undefined : new TextDecoder("utf-8").decode(bytes);
}
