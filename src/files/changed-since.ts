import type { Pin } from "./descriptor.ts";
import { contentDigest } from "./digest.ts";
import { readPinned } from "./read.ts";
import { answering } from "./refusal.ts";
import { walkTree } from "./tree.ts";

/** A file that was made, renamed or changed; `digest` is that of its content, where it can be read and is long enough. */
export interface ChangedFile {
  readonly path: string;
  readonly digest?: string;
}

const digested = 64 << 10;

/**
 * Regular files beneath a directory whose inode was changed at or after `since`, milliseconds of the system's clock; the
 * time of an inode's change cannot be set by whoever changes it. `undefined` when the tree is too large to say.
 */
export async function changedSince(root: string, since: number): Promise<readonly ChangedFile[] | undefined> {
  const changed: ChangedFile[] = [];
  const complete = await walkTree(root, {
    enters: (_, { kind }) => kind === "file" || kind === "directory",
    async open(entry, path) {
      const stats = entry.stats();
      if (stats.isFile() && stats.ctimeMs >= since) changed.push(await identified(entry, path));
    },
    // What went away meanwhile, or cannot be looked into by anybody, changed nothing that could be read.
    missed: (_, fault) => fault === "forbidden" || fault === "missing" || fault === "link",
  });
  return complete ? changed : undefined;
}

async function identified(file: Pin, path: string): Promise<ChangedFile> {
  const read = await answering(path, async () => ({ ok: true, ...(await readPinned(file, digested)) }) as const);
  const digest = read.ok ? contentDigest(read.content) : undefined;
  return { path, ...(digest !== undefined && { digest }) };
}
