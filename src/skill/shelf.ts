import { join } from "node:path";
import type { RunnableSkill, SkillSource } from "../agent/index.ts";
import { fields, string } from "../decision/index.ts";
import { listFolders, readFolder, writeFolder } from "../files/index.ts";
import type { Store } from "../store/index.ts";
import { folderHash } from "./hash.ts";
import { isSkillName, type LoadedSkill, loadSkill } from "./load.ts";
import type { Manifest } from "./manifest.ts";

const table = "skills";

/** One folder of the directory of skills, as an operator sees it. */
export interface ShelvedSkill {
  readonly name: string;
  readonly state: "pinned" | "changed" | "unpinned" | "invalid" | "missing";
  /** Of the folder as it is now. */
  readonly hash?: string;
  /** What was pinned. */
  readonly pinned?: string;
  readonly manifest?: Manifest;
  readonly files?: readonly string[];
  /** Why it is no skill. */
  readonly problem?: string;
}

/** Where skills lie, where those that run are copied to, and where pins are kept; the directories are absolute and real. */
interface ShelfPlaces {
  readonly directory: string;
  readonly copies: string;
  readonly store: Store;
}

/** The skills of an installation: which there are, which of them the operator trusts, and as what. */
export class SkillShelf implements SkillSource {
  readonly #places: ShelfPlaces;

  constructor(places: ShelfPlaces) {
    this.#places = places;
  }

  /** Every folder, and every pin whose folder has gone. */
  async list(): Promise<readonly ShelvedSkill[]> {
    const { directory, store } = this.#places;
    const pins = (await store.scan(table)).map(({ key }) => key);
    const names = new Set([...(await listFolders(directory)), ...pins]);
    return Promise.all([...names].sort().map((name) => this.show(name)));
  }

  async show(name: string): Promise<ShelvedSkill> {
    const pinned = await this.#pinOf(name);
    const loading = await loadSkill(this.#places.directory, name);
    const known = { name, ...(pinned !== undefined && { pinned }) };
    if (!loading.ok) return { ...known, state: pinned === undefined ? "invalid" : "missing", problem: loading.message };
    const { hash, manifest, entries } = loading.skill;
    const files = entries.flatMap(({ name: file, content }) => (content ? [file] : []));
    const state = pinned === undefined ? "unpinned" : pinned === hash ? "pinned" : "changed";
    return { ...known, state, hash, manifest, files };
  }

  /** Pins a skill as it is now, if it is what was looked at; `put` is told before it is done. */
  async pin(
    name: string,
    looked: string | undefined,
    put: (hash: string) => Promise<unknown>,
  ): Promise<ShelvedSkill | string> {
    const loading = await loadSkill(this.#places.directory, name);
    if (!loading.ok) return loading.message;
    const { hash } = loading.skill;
    if (looked !== undefined && looked !== hash) return `it is ${hash} now`;
    await put(hash);
    await this.#places.store.put(table, name, { hash });
    return this.show(name);
  }

  /** Takes a pin away; false when there is none. */
  async unpin(name: string): Promise<boolean> {
    return isSkillName(name) && this.#places.store.delete(table, name);
  }

  async find(name: string): ReturnType<SkillSource["find"]> {
    const pinned = await this.#pinOf(name);
    if (pinned === undefined)
      return { ok: false, rule: "skill.unpinned", message: "there is no such skill that the operator trusts" };
    const loading = await loadSkill(this.#places.directory, name);
    if (!loading.ok)
      return {
        ok: false,
        rule: "skill.changed",
        message: `the skill is no longer what was pinned: ${loading.message}`,
      };
    const { skill } = loading;
    if (skill.hash !== pinned)
      return { ok: false, rule: "skill.changed", message: "the skill is no longer what was pinned" };
    return { ok: true, skill: this.#runnable(skill) };
  }

  #runnable(skill: LoadedSkill): RunnableSkill {
    const { name, hash, manifest, entries } = skill;
    const copy = join(this.#places.copies, hash);
    return {
      ...{ name, hash, folder: copy },
      ...manifest,
      lay: async () => {
        // INVARIANT: what runs is what was hashed: written from memory, and read again where it lies.
        if (await isAt(copy, hash)) return true;
        writeFolder(copy, entries);
        return isAt(copy, hash);
      },
    };
  }

  async #pinOf(name: string): Promise<string | undefined> {
    const row = isSkillName(name) ? await this.#places.store.get(table, name) : undefined;
    return row && string(fields(row.value)["hash"]);
  }
}

async function isAt(path: string, hash: string): Promise<boolean> {
  const folder = await readFolder(path);
  return folder.ok && folderHash(folder.entries) === hash;
}
