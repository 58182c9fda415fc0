import { openPlace, type Pin, pinEntry } from "./descriptor.ts";
import { entriesOf } from "./directory.ts";
import { answering } from "./refusal.ts";
import { secretPath } from "./secret-path.ts";

const most = { entries: 20_000, depth: 24 };

/**
 * Secrets beneath a directory, as real paths: what a command that sees the directory must not see. `undefined` when
 * they could not all be found because the tree is too large.
 */
export async function secretsBeneath(root: string, own: readonly string[]): Promise<readonly string[] | undefined> {
  const survey = new Survey(own);
  const result = await answering(root, async () => {
    using place = openPlace(root, root);
    using start = place.pin();
    await survey.visit(start, root === "/" ? "" : root, 0);
    return { ok: true } as const;
  });
  return result.ok && survey.complete ? survey.secrets : undefined;
}

class Survey {
  readonly secrets: string[] = [];
  complete = true;
  #seen = 0;
  readonly #own: readonly string[];

  constructor(own: readonly string[]) {
    this.#own = own;
  }

  async visit(directory: Pin, path: string, depth: number): Promise<void> {
    const { entries, truncated } = await entriesOf(directory, most.entries - this.#seen);
    this.#seen += entries.length;
    if (truncated || depth > most.depth) this.complete = false;
    for (const { name, kind } of entries) {
      if (!this.complete) return;
      const below = `${path}/${name}`;
      if (kind === "link") continue;
      if (secretPath(below, this.#own) !== undefined) this.secrets.push(below);
      else if (kind === "directory" && name !== "node_modules" && name !== ".git") {
        await this.#enter(directory, name, below, depth + 1);
      }
    }
  }

  async #enter(directory: Pin, name: string, path: string, depth: number): Promise<void> {
    const entered = await answering(path, async () => {
      using next = pinEntry(directory, name, path);
      if (next.stats().isDirectory()) await this.visit(next, path, depth);
      return { ok: true } as const;
    });
    // What went away meanwhile hides nothing. What cannot be looked into is hidden as a whole.
    if (!entered.ok && entered.fault === "forbidden") this.secrets.push(path);
    else if (!entered.ok && entered.fault !== "missing" && entered.fault !== "link") this.complete = false;
  }
}
