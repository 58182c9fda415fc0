import { closeSync, constants, type Dirent, lstatSync, opendirSync, openSync, readlinkSync, type Stats } from "node:fs";
import { setImmediate as breathe } from "node:timers/promises";

/** Bounds of one walk: entries, and milliseconds. */
const most = { entries: 20_000, ms: 1_000 };
/** Milliseconds after which others get their turn. */
const slice = 5;

/** One entry of a tree. Paths are bytes as Latin-1, since names need not be UTF-8. */
export interface TreeEntry {
  readonly root: string;
  readonly path: string;
  readonly name: string;
  /** The names beside it, itself among them. */
  readonly siblings: ReadonlySet<string>;
  /** A path that leads to the entry and nothing else, while it is visited. */
  readonly held: Buffer;
  readonly stats: Stats;
}

/**
 * Visits everything beneath the roots that is no directory, what lies nearer first. Follows no link, and passes over what
 * changes meanwhile. Resolves to whether it saw everything.
 */
export async function walkTree(
  roots: readonly string[],
  visit: (entry: TreeEntry) => void,
  bounds: { readonly entries: number; readonly ms: number } = most,
): Promise<boolean> {
  const end = performance.now() + bounds.ms;
  const queue = roots.map((root) => ({ root: latin1(root), path: latin1(root) }));
  let left = bounds.entries;
  let seen = true;
  let breath = performance.now() + slice;
  // The queue grows while it is walked.
  for (const { root, path } of queue) {
    const use = (held: Buffer, entries: readonly Dirent<Buffer>[]) => {
      const siblings = new Set(entries.map(({ name }) => name.toString("latin1")));
      for (const entry of entries) {
        const name = entry.name.toString("latin1");
        if (entry.isDirectory()) {
          queue.push({ root, path: `${path}/${name}` });
          continue;
        }
        const at = Buffer.concat([held, entry.name]);
        const stats = lstatSync(at, { throwIfNoEntry: false });
        if (stats !== undefined) visit({ root, path: `${path}/${name}`, name, siblings, held: at, stats });
      }
      left -= entries.length;
    };
    if (!withDirectory(path, left + 1, use)) seen = false;
    if (left < 0 || performance.now() > end) return false;
    if (performance.now() < breath) continue;
    await breathe();
    breath = performance.now() + slice;
  }
  return seen;
}

/**
 * Lends a directory and the first `limit` entries of it; nothing when it is not there any more. False when there is one
 * that could not be looked into.
 */
function withDirectory(
  path: string,
  limit: number,
  use: (held: Buffer, entries: readonly Dirent<Buffer>[]) => void,
): boolean {
  let fd: number | undefined;
  try {
    fd = openSync(bytes(path), constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
    const held = `/proc/self/fd/${fd}`;
    // INVARIANT: where the kernel says the descriptor is, so that no link that was put in the way leads elsewhere.
    if (readlinkSync(held, "buffer").toString("latin1") !== path) return false;
    use(Buffer.from(`${held}/`), entriesOf(held, limit));
    return true;
  } catch (error) {
    return gone.has((error as NodeJS.ErrnoException).code ?? "");
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

/** What the system says of a directory that went away, or of what took its place. */
const gone = new Set(["ENOENT", "ENOTDIR", "ELOOP"]);

/** No more than these, so that a directory of millions costs no more than another. */
function entriesOf(held: string, limit: number): readonly Dirent<Buffer>[] {
  const directory = opendirSync(held, { encoding: "buffer" as BufferEncoding, bufferSize: 256 });
  try {
    const entries: Dirent<Buffer>[] = [];
    while (entries.length < limit) {
      const entry = directory.readSync();
      if (entry === null) break;
      entries.push(entry as unknown as Dirent<Buffer>);
    }
    return entries;
  } finally {
    directory.closeSync();
  }
}

/** A path in the form in which this walk has them. */
export function latin1(path: string): string {
  return Buffer.from(path).toString("latin1");
}

/** A path of this walk in the form in which the system has it. */
export function bytes(path: string): Buffer {
  return Buffer.from(path, "latin1");
}
