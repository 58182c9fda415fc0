import { glob, readFile, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { CedarFunctions } from "./engine.ts";

/** A file that policies are read from, and what changes when its content does. */
export interface StampedFile {
  readonly path: string;
  /** Absent of a file that cannot be looked at. */
  readonly stamp?: string;
}

/** The files that paths and globs mean, sorted, each once; one that means no file stands for itself. */
export async function stampedFiles(directory: string, patterns: readonly string[]): Promise<readonly StampedFile[]> {
  const found = new Set<string>();
  for (const pattern of patterns) {
    const before = found.size;
    for await (const path of glob(pattern, { cwd: directory })) found.add(resolve(directory, path));
    if (found.size === before) found.add(resolve(directory, pattern));
  }
  return Promise.all([...found].sort().map(stamped));
}

async function stamped(path: string): Promise<StampedFile> {
  const now = await stat(path, { bigint: true }).catch(() => undefined);
  return now === undefined
    ? { path }
    : { path, stamp: `${now.dev}:${now.ino}:${now.size}:${now.mtimeNs}:${now.ctimeNs}` };
}

let loaded = 0;

/** The engine over a memory of its own, which holds nothing yet; a few megabytes, which stay taken. */
export async function loadCedar(): Promise<CedarFunctions> {
  const url = import.meta.resolve("@cedar-policy/cedar-wasm/web");
  // Each address is a module of its own, and with it an instance.
  const cedar: typeof import("@cedar-policy/cedar-wasm/web") = await import(`${url}?instance=${loaded++}`);
  cedar.initSync({ module: await readFile(fileURLToPath(new URL("cedar_wasm_bg.wasm", url))) });
  return cedar;
}
