import { createHash, randomUUID } from "node:crypto";
import { closeSync, statSync } from "node:fs";
import { SandboxFailed } from "../../errors.ts";
import { NamelessFile } from "../nameless-file.ts";
import type { SandboxSpec } from "../spec.ts";
import { ask, demand, type Engine, type Identity } from "./engine.ts";
import { labelOptions } from "./labels.ts";
import { containerMounts, type Mount, mountOption } from "./mounts.ts";
import { containerOptions } from "./options.ts";
import { makeScratch } from "./scratch.ts";
import { containerVariable } from "./script.ts";
import { containerSeccomp } from "./seccomp.ts";

/** A container that runs, and what keeps it is all that runs in it. */
export interface Container {
  readonly name: string;
  /** The pid, on the host, of the process that keeps it. */
  readonly init: number;
  readonly identity: Identity;
  readonly createdAt: number;
  /** Ends everything in it and removes it; never rejects. */
  remove(): Promise<void>;
}

/** Everything that has to be the same for a command to be run in a container. */
export interface Recipe {
  readonly identity: Identity;
  readonly mounts: readonly Mount[];
  readonly options: readonly string[];
  /** Seconds after which a container ends by itself, if nobody is left to end it. */
  readonly life: number;
  readonly keep: string | undefined;
  /** Two recipes of one digest make the same container. */
  readonly digest: string;
}

/** Seconds that a container lasts which is kept. */
export const keptLife: number = 8 * 24 * 3_600;
/** Seconds beyond its command's time that another lasts. */
const spareLife = 60;

/** The recipe of a spec. `protectedPaths` are there already. */
export function recipeOf(engine: Engine, spec: SandboxSpec, protectedPaths: readonly string[]): Recipe {
  const identity = engine.identify(spec);
  const mounts = containerMounts(spec, protectedPaths, engine.image === undefined);
  const options = containerOptions(spec, identity, engine.plainMemory);
  // INVARIANT: a mount stays what it was when it was made. What was replaced since is another thing under the same name.
  const sources = mounts
    .filter(({ as }) => as === "readOnly" || as === "writable")
    .map(({ target }) => inodeOf(target));
  return {
    identity,
    mounts,
    options,
    life: spec.keep === undefined ? Math.ceil(spec.wallMs / 1_000) + spareLife : keptLife,
    keep: spec.keep,
    digest: createHash("sha256")
      .update(JSON.stringify([options, mounts, sources]))
      .digest("hex"),
  };
}

function inodeOf(path: string): string {
  const { dev, ino } = statSync(path, { bigint: true });
  return `${dev}:${ino}`;
}

/**
 * Makes a container and waits until it runs.
 * @throws {SandboxFailed} in the engine's words; nothing is left of it.
 */
export async function makeContainer(engine: Engine, recipe: Recipe): Promise<Container> {
  const { identity, mounts, life, keep } = recipe;
  const name = `sallyport-${randomUUID()}`;
  const createdAt = Date.now();
  const scratch = makeScratch();
  const remove = async () => {
    await ask(engine, ["rm", "--force", name]).catch(() => {});
    scratch.remove();
  };
  filter ??= new NamelessFile(containerSeccomp(process.arch));
  const descriptor = filter.open();
  try {
    const source = await engine.makeRoot(identity, mounts, scratch.root);
    const labels = labelOptions({ key: keep, createdAt, directory: scratch.directory });
    const start = ["run", "--detach", "--rm", "--name", name, "--env", `${containerVariable}=${name}`, ...labels];
    const view = mounts.flatMap((mount) => mountOption(mount, scratch.cover, engine.plainMemory));
    const entry = ["--pull", "never", "--entrypoint", "/bin/sh", ...source];
    // Waits for everything, so that what has lost its parent is buried.
    const keepAlive = ["-c", `sleep ${life} & wait`];
    await demand(engine, [...start, ...recipe.options, ...view, ...entry, ...keepAlive], { descriptor });
    const init = Number(await demand(engine, ["container", "inspect", "--format", "{{.State.Pid}}", name]));
    if (!(init > 0))
      throw new SandboxFailed(`${engine.name} started a container that ended at once`, {
        fix: "use an image that has sh, sleep and mkdir",
      });
    return { name, init, identity, createdAt, remove };
  } catch (error) {
    await remove();
    throw error;
  } finally {
    closeSync(descriptor);
  }
}

let filter: NamelessFile | undefined;
