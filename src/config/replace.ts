import { randomUUID } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { ConfigInvalid } from "../errors.ts";
import { readOwnText } from "../own-text.ts";

/**
 * Puts another text in the place of a file of ours, whole or not at all, on disk when this resolves.
 * @throws {ConfigInvalid} when the file does not hold `before` any more.
 */
export async function replaceOwnText(path: string, before: string, after: string): Promise<void> {
  const made = `${path}.${randomUUID()}`;
  try {
    const file = await open(made, "wx", 0o600);
    try {
      await file.writeFile(after);
      await file.sync();
    } finally {
      await file.close();
    }
    if ((await readOwnText(path)) !== before) {
      const fix = "look at what it says now, and try again";
      throw new ConfigInvalid(path, [{ path: "", message: "somebody else has changed it", fix }]);
    }
    await rename(made, path);
  } finally {
    await rm(made, { force: true });
  }
  const directory = await open(dirname(path), "r");
  await directory.sync().finally(() => directory.close());
}
