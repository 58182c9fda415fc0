import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { ConfigInvalid } from "./errors.ts";

const largest = 1 << 20;

/**
 * The text of a file that may change what is allowed; `undefined` when there is none.
 * @throws {ConfigInvalid} when it is not a file, others may write it, it is larger than 1 MiB, or it is not UTF-8.
 */
export async function readOwnText(path: string): Promise<string | undefined> {
  const file = await open(path, constants.O_RDONLY).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw unusable(path, `cannot be read (${error.code})`, "make it a file that this user may read");
  });
  if (file === undefined) return undefined;
  try {
    const stat = await file.stat();
    if (!stat.isFile()) throw unusable(path, "is not a file", "put a file there, or nothing");
    // INVARIANT: whoever may write a policy may loosen it, so only its owner may.
    if ((stat.mode & 0o022) !== 0) throw unusable(path, "others may write it", `chmod 600 ${path}`);
    if (stat.size > largest)
      throw unusable(path, "is larger than 1 MiB", "split it, or move rules to files of their own");
    return new TextDecoder("utf-8", { fatal: true }).decode(await file.readFile());
  } catch (error) {
    if (error instanceof TypeError) throw unusable(path, "is not UTF-8", "save it as UTF-8");
    throw error;
  } finally {
    await file.close();
  }
}

function unusable(path: string, message: string, fix: string): ConfigInvalid {
  return new ConfigInvalid(path, [{ path: "", message, fix }]);
}
