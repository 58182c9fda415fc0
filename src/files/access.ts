import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, rename, unlink } from "node:fs/promises";
import type { Obligation, Permit, Request } from "../decision/index.ts";
import { type Directory, entryStats, fromError, openEntry, openParent, type Refused, refuse } from "./walk.ts";

/** What was read: text when the bytes are UTF-8, otherwise only how many there are. */
export type FileContent =
  | {
      readonly ok: true;
      readonly encoding: "utf-8";
      readonly text: string;
      readonly bytes: number;
      readonly truncated: boolean;
    }
  | { readonly ok: true; readonly encoding: "binary"; readonly bytes: number; readonly truncated: boolean }
  | Refused;

/** Reads the file that the request names, beneath `root`, at most `maxBytes` of it. @throws what `Permit.spend` throws. */
export async function readFile(permit: Permit, request: Request, root: string, maxBytes: number): Promise<FileContent> {
  const obligations = permit.spend(request, ["limit"]);
  const limit = Math.min(maxBytes, limitBytes(obligations));
  return withParent(root, request.resource.id, async (directory, name) => {
    const file = await openEntry(directory.handle, name, constants.O_RDONLY);
    try {
      const stats = await file.stat();
      if (!stats.isFile()) return refuse("not-a-file", `${request.resource.id} is not a regular file`);
      const { bytes, truncated } = await readUpTo(file, limit);
      return content(bytes, truncated);
    } finally {
      await file.close();
    }
  });
}

/** Result of writing a file. */
export type Written = { readonly ok: true; readonly bytes: number; readonly created: boolean } | Refused;

/**
 * Puts `text` in the file that the request names, beneath `root`: as a whole or not at all, through a temporary file of
 * the same directory. @throws what `Permit.spend` throws.
 */
export async function writeFile(permit: Permit, request: Request, root: string, text: string): Promise<Written> {
  permit.spend(request, []);
  return withParent(root, request.resource.id, (directory, name) =>
    replace(directory, name, request.resource.id, text),
  );
}

/** One replacement: `find` must occur exactly once. */
export interface Edit {
  readonly find: string;
  readonly replace: string;
}

/** Reads, changes and replaces the file that the request names, beneath `root`. @throws what `Permit.spend` throws. */
export async function editFile(
  permit: Permit,
  request: Request,
  root: string,
  edits: readonly Edit[],
  maxBytes: number,
): Promise<Written> {
  permit.spend(request, []);
  return withParent(root, request.resource.id, async (directory, name): Promise<Written> => {
    const file = await openEntry(directory.handle, name, constants.O_RDONLY);
    let before: FileContent;
    try {
      if (!(await file.stat()).isFile()) return refuse("not-a-file", `${request.resource.id} is not a regular file`);
      const { bytes, truncated } = await readUpTo(file, maxBytes);
      before = content(bytes, truncated);
    } finally {
      await file.close();
    }
    if (!before.ok || before.encoding !== "utf-8" || before.truncated)
      return refuse("not-a-file", "the file is binary or too large to edit");
    let { text } = before;
    for (const edit of edits) {
      const at = text.indexOf(edit.find);
      if (edit.find === "" || at < 0) return refuse("missing", "the text to replace is not in the file");
      if (text.indexOf(edit.find, at + 1) >= 0)
        return refuse("forbidden", "the text to replace is in the file more than once");
      text = text.slice(0, at) + edit.replace + text.slice(at + edit.find.length);
    }
    return await replace(directory, name, request.resource.id, text);
  });
}

async function replace(directory: Directory, name: string, path: string, text: string): Promise<Written> {
  const before = await entryStats(directory, name).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  });
  if (before?.isSymbolicLink()) return refuse("link", `${path} is a link`);
  if (before && !before.isFile()) return refuse("not-a-file", `${path} is not a regular file`);
  // A second name of the file may lie outside the root; replacing this one leaves that untouched, but says nothing of it.
  if (before && before.nlink > 1) return refuse("link", `${path} has other names (hard links)`);
  const temporary = `.sallyport-${randomBytes(8).toString("hex")}`;
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL;
  const file = await openEntry(directory.handle, temporary, flags, before === undefined ? 0o644 : before.mode & 0o777);
  try {
    await file.writeFile(text);
    await file.sync();
    await file.close();
    await rename(directory.at(temporary), directory.at(name));
  } catch (error) {
    await file.close().catch(() => {});
    await unlink(directory.at(temporary)).catch(() => {});
    throw error;
  }
  return { ok: true, bytes: Buffer.byteLength(text), created: before === undefined };
}

/** Opens the directory of a path beneath a root, and closes it; errors that mean "not to be had" become refusals. */
export async function withParent<T extends { readonly ok: boolean }>(
  root: string,
  path: string,
  use: (directory: Directory, name: string) => Promise<T | Refused>,
): Promise<T | Refused> {
  const opened = await openParent(root, path);
  if (!opened.ok) return opened;
  try {
    return await use(opened.directory, opened.name);
  } catch (error) {
    return fromError(error, path);
  } finally {
    await opened.directory.handle.close();
  }
}

async function readUpTo(file: FileHandle, limit: number): Promise<{ bytes: Buffer; truncated: boolean }> {
  const buffer = Buffer.alloc(limit + 1);
  let length = 0;
  while (length < buffer.length) {
    const { bytesRead } = await file.read(buffer, length, Math.min(buffer.length - length, 1 << 20), length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return { bytes: buffer.subarray(0, Math.min(length, limit)), truncated: length > limit };
}

function content(bytes: Buffer, truncated: boolean): FileContent {
  try {
    // A cut may fall inside a character: only then may the end be incomplete.
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: truncated });
    if (!text.includes("\0")) return { ok: true, encoding: "utf-8", text, bytes: bytes.length, truncated };
  } catch {
    // Not UTF-8: binary.
  }
  return { ok: true, encoding: "binary", bytes: bytes.length, truncated };
}

function limitBytes(obligations: readonly Obligation[]): number {
  return obligations.find((o) => o.id === "limit")?.bytes ?? Number.POSITIVE_INFINITY;
}
