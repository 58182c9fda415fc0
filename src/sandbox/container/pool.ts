import { SandboxFailed } from "../../errors.ts";
import type { WarmBounds, WarmSandbox, WarmSandboxes } from "../sandbox.ts";
import { ask, type Engine } from "./engine.ts";
import { findContainers } from "./labels.ts";
import { type Container, keptLife, makeContainer, type Recipe } from "./make.ts";
import { removeScratch, sweepScratch } from "./scratch.ts";

/** A container that one command has to itself. */
export interface Loan {
  readonly container: Container;
  /** It was there before, and may have gone since. */
  readonly isWarm: boolean;
  /** Gives it back: to be kept for the next command when it is clean and of a key, and to be removed when not. */
  giveBack(isClean: boolean): Promise<void>;
}

interface Kept {
  readonly container: Container;
  usedAt: number;
  isBusy: boolean;
  /** What its mounts rely on. */
  release(): void;
}

/** The containers of this process. Commands of one recipe and key use one after the other; one that finds it busy gets its own. */
export class ContainerPool implements WarmSandboxes {
  readonly #engine: Engine;
  readonly #kept = new Map<string, Kept>();
  /** Those of recipes that are being made, so that none is made twice. */
  readonly #making = new Set<string>();
  readonly #all = new Map<string, Container>();
  /** How often it was closed: what was made before is not kept after. */
  #closings = 0;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** `retain` is called when the container is to be kept; it gives what releases, when it goes, what its mounts rely on. */
  async borrow(recipe: Recipe, retain: () => () => void): Promise<Loan> {
    const place = `${recipe.keep}\0${recipe.digest}`;
    const kept = this.#kept.get(place);
    if (recipe.keep !== undefined && kept !== undefined && !kept.isBusy) {
      kept.isBusy = true;
      return { container: kept.container, isWarm: true, giveBack: (isClean) => this.#putBack(place, kept, isClean) };
    }
    if (recipe.keep === undefined || kept !== undefined || this.#making.has(place)) {
      const container = await this.#make(recipe);
      return { container, isWarm: false, giveBack: () => this.#remove(container) };
    }
    this.#making.add(place);
    try {
      const container = await this.#make(recipe);
      const made: Kept = { container, usedAt: Date.now(), isBusy: true, release: retain() };
      this.#kept.set(place, made);
      return { container, isWarm: false, giveBack: (isClean) => this.#putBack(place, made, isClean) };
    } finally {
      this.#making.delete(place);
    }
  }

  async list(): Promise<readonly WarmSandbox[]> {
    const used = new Map([...this.#kept.values()].map(({ container, usedAt }) => [container.name, usedAt]));
    return (await findContainers(this.#engine)).flatMap(({ name, key, createdAt, isRunning }) =>
      key === undefined ? [] : [{ name, key, createdAt, usedAt: used.get(name) ?? createdAt, running: isRunning }],
    );
  }

  async prune({ idleMs, ageMs, max }: WarmBounds): Promise<readonly string[]> {
    const now = Date.now();
    const idle = [...this.#kept].filter(([, { isBusy }]) => !isBusy).sort(([, a], [, b]) => b.usedAt - a.usedAt);
    const busy = this.#kept.size - idle.length;
    const isOver = ({ usedAt, container }: Kept, i: number) =>
      now - usedAt > idleMs || now - container.createdAt > ageMs || busy + i >= max;
    const over = idle.filter(([, kept], i) => isOver(kept, i));
    await Promise.all(over.map(([place, kept]) => this.#drop(place, kept)));
    const others = (await findContainers(this.#engine)).filter(({ name }) => !this.#all.has(name));
    // One that another gateway still has may be at work: only its age is known.
    const left = others.filter(({ isOrphan, createdAt }) => isOrphan || now - createdAt > ageMs);
    for (const { name, directory } of left) {
      await ask(this.#engine, ["rm", "--force", name]);
      if (directory !== undefined) removeScratch(directory);
    }
    sweepScratch(2 * keptLife * 1_000);
    return [...over.map(([, { container }]) => container.name), ...left.map(({ name }) => name)];
  }

  async close(): Promise<void> {
    this.#closings++;
    await Promise.all([...this.#kept].map(([place, kept]) => this.#drop(place, kept)));
    await Promise.all([...this.#all.values()].map((container) => this.#remove(container)));
  }

  async #make(recipe: Recipe): Promise<Container> {
    const closings = this.#closings;
    const container = await makeContainer(this.#engine, recipe);
    this.#all.set(container.name, container);
    if (closings === this.#closings) return container;
    await this.#remove(container);
    throw new SandboxFailed("the sandbox was closed before the command was started");
  }

  async #putBack(place: string, kept: Kept, isClean: boolean): Promise<void> {
    kept.usedAt = Date.now();
    // INVARIANT: what was not seen to be empty and whole is not used again.
    if (!isClean) await this.#drop(place, kept);
    else kept.isBusy = false;
  }

  /** Taken out first, so that nobody borrows what is going. */
  async #drop(place: string, kept: Kept): Promise<void> {
    if (this.#kept.get(place) !== kept) return;
    this.#kept.delete(place);
    await this.#remove(kept.container);
    kept.release();
  }

  async #remove(container: Container): Promise<void> {
    await container.remove();
    this.#all.delete(container.name);
  }
}
