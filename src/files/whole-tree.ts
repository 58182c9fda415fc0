import { constants } from "node:fs";
import { lstat, mkdir, mkdtemp, open, readdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** One file of a tree: its path beneath the root, with `/` between the parts, and what is in it. */
export interface TreeFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

const mostFiles = 20_000;
const mostBytes = 256 << 20;

/**
 * Every file beneath a directory, in the order of their paths as bytes, or what makes it no plain tree of files: a link, a
 * device, a name with a control character or a backslash, more than 20 000 files or 256 MiB. `isLeftOut` is asked about
 * paths beneath the root.
 */
export async function readWholeTree(
  root: string,
  isLeftOut: (path: string) => boolean = () => false,
): Promise<readonly TreeFile[] | { readonly fault: string }> {
  const files: TreeFile[] = [];
  let room = mostBytes;
  const visit = async (beneath: string): Promise<string | undefined> => {
    for (const entry of await readdir(join(root, beneath), { withFileTypes: true })) {
      const path = join(beneath, entry.name);
      if (isLeftOut(path)) continue;
      if (/[\u0000-\u001f\u007f\\]/.test(path)) return `${JSON.stringify(path)} has a name that no list can hold`;
      const fault = entry.isDirectory() ? await visit(path) : await take(path);
      if (fault !== undefined) return fault;
    }
    return undefined;
  };
  const take = async (path: string): Promise<string | undefined> => {
    const bytes = await bytesOf(join(root, path));
    if (bytes === undefined) return `${path} is no plain file`;
    room -= bytes.length;
    if (files.push({ path, bytes }) > mostFiles) return `it has more than ${mostFiles} files`;
    return room < 0 ? `it is larger than ${mostBytes} bytes` : undefined;
  };
  try {
    const fault = (await lstat(root)).isDirectory() ? await visit("") : "it is no directory";
    if (fault !== undefined) return { fault };
  } catch (error) {
    return { fault: `it cannot be read (${(error as NodeJS.ErrnoException).code})` };
  }
  return files.sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)));
}

/** Puts files into a directory of their own, whole or not at all; one that is there already is left as it is. */
export async function keepTree(directory: string, files: readonly TreeFile[]): Promise<void> {
  await mkdir(dirname(directory), { recursive: true, mode: 0o700 });
  const unfinished = await mkdtemp(join(dirname(directory), ".unfinished-"));
  try {
    for (const { path, bytes } of files) {
      const target = join(unfinished, path);
      await mkdir(dirname(target), { recursive: true, mode: 0o700 });
      await writeFile(target, bytes, { mode: 0o400, flag: "wx" });
    }
    await rename(unfinished, directory);
  } catch (error) {
    // Somebody was first, or it has been there for long.
    if (!["ENOTEMPTY", "EEXIST"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** What a plain file holds; the very file that was looked at is read. */
async function bytesOf(path: string): Promise<Buffer | undefined> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ELOOP" || error.code === "ENXIO") return undefined;
      throw error;
    },
  );
  if (file === undefined) return undefined;
  try {
    const { size } = await file.stat().then((stat) => (stat.isFile() ? stat : { size: -1 }));
    if (size < 0) return undefined;
    return size > mostBytes ? Buffer.alloc(mostBytes + 1) : await file.readFile();
  } finally {
    await file.close();
  }
}
