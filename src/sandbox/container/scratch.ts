import { chmodSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** What a container needs on the host's disk while it lasts. */
export interface Scratch {
  readonly directory: string;
  /** An empty directory, for its root. */
  readonly root: string;
  /** A file and a directory that nobody may read, to cover others. */
  readonly cover: { readonly file: string; readonly directory: string };
  remove(): void;
}

const prefix = join(tmpdir(), "sallyport-container-");

export function makeScratch(): Scratch {
  const directory = mkdtempSync(prefix);
  const at = (name: string) => join(directory, name);
  const cover = { file: at("file"), directory: at("directory") };
  mkdirSync(at("root"));
  chmodSync(at("root"), 0o755);
  mkdirSync(cover.directory, { mode: 0 });
  writeFileSync(cover.file, "", { mode: 0 });
  return { directory, root: at("root"), cover, remove: () => removeScratch(directory) };
}

/** Removes what the name of a scratch directory leads to, and nothing else. */
export function removeScratch(directory: string): void {
  if (dirname(directory) !== dirname(prefix) || !directory.startsWith(prefix)) return;
  // Only root removes a directory that may not be read.
  for (const name of ["directory", "root/sys"]) {
    const path = join(directory, name);
    if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory()) chmodSync(path, 0o700);
  }
  rmSync(directory, { recursive: true, force: true });
}

/** Removes what processes that were killed left, once it is older than any container lasts. */
export function sweepScratch(ageMs: number): void {
  for (const name of readdirSync(dirname(prefix))) {
    const path = join(dirname(prefix), name);
    const found = path.startsWith(prefix) ? lstatSync(path, { throwIfNoEntry: false }) : undefined;
    if (found === undefined || found.uid !== process.getuid?.()) continue;
    if (Date.now() - found.mtimeMs > ageMs) removeScratch(path);
  }
}
