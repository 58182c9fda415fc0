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
import { accountsAt } from "./accounts.ts";

/** Directories of the host that are made for one command, in the place of those that a sandbox of mounts would show. */
export interface Scratch {
  readonly tmp: string;
  readonly home: string;
  /** An account and a name of the machine's own instead of the host's. */
  readonly etc: string;
  /** What the command may change. */
  readonly writable: readonly string[];
  /** Paths of the host, and what they are inside. */
  readonly aliases: readonly (readonly [from: string, to: string])[];
  /** A descriptor of a file with this content, which the command does not see; the caller closes it. */
  hold(content: Uint8Array): number;
  remove(): void;
}

/** Makes them for a user of the host. */
export function makeScratch({ uid, gid }: { readonly uid: number; readonly gid: number }): Scratch {
  const root = mkdtempSync(join(realpathSync(tmpdir()), "sallyport-tmp-"));
  const [tmp, home, shm, etc] = [join(root, "tmp"), join(root, "home"), join(root, "shm"), join(root, "etc")];
  const remove = () => removeTree(root);
  try {
    // What programs look for first, and then read.
    const settings = { ...accountsAt(home), gitconfig: "" };
    for (const path of [tmp, home, shm, etc]) mkdirSync(path);
    for (const [name, content] of Object.entries(settings)) writeFileSync(join(etc, name), content);
    if (process.getuid?.() === 0) for (const path of [root, tmp, home, shm]) chownSync(path, uid, gid);
    return {
      ...{ tmp, home, etc, remove },
      hold(content) {
        writeFileSync(join(root, "held"), content, { mode: 0o600 });
        return openSync(join(root, "held"), "r");
      },
      writable: [tmp, home, shm],
      aliases: [["/dev/shm", shm], ...Object.keys(settings).map((name) => [`/etc/${name}`, join(etc, name)] as const)],
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
