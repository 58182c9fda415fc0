import { mkdirSync, realpathSync } from "node:fs";

/** Makes a directory for an agent to work in (mode 0700) when it is missing; gives its real path, so that no link of it can be swapped. */
export function openWorkspace(path: string): string {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  return realpathSync(path);
}
