import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Directories of the host that are made for one command, in the place of those that a sandbox of mounts would show. */
export interface Scratch {
  readonly tmp: string;
  readonly home: string;
  readonly shm: string;
  /** A descriptor of a file with this content, which the command does not see; the caller closes it. */
  hold(content: Uint8Array): number;
  remove(): void;
}

/** Makes them for a user of the host. */
export function makeScratch({ uid, gid }: { readonly uid: number; readonly gid: number }): Scratch {
  const root = mkdtempSync(join(realpathSync.native(tmpdir()), "sallyport-tmp-"));
  const [tmp, home, shm] = [join(root, "tmp"), join(root, "home"), join(root, "shm")];
  const remove = () => removeTree(root);
  try {
    for (const path of [tmp, home, shm]) mkdirSync(path);
    if (uid !== process.getuid?.()) for (const path of [root, tmp, home, shm]) chownSync(path, uid, gid);
    return {
      ...{ tmp, home, shm, remove },
      hold(content) {
        writeFileSync(join(root, "held"), content, { mode: 0o600 });
        return openSync(join(root, "held"), "r");
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}

/** Removes a tree, also where its owner was locked out of a part of it; links are not followed. */
function removeTree(root: string): void {
  try {
    rmSync(root, { recursive: true, force: true });
  } catch {
    openDirectories(root);
    rmSync(root, { recursive: true, force: true });
  }
}

function openDirectories(directory: string): void {
  chmodSync(directory, 0o700);
  for (const entry of readdirSync(directory, { withFileTypes: true }))
    if (entry.isDirectory()) openDirectories(join(directory, entry.name));
}
