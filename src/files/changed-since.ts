import { openPlace, type Pin, pinEntry } from "./descriptor.ts";
import { contentDigest } from "./digest.ts";
import { entriesOf } from "./directory.ts";
import { readPinned } from "./read.ts";
import { answering } from "./refusal.ts";

/** A file that was made, renamed or changed; `digest` is that of its content, where it can be read and is long enough. */
export interface ChangedFile {
  readonly path: string;
  readonly digest?: string;
}

const most = { entries: 20_000, depth: 24 };
const digested = 64 << 10;

/**
 * Regular files beneath a directory whose inode was changed at or after `since`, milliseconds of the system's clock; the
 * time of an inode's change cannot be set by whoever changes it. `undefined` when the tree is too large to say.
 */
export async function changedSince(root: string, since: number): Promise<readonly ChangedFile[] | undefined> {
  const survey = new Survey(since);
  const result = await answering(root, async () => {
    using place = openPlace(root, root);
    using start = place.pin();
    await survey.visit(start, root === "/" ? "" : root, 0);
    return { ok: true } as const;
  });
  return result.ok && survey.complete ? survey.changed : undefined;
}

class Survey {
  readonly changed: ChangedFile[] = [];
  complete = true;
  #seen = 0;
  readonly #since: number;

  constructor(since: number) {
    this.#since = since;
  }

  async visit(directory: Pin, path: string, depth: number): Promise<void> {
    const { entries, truncated } = await entriesOf(directory, most.entries - this.#seen);
    this.#seen += entries.length;
    if (truncated || depth > most.depth) this.complete = false;
    for (const { name, kind } of entries) {
      if (!this.complete) return;
      if (kind === "file" || kind === "directory") await this.#enter(directory, name, `${path}/${name}`, depth + 1);
    }
  }

  async #enter(directory: Pin, name: string, path: string, depth: number): Promise<void> {
    const entered = await answering(path, async () => {
      using entry = pinEntry(directory, name, path);
      const stats = entry.stats();
      if (stats.isDirectory()) await this.visit(entry, path, depth);
      else if (stats.isFile() && stats.ctimeMs >= this.#since) await this.#note(entry, path);
      return { ok: true } as const;
    });
    // What went away meanwhile, or cannot be looked into by anybody, changed nothing that could be read.
    if (!entered.ok && !["forbidden", "missing", "link"].includes(entered.fault)) this.complete = false;
  }

  async #note(file: Pin, path: string): Promise<void> {
    const read = await answering(path, async () => ({ ok: true, ...(await readPinned(file, digested)) }) as const);
    const digest = read.ok ? contentDigest(read.content) : undefined;
    this.changed.push({ path, ...(digest !== undefined && { digest }) });
  }
}
