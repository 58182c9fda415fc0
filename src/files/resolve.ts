import { lstat, realpath } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { type Refused, refuse } from "./walk.ts";

/** The real absolute path that a written one stands for; the file itself need not exist, its directory must. */
export async function resolvePath(
  written: string,
  cwd: string,
): Promise<{ readonly ok: true; readonly path: string } | Refused> {
  if (written === "" || written.includes("\0") || written.length > 4096 || !written.isWellFormed()) {
    return refuse("outside", "this is not a path");
  }
  const absolute = resolve(cwd, written);
  for (const [known, rest] of [
    [absolute, ""],
    [dirname(absolute), basename(absolute)],
  ] as const) {
    try {
      const real = await realpath(known);
      return { ok: true, path: rest === "" ? real : resolve(real, rest) };
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "ELOOP" || code === "EACCES" || code === "ENOTDIR")
        return refuse("forbidden", `${written} cannot be resolved`);
      if (code !== "ENOENT") throw error;
      if (rest === "" && (await isDanglingLink(absolute))) return refuse("link", `${written} is a link to nothing`);
    }
  }
  return refuse("missing", `the directory of ${written} does not exist`);
}

async function isDanglingLink(path: string): Promise<boolean> {
  return lstat(path).then(
    (found) => found.isSymbolicLink(),
    () => false,
  );
}
