import { chmod, lstat, mkdir, rm } from "node:fs/promises";
import type { Server } from "node:net";
import { dirname } from "node:path";
import { EgressUnusable } from "../../errors.ts";

/**
 * Listens on a socket in a directory that is this user's alone; the server takes the socket away when it closes.
 * @throws {EgressUnusable}
 */
export async function listenAlone(server: Server, path: string): Promise<void> {
  const directory = dirname(path);
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const { uid, mode, isDirectory } = await plainStat(directory);
    if (!isDirectory || uid !== process.getuid?.() || (mode & 0o077) !== 0)
      throw new Error("it is no directory of this user alone");
    const old = await plainStat(path).catch(() => undefined);
    // What an earlier gateway left; anything but a socket is somebody's.
    if (old?.isSocket) await rm(path);
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(path, () => {
        server.off("error", reject);
        resolve();
      });
    });
    await chmod(path, 0o600);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new EgressUnusable(`the proxy cannot listen at ${path}: ${code ?? message}`, {
      ...{ cause, fix: `give it a directory of its own (chmod 700 ${directory}) and a path of at most 107 bytes` },
    });
  }
}

async function plainStat(path: string) {
  const stat = await lstat(path);
  return { uid: stat.uid, mode: stat.mode, isDirectory: stat.isDirectory(), isSocket: stat.isSocket() };
}
