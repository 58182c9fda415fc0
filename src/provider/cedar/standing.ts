import { setTimeout } from "node:timers/promises";
import { ConfigInvalid, PolicyInvalid, type PolicyProblem, SallyportError } from "../../errors.ts";
import { realPathOf } from "../../files/index.ts";
import { readOwnText } from "../../own-text.ts";
import { type CedarFunctions, Engine } from "./engine.ts";
import { type StampedFile, stampedFiles } from "./files.ts";
import { openPolicySet, type PolicySet } from "./policy-set.ts";
import type { PolicyText } from "./problem.ts";
import type { CedarSettings } from "./settings.ts";

/** What is in force: the policies as they stand in their files, or what is wrong with them. */
export type Standing =
  | {
      readonly ok: true;
      readonly engine: Engine;
      readonly set: PolicySet;
      /** Real paths of the files that the policies were read from. */
      readonly files: readonly string[];
    }
  | { readonly ok: false; readonly problems: readonly PolicyProblem[] };

/** Where policies come from. */
export interface StandingSources {
  /** Absolute directory that the files of the settings start from. */
  readonly directory: string;
  readonly settings: CedarSettings;
  /** What people call the place of the policies in the configuration itself. */
  readonly inline: string;
  readonly load: () => Promise<CedarFunctions>;
  readonly now: () => number;
}

/** Milliseconds: how old a look at the files may be; between two looks at files that change; the longest time to a new attempt. */
const [fresh, pause, longestWait] = [250, 50, 300_000];

/** Looks at files that change before they are taken as they are. */
const looks = 40;

/**
 * Keeps the policies in force as they stand in their files. INVARIANT: policies that cannot be used are not replaced by
 * older ones that could; nothing is in force until they are mended.
 */
export class PolicyStanding {
  readonly #sources: StandingSources;
  #standing: Standing = { ok: false, problems: [] };
  #engine: Engine | undefined;
  #stamps: string | undefined;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #looking: Promise<Standing> | undefined;
  #attempts = 0;
  #attemptedAt = Number.NEGATIVE_INFINITY;

  constructor(sources: StandingSources) {
    this.#sources = sources;
  }

  /** What is in force, as of a quarter of a second ago at the most; `undefined` when it has to be looked up. */
  get recent(): Standing | undefined {
    const isRecent = this.#since(this.#lookedAt) < fresh && this.#looking === undefined && !this.#isDue;
    return isRecent ? this.#standing : undefined;
  }

  /** Looks at the files now. */
  look(): Promise<Standing> {
    this.#looking ??= this.#look().finally(() => {
      this.#lookedAt = this.#sources.now();
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async #look(): Promise<Standing> {
    const found = await this.#files();
    const changed = JSON.stringify(found) !== this.#stamps;
    if (!changed && !this.#isDue) return this.#standing;
    if (changed) this.#attempts = 0;
    this.#attempts += 1;
    this.#attemptedAt = this.#sources.now();
    this.#standing = await this.#read(changed && this.#stamps !== undefined);
    return this.#standing;
  }

  /** Whether it is time to try again what went wrong, after a wait that doubles: an engine that broke, files that were no good. */
  get #isDue(): boolean {
    if (this.#standing.ok && !this.#standing.engine.isBroken) return false;
    return this.#since(this.#attemptedAt) >= Math.min(500 * 2 ** this.#attempts, longestWait);
  }

  async #read(changing: boolean): Promise<Standing> {
    let files: readonly StampedFile[] = [];
    try {
      const { inline, settings, load } = this.#sources;
      // INVARIANT: a file that is being written is waited for; half of one may permit what the whole forbids.
      files = changing ? await this.#settled() : await this.#files();
      const sources = await Promise.all(files.map(({ path }) => textOf(path)));
      this.#stamps = JSON.stringify(files);
      if (settings.inline !== "") sources.push({ file: inline, text: settings.inline });
      if (this.#engine?.isBroken !== false) this.#engine = new Engine(await load());
      const engine = this.#engine;
      const opened = await openPolicySet(engine, sources, settings.tools);
      if (this.#standing.ok) this.#standing.set.release();
      return opened.ok ? { ...opened, engine, files: files.map(({ path }) => realPathOf(path)) } : opened;
    } catch (error) {
      this.#stamps = JSON.stringify(files);
      const where = files.length > 0 ? files.map(({ path }) => path).join(", ") : this.#sources.inline;
      return { ok: false, problems: problemsOf(error, where) };
    }
  }

  async #settled(): Promise<readonly StampedFile[]> {
    let last = await this.#files();
    for (let i = 0; i < looks; i++) {
      await setTimeout(pause);
      const now = await this.#files();
      if (JSON.stringify(now) === JSON.stringify(last)) break;
      last = now;
    }
    return last;
  }

  #files(): Promise<readonly StampedFile[]> {
    return stampedFiles(this.#sources.directory, this.#sources.settings.policies);
  }

  /** Milliseconds since a time; a clock that was set back makes everything long ago. */
  #since(time: number): number {
    const passed = this.#sources.now() - time;
    return passed < 0 ? Number.POSITIVE_INFINITY : passed;
  }
}

/** @throws {PolicyInvalid} when the file is missing, or others may write it. */
async function textOf(path: string): Promise<PolicyText> {
  try {
    const text = await readOwnText(path);
    if (text !== undefined) return { file: path, text };
  } catch (error) {
    if (!(error instanceof ConfigInvalid)) throw error;
    throw new PolicyInvalid(error.problems.map((problem) => ({ ...problem, file: path })));
  }
  const fix = "write it, or take it out of the settings";
  throw new PolicyInvalid([{ file: path, path: "", message: "there is no such file", fix }]);
}

function problemsOf(error: unknown, file: string): readonly PolicyProblem[] {
  if (error instanceof PolicyInvalid) return error.problems;
  const fix = error instanceof SallyportError ? error.fix : undefined;
  return [{ file, path: "", message: error instanceof Error ? error.message : String(error), ...(fix && { fix }) }];
}
