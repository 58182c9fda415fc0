import { openPlace, type Pin, pinEntry } from "./descriptor.ts";
import { type Entry, entriesOf } from "./directory.ts";
import { answering, type FileFault } from "./refusal.ts";

const most = { entries: 20_000, depth: 24 };

/** What is done on the way through a tree; paths are absolute, none of them leads through a link. */
export interface TreeVisitor {
  /** Whether to open an entry: a directory is then gone through, anything else is handed to `open`. */
  enters(path: string, entry: Entry): boolean;
  /** Takes an entry that was opened and is no directory. */
  open?(entry: Pin, path: string): Promise<void>;
  /** Told of an entry that could not be opened; whether the walk is complete all the same. */
  missed(path: string, fault: FileFault): boolean;
}

/**
 * Goes through what lies beneath a directory by descriptors; false when not all of it was seen, because the tree is too
 * large, the root cannot be opened, or the visitor could not do without what was missed.
 */
export async function walkTree(root: string, visitor: TreeVisitor): Promise<boolean> {
  const walk = new Walk(visitor);
  const result = await answering(root, async () => {
    using place = openPlace(root, root);
    using start = place.pin();
    await walk.descend(start, root === "/" ? "" : root, 0);
    return { ok: true } as const;
  });
  return result.ok && walk.complete;
}

class Walk {
  complete = true;
  #seen = 0;
  readonly #visitor: TreeVisitor;

  constructor(visitor: TreeVisitor) {
    this.#visitor = visitor;
  }

  async descend(directory: Pin, path: string, depth: number): Promise<void> {
    const { entries, truncated } = await entriesOf(directory, most.entries - this.#seen);
    this.#seen += entries.length;
    if (truncated || depth > most.depth) this.complete = false;
    for (const entry of entries) {
      if (!this.complete) return;
      const below = `${path}/${entry.name}`;
      if (this.#visitor.enters(below, entry)) await this.#enter(directory, entry.name, below, depth + 1);
    }
  }

  async #enter(directory: Pin, name: string, path: string, depth: number): Promise<void> {
    const entered = await answering(path, async () => {
      using entry = pinEntry(directory, name, path);
      if (entry.stats().isDirectory()) await this.descend(entry, path, depth);
      else await this.#visitor.open?.(entry, path);
      return { ok: true } as const;
    });
    if (!entered.ok && !this.#visitor.missed(path, entered.fault)) this.complete = false;
  }
}
