import { constants, type Stats } from "node:fs";
import { type FileHandle, lstat, open } from "node:fs/promises";

/** Why a path could not be opened beneath its root. */
export type WalkFault = "missing" | "link" | "outside" | "not-a-directory" | "not-a-file" | "forbidden" | "unsupported";

/** A refusal as a value, with words for a person. */
export interface Refused {
  readonly ok: false;
  readonly fault: WalkFault;
  readonly message: string;
}

/** An open directory, and how to name what is in it without going through its path again. */
export interface Directory {
  readonly handle: FileHandle;
  /** A path that the kernel resolves through the open descriptor. */
  at(name: string): string;
}

const directoryFlags = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW;

/**
 * Opens the directory that holds `path`, from `root` down, one component at a time, each through the descriptor of the
 * one before and none of them a link. Whatever is renamed or linked meanwhile, what is open lies beneath the root.
 */
export async function openParent(
  root: string,
  path: string,
): Promise<{ ok: true; directory: Directory; name: string } | Refused> {
  if (process.platform !== "linux")
    return refuse("unsupported", "opening files beneath a root needs /proc, which this system lacks");
  const parts = partsBeneath(root, path);
  if (parts === undefined) return refuse("outside", `${path} is not beneath ${root}`);
  const name = parts.pop() ?? ".";
  let handle: FileHandle;
  try {
    handle = await open(root, directoryFlags);
  } catch (error) {
    return fromError(error, root);
  }
  for (const part of parts) {
    const next = await openEntry(handle, part, directoryFlags).catch((error: unknown) => fromError(error, path));
    await handle.close();
    if ("fault" in next) return next;
    handle = next;
  }
  const directory = { handle, at: (entry: string) => entryPath(handle, entry) };
  return { ok: true, directory, name };
}

/** Opens one entry of an open directory; a link is an error (ELOOP). */
export function openEntry(directory: FileHandle, name: string, flags: number, mode?: number): Promise<FileHandle> {
  return open(entryPath(directory, name), flags | constants.O_NOFOLLOW | constants.O_NONBLOCK, mode);
}

/** The real absolute path of an open descriptor. */
export function entryPath(directory: FileHandle, name: string): string {
  // INVARIANT: one component, so that the kernel resolves nothing but this descriptor's own entry.
  if (name.includes("/") || name === ".." || name === "" || name.includes("\0"))
    throw new TypeError(`"${name}" is no file name`);
  return `/proc/self/fd/${directory.fd}/${name}`;
}

/** Why an error number means that the path is not to be had. */
export function fromError(error: unknown, path: string): Refused {
  switch ((error as NodeJS.ErrnoException).code) {
    case "ENOENT":
      return refuse("missing", `${path} does not exist`);
    case "ELOOP":
      return refuse("link", `${path} is, or leads through, a link`);
    case "ENOTDIR":
      return refuse("not-a-directory", `${path} leads through something that is no directory`);
    case "EISDIR":
    case "ENXIO":
      return refuse("not-a-file", `${path} is not a regular file`);
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return refuse("forbidden", `the system does not permit opening ${path}`);
    default:
      throw error;
  }
}

export function refuse(fault: WalkFault, message: string): Refused {
  return { ok: false, fault, message };
}

/** What kind of thing an entry is, without following it. */
export function entryStats(directory: Directory, name: string): Promise<Stats> {
  return lstat(directory.at(name));
}

function partsBeneath(root: string, path: string): string[] | undefined {
  const base = root === "/" ? "" : root;
  if (path !== root && !path.startsWith(`${base}/`)) return undefined;
  const parts = path
    .slice(base.length)
    .split("/")
    .filter((part) => part !== "");
  return parts.some((part) => part === "." || part === ".." || part.includes("\0")) ? undefined : parts;
}
