import { spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const [uid, gid] = [47_821, 47_821];
const firstLent = 1_600_000_000;

/** Somebody who runs a script of the tests with an argument, and what it prints. */
export interface Somebody {
  readonly uid: number;
  /** A directory of theirs. */
  readonly home: string;
  run(script: string, argument: unknown): Promise<string>;
  close(): void;
}

/** Whoever runs the tests. */
export function self(): Somebody {
  const home = mkdtempSync(join(tmpdir(), "sallyport-"));
  return {
    uid: process.getuid?.() ?? -1,
    home,
    run: (script, argument) => output([process.execPath, join(root, script), JSON.stringify(argument)]),
    close: () => rmSync(home, { recursive: true, force: true }),
  };
}

/** An ordinary user with an account, which only the processes of this one see; needs root. */
export function user(): Somebody {
  const directory = mkdtempSync(join(tmpdir(), "sallyport-"));
  chmodSync(directory, 0o755);
  const home = join(directory, "home");
  mkdirSync(home);
  chownSync(home, uid, gid);
  const accounts = join(directory, "passwd");
  writeFileSync(accounts, `${readFileSync("/etc/passwd", "utf8")}tester:x:${uid}:${gid}::${home}:/bin/bash\n`);
  // User ids of their own, from which containers are given theirs.
  const lent = join(directory, "lent");
  writeFileSync(lent, `tester:${firstLent}:65536\n`);
  // A checkout, or the program itself, may lie where only its owner can read.
  for (const path of ["src", "native", "test", "package.json"])
    cpSync(join(root, path), join(directory, path), { recursive: true });
  copyFileSync(process.execPath, join(directory, "node"));
  spawnSync("chmod", ["-R", "a+rX", directory]);
  const mounts = { "/etc/passwd": accounts, "/etc/subuid": lent, "/etc/subgid": lent };
  const mount = Object.entries(mounts).map(([path, own]) => `mount --bind '${own}' ${path} && `);
  const become = `${mount.join("")}exec setpriv --reuid=${uid} --regid=${gid} --clear-groups "$@"`;
  return {
    uid,
    home,
    run: (script, argument) =>
      output([
        ...["unshare", "-m", "sh", "-c", become, "sh"],
        ...[join(directory, "node"), join(directory, script), JSON.stringify(argument)],
      ]),
    close: () => rmSync(directory, { recursive: true, force: true }),
  };
}

function output([program, ...rest]: readonly string[]): Promise<string> {
  const child = spawn(program as string, rest, {
    cwd: "/",
    env: { PATH: "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  child.stdout.on("data", (chunk) => {
    text += chunk;
  });
  return new Promise((resolve) => child.once("close", () => resolve(text)));
}
