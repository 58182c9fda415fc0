import { lstatSync } from "node:fs";

/** When the inode at a path was last changed, in milliseconds of the system's clock; `undefined` when there is none. */
export function inodeChangedAt(path: string): number | undefined {
  return lstatSync(path, { throwIfNoEntry: false })?.ctimeMs;
}
