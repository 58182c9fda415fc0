import { type Oddity, odditiesOf } from "./oddity.ts";
import { type TreeEntry, walkTree } from "./tree-walk.ts";

/** An entry in which something is odd, by what and where. */
interface OddEntry {
  readonly key: string;
  readonly path: string;
  readonly oddity: Oddity;
  readonly stats: TreeEntry["stats"];
}

/** What one look at directories saw. */
interface Look {
  readonly odd: ReadonlyMap<string, Oddity>;
  readonly entries: readonly OddEntry[];
  readonly complete: boolean;
}

/** Looks at trees that are under way, and those that begin when these end. */
const looks = new Map<string, { readonly now: Promise<Look>; next?: Promise<Look> }>();

/** Looks at a tree from now on. Who asks while it is looked at waits for the next look, together with all others. */
export function lookAt(roots: readonly string[], unprotected: readonly string[]): Promise<Look> {
  const key = keyOf(roots, unprotected);
  const begin = () => {
    const now = look(roots, unprotected).finally(() => {
      if (looks.get(key)?.now === now && looks.get(key)?.next === undefined) looks.delete(key);
    });
    looks.set(key, { now });
    return now;
  };
  const under = looks.get(key);
  if (under === undefined) return begin();
  under.next ??= under.now.then(begin);
  return under.next;
}

async function look(roots: readonly string[], unprotected: readonly string[]): Promise<Look> {
  const entries: OddEntry[] = [];
  const complete = await walkTree(roots, (entry) => {
    for (const oddity of odditiesOf(entry, unprotected))
      entries.push({ key: `${oddity.rule} ${entry.path}`, path: entry.path, oddity, stats: entry.stats });
  });
  return { entries, complete, odd: new Map(entries.map(({ key, oddity }) => [key, oddity])) };
}

/** What tells one set of directories from another. */
export function keyOf(roots: readonly string[], unprotected: readonly string[]): string {
  return JSON.stringify([roots, unprotected]);
}
