import { constants } from "node:fs";
import { chmod, mkdir, open, rename, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { CertificateUnusable } from "../errors.ts";

/** Makes a directory that only its owner may enter. */
export async function makePrivateDirectory(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  if (((await stat(path)).mode & 0o077) !== 0) await chmod(path, 0o700);
}

/** Puts a file of mode 0600 in place as a whole, durably, or not at all. */
export async function replacePrivateFile(path: string, text: string): Promise<void> {
  const temporary = `${path}.new`;
  const file = await open(
    temporary,
    constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW,
    0o600,
  );
  try {
    await file.chmod(0o600);
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
  const directory = await open(dirname(path), constants.O_RDONLY);
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

/** Reads a text file that may be missing. */
export async function readTextFile(path: string): Promise<string | undefined> {
  return (await readWithMode(path))?.text;
}

/**
 * Reads a private key that may be missing.
 * @throws {CertificateUnusable} when others may read it: it may be theirs already.
 */
export async function readPrivateKey(path: string, forbidden = 0o077): Promise<string | undefined> {
  const found = await readWithMode(path);
  if (found !== undefined && (found.mode & forbidden) !== 0) {
    throw new CertificateUnusable(`others may read the private key ${path}`, {
      fix: `replace the key if anybody did, then chmod 600 ${path}`,
    });
  }
  return found?.text;
}

async function readWithMode(path: string): Promise<{ text: string; mode: number } | undefined> {
  try {
    const file = await open(path, constants.O_RDONLY);
    try {
      return { text: await file.readFile("utf8"), mode: (await file.stat()).mode };
    } finally {
      await file.close();
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new CertificateUnusable(`${path} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}
