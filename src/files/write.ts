import { randomBytes } from "node:crypto";
import { constants, renameSync, type Stats } from "node:fs";
import { type FileHandle, open, unlink } from "node:fs/promises";
import type { Permit, Request } from "../decision/index.ts";
import { openPlace, type Place } from "./descriptor.ts";
import { contentDigest } from "./digest.ts";
import { protectedPath } from "./protected-path.ts";
import { requireFile } from "./read.ts";
import { answering, errno, halt, type Refused } from "./refusal.ts";
import { requireDecided, spendOnPath } from "./spend.ts";

/** Result of writing a file; `digest` is what its new content is known again by. */
export type Written =
  | { readonly ok: true; readonly bytes: number; readonly created: boolean; readonly digest: string | undefined }
  | Refused;

/**
 * Puts `text`, which must stand in the arguments of the request, in the file that the request names, beneath `root`: as
 * a whole or not at all, and durable when it resolves. Missing directories beneath the root are made.
 * @throws what `Permit.spend` throws.
 */
export async function writeFile(permit: Permit, request: Request, root: string, text: string): Promise<Written> {
  const bounds = spendOnPath(permit, request, "write");
  requireDecided(request, [text]);
  return answering(request.resource.id, async (path) => {
    refuseProtected(path);
    using place = openPlace(root, path, { create: true });
    return await replaceFile(place, path, text, { maxBytes: bounds.bytes });
  });
}

/** Halts at a path that no agent may write, whatever was decided (OC-16). */
export function refuseProtected(path: string): void {
  const guarded = protectedPath(path);
  if (guarded !== undefined) halt("protected", `${path} may not be written by an agent (${guarded})`);
}

/** Replaces an entry by way of a temporary file in the same directory; `seen` is what the new text was made from. */
export async function replaceFile(
  place: Place,
  path: string,
  text: string,
  { maxBytes, seen }: { readonly maxBytes: number; readonly seen?: Stats },
): Promise<Written> {
  const bytes = Buffer.byteLength(text);
  if (bytes > maxBytes) halt("too-large", `${bytes} bytes are more than the ${maxBytes} that may be written`);
  const before = judgeTarget(place, path);
  await using directory = await open(place.directory.path, constants.O_RDONLY | constants.O_DIRECTORY);
  const temporary = place.directory.at(`.sallyport-${randomBytes(8).toString("hex")}`);
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  const file = await open(temporary, flags, before === undefined ? 0o666 : 0o600);
  try {
    await fill(file, text, before);
    // What appeared at the name meanwhile is judged like what was there before, and an edit is not laid over another.
    const now = judgeTarget(place, path);
    if (seen !== undefined && !isSame(seen, now)) halt("changed", `${path} was changed meanwhile`);
    renameSync(temporary, place.directory.at(place.name));
  } catch (error) {
    await unlink(temporary).catch(() => {});
    throw error;
  }
  await directory.sync();
  return { ok: true, bytes, created: before === undefined, digest: contentDigest(text) };
}

/** What is at the name now; halts at anything but a plain file with one name. */
function judgeTarget(place: Place, path: string): Stats | undefined {
  using target = place.find();
  const stats = target?.stats();
  if (stats === undefined) return undefined;
  requireFile(stats, path);
  // A second name may lie outside the root, where a reader would not expect an agent's text.
  if (stats.nlink > 1) halt("link", `${path} has other names (hard links)`);
  if ((stats.mode & 0o6000) !== 0) halt("set-id", `${path} has a set-user-id or set-group-id bit`);
  return stats;
}

async function fill(file: FileHandle, text: string, like: Stats | undefined): Promise<void> {
  try {
    await file.writeFile(text);
    if (like !== undefined) {
      await keepOwner(file, like);
      await file.chmod(like.mode & 0o777);
    }
    await file.sync();
  } finally {
    await file.close();
  }
}

async function keepOwner(file: FileHandle, { uid, gid }: Stats): Promise<void> {
  const own = await file.stat();
  if (own.uid === uid && own.gid === gid) return;
  await file.chown(uid, gid).catch((error: unknown) => {
    // Only root may give files away; anybody else's new file is their own.
    if (errno(error) !== "EPERM") throw error;
  });
}

function isSame(seen: Stats, now: Stats | undefined): boolean {
  return (
    now !== undefined &&
    seen.dev === now.dev &&
    seen.ino === now.ino &&
    seen.size === now.size &&
    seen.mtimeMs === now.mtimeMs &&
    seen.ctimeMs === now.ctimeMs
  );
}
