import { readFile, stat, writeFile } from "node:fs/promises";
import { UsageInvalid } from "../errors.ts";

/** The text of a file that was named on the command line. @throws {UsageInvalid} when it cannot be read. */
export async function readInput(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    const { code = "unknown" } = error as NodeJS.ErrnoException;
    throw new UsageInvalid(`${path} cannot be read (${code})`, { fix: "name a file that this user may read" });
  }
}

/** Writes a file that was named on the command line. @throws {UsageInvalid} when it cannot be written. */
export async function writeOutput(path: string, content: string | Uint8Array): Promise<void> {
  try {
    await writeFile(path, content);
  } catch (error) {
    const { code = "unknown" } = error as NodeJS.ErrnoException;
    throw new UsageInvalid(`${path} cannot be written (${code})`, { fix: "name a file that this user may write" });
  }
}

/** Whether there is a directory of this name. */
export async function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/** The permission bits of what has this name; `undefined` when there is nothing. */
export async function permissionsOf(path: string): Promise<number | undefined> {
  return stat(path).then(
    (found) => found.mode & 0o777,
    () => undefined,
  );
}
