import { realpathSync } from "node:fs";
import { resolve } from "node:path";

/**
 * The path by which a program is started so that it is `executable`, its real path, and still knows by which name it was
 * called: what `unxz` does depends on that name, and the real path is `xz`.
 */
export function programPath(name: string, executable: string, cwd: string, searchPath: string): string {
  const candidates = name.includes("/")
    ? [resolve(cwd, name)]
    : searchPath.split(":").map((directory) => resolve(cwd, directory, name));
  return candidates.find((path) => realPathOf(path) === executable) ?? executable;
}

function realPathOf(path: string): string | undefined {
  try {
    return realpathSync.native(path);
  } catch {
    return undefined;
  }
}
