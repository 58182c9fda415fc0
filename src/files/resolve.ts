import { lstat, realpath } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { type Refused, refuse } from "./refusal.ts";

/**
 * The real absolute path that a written one stands for: links of the part that exists are followed, what does not exist
 * yet is kept as written.
 */
export async function resolvePath(
  written: string,
  cwd: string,
): Promise<{ readonly ok: true; readonly path: string } | Refused> {
  if (written === "" || written.includes("\0") || written.length > 4096 || !written.isWellFormed()) {
    return refuse("outside", "this is not a path");
  }
  let known = resolve(cwd, written);
  let rest = "";
  for (;;) {
    try {
      return { ok: true, path: join(await realpath(known), rest) };
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== "ENOENT" && code !== "ENOTDIR") return refuse("forbidden", `${written} cannot be resolved`);
      if (await isLink(known)) return refuse("link", `${written} leads through a link to nothing`);
      if (known === "/") return refuse("missing", `${written} cannot be resolved`);
      rest = join(basename(known), rest);
      known = dirname(known);
    }
  }
}

function isLink(path: string): Promise<boolean> {
  return lstat(path).then(
    (found) => found.isSymbolicLink(),
    () => false,
  );
}
