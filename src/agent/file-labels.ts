import { dirname } from "node:path";
import { isBeneath, type Json } from "../decision/index.ts";
import { changedSince, inodeChangedAt } from "../files/index.ts";
import type { Provenance } from "../provider/index.ts";
import type { Store } from "../store/index.ts";
import { joinProvenance } from "./provenance.ts";

/** How many labels are kept of either kind. */
export interface FileLabelBounds {
  readonly paths: number;
  readonly contents: number;
}

const paths = "file-labels";
const contents = "content-labels";
const changes = "file-changes";

/** A label of a path: of a file or of a directory with all beneath it; `trusted` says that the ones above it do not hold. */
interface PathLabel extends Provenance {
  readonly trusted?: boolean;
}

/** Something that may be changing files beneath directories right now, or was when the process ended. */
interface Change extends Provenance {
  readonly roots: readonly string[];
  /** Milliseconds since the epoch. */
  readonly since: number;
}

/** The kernel takes the time of a change from a clock that ticks up to so many milliseconds late. */
const tick = 50;

/**
 * Remembers which files hold text that nobody here answers for: by path, and by content wherever that turns up. A file
 * without a label is the operator's own. What does not fit is remembered by directory, which says more and not less.
 */
export class FileLabels {
  readonly #store: Store;
  readonly #bounds: FileLabelBounds;
  readonly #paths = new Map<string, PathLabel>();
  readonly #contents = new Map<string, Provenance>();
  readonly #changes = new Map<string, Change>();
  #loaded: Promise<void> | undefined;

  constructor(store: Store, bounds: FileLabelBounds = { paths: 20_000, contents: 50_000 }) {
    this.#store = store;
    this.#bounds = bounds;
  }

  /** The label of a file at a real path with this content; `undefined` when there is none. */
  async of(path: string, digest?: string): Promise<Provenance | undefined> {
    await this.#load();
    const byContent = digest === undefined ? undefined : this.#contents.get(digest);
    return joinProvenance([this.#nearest(path), byContent, ...this.#changing(path)]);
  }

  /** The changes under way that have changed the file already. */
  #changing(path: string): readonly Provenance[] {
    const possible = [...this.#changes.values()].filter(({ roots }) => roots.some((root) => isBeneath(root, path)));
    const changed = possible.length === 0 ? undefined : inodeChangedAt(path);
    return changed === undefined ? [] : possible.filter(({ since }) => changed >= since);
  }

  /** The labels of everything at or beneath the paths, together. */
  async beneath(places: readonly string[]): Promise<Provenance | undefined> {
    await this.#load();
    const within = [...this.#paths].filter(
      ([path, { trusted }]) => trusted !== true && places.some((place) => isBeneath(place, path)),
    );
    const above = await Promise.all(places.map((place) => this.of(place)));
    // Of what is changing right now, nobody has looked yet at what it has changed.
    const changing = [...this.#changes.values()].filter(({ roots }) =>
      roots.some((root) => places.some((place) => isBeneath(root, place) || isBeneath(place, root))),
    );
    return joinProvenance([...within.map(([, label]) => label), ...above, ...changing]);
  }

  /** Notes that a file now holds this content as a whole: of a turn that is labelled so, or of a clean one. */
  async wrote(path: string, digest: string | undefined, label: Provenance | undefined): Promise<void> {
    await this.#load();
    await this.#wrote(path, digest, label);
  }

  async #wrote(path: string, digest: string | undefined, label: Provenance | undefined): Promise<void> {
    if (label !== undefined) {
      if (digest !== undefined) await this.#labelContent(digest, label);
      await this.#labelPath(path, label);
    } else if (this.#nearest(dirname(path)) !== undefined) {
      await this.#labelPath(path, { trusted: true, tier: "A", sources: [] });
    } else if (this.#paths.delete(path)) await this.#store.delete(paths, path);
  }

  /**
   * Does what may change files beneath the roots. What `note` is told labels every file that has changed by its end, and
   * by the start of the next process if this one ends before.
   */
  async changing<T>(
    roots: readonly string[],
    work: (note: (label: Provenance) => Promise<void>) => Promise<T>,
  ): Promise<T> {
    await this.#load();
    const id = crypto.randomUUID();
    const since = Date.now() - tick;
    const note = async (label: Provenance): Promise<void> => {
      const known = joinProvenance([this.#changes.get(id), label]) as Provenance;
      this.#changes.set(id, { ...known, roots, since });
      await this.#store.put(changes, id, { ...known, sources: [...known.sources], roots: [...roots], since });
    };
    try {
      return await work(note);
    } finally {
      await this.#settle(id);
    }
  }

  /** Labels what a change has changed, and then forgets the change. */
  async #settle(id: string): Promise<void> {
    const change = this.#changes.get(id);
    if (change === undefined) return;
    const { roots, since, tier, sources } = change;
    for (const root of roots) {
      const changed = await changedSince(root, since);
      if (changed === undefined) await this.#labelPath(root, { tier, sources });
      for (const { path, digest } of changed ?? []) await this.#wrote(path, digest, { tier, sources });
    }
    await this.#store.delete(changes, id);
    this.#changes.delete(id);
  }

  /** The label of the path itself, or of the nearest directory above it that has one. */
  #nearest(path: string): Provenance | undefined {
    for (let at = path; ; at = dirname(at)) {
      const label = this.#paths.get(at);
      if (label !== undefined) return label.trusted === true ? undefined : label;
      if (at === dirname(at)) return undefined;
    }
  }

  async #labelPath(path: string, label: PathLabel): Promise<void> {
    const before = label.trusted === true ? undefined : this.#nearest(path);
    const whole = joinProvenance([before, label]) as Provenance;
    const { tier, sources } = whole;
    const kept = { tier, sources: [...sources], ...(label.trusted === true && { trusted: true }) };
    await this.#store.put(paths, path, kept);
    this.#paths.set(path, kept);
    if (this.#paths.size > this.#bounds.paths) await this.#coarsen();
  }

  /** Makes one label of the directory with the most labelled entries. */
  async #coarsen(): Promise<void> {
    const byDirectory = Map.groupBy(this.#paths.keys(), (path) => dirname(path));
    const [directory, entries] = [...byDirectory].reduce((most, next) =>
      next[1].length > most[1].length ? next : most,
    );
    const label = joinProvenance(entries.flatMap((path) => this.#paths.get(path) ?? [])) as Provenance;
    // INVARIANT: the directory is labelled before its entries lose theirs.
    await this.#store.put(paths, directory, { tier: label.tier, sources: [...label.sources] });
    for (const path of entries) {
      await this.#store.delete(paths, path);
      this.#paths.delete(path);
    }
    this.#paths.set(directory, label);
  }

  async #labelContent(digest: string, label: Provenance): Promise<void> {
    const { tier, sources } = joinProvenance([this.#contents.get(digest), label]) as Provenance;
    await this.#store.put(contents, digest, { tier, sources: [...sources] });
    // The one labelled longest ago is the first to be forgotten.
    this.#contents.delete(digest);
    this.#contents.set(digest, { tier, sources });
    const oldest = this.#contents.keys().next();
    if (this.#contents.size <= this.#bounds.contents || oldest.done) return;
    await this.#store.delete(contents, oldest.value);
    this.#contents.delete(oldest.value);
  }

  #load(): Promise<void> {
    this.#loaded ??= this.#read();
    return this.#loaded;
  }

  async #read(): Promise<void> {
    for (const { key, value } of await this.#store.scan(paths)) this.#paths.set(key, labelIn(value));
    const rows = [...(await this.#store.scan(contents))].sort((a, b) => a.version - b.version);
    for (const { key, value } of rows) this.#contents.set(key, labelIn(value));
    for (const { key, value } of await this.#store.scan(changes)) this.#changes.set(key, labelIn(value) as Change);
    // What was changing when the process ended has ended with it.
    for (const id of [...this.#changes.keys()]) await this.#settle(id);
  }
}

function labelIn(value: Json): PathLabel {
  return value as unknown as PathLabel;
}
