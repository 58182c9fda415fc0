import { type ChildProcess, type StdioOptions, spawn, spawnSync } from "node:child_process";
import { closeSync, copyFileSync, cpSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import type { Tried } from "./places.ts";
import type { Told } from "./through-gateway.ts";

/** What a worker answers: what came of it, or why there is no such place. */
export type Answer = Partial<Tried> & { readonly absent?: string; readonly error?: string };

/** A process that tries scenarios as root or as a user. */
export interface Worker {
  attempt(id: string, place: string): Promise<Answer>;
  /** Says something to the agent of the gateway that the worker is told of. */
  tell(id: string, ingress: string): Promise<Partial<Told> & { readonly error?: string }>;
  close(): Promise<void>;
}

/** An ordinary user, whom the worker's mounts alone know. */
const guest = { uid: 54_321, gid: 54_321 };

/**
 * Starts a worker with a controlling terminal, an inherited descriptor, and, when this process is root, a network of its
 * own in which the addresses of clouds and name servers are real. A user gets a copy of what it needs to read.
 */
export async function startWorker(who: "self" | "guest"): Promise<Worker> {
  const directory = mkdtempSync(join(tmpdir(), "sallyport-worker-"));
  const [node, source] = who === "self" ? [process.execPath, root] : copied(directory);
  writeFileSync(join(directory, "inherited"), "canary inherited");
  const inherited = openSync(join(directory, "inherited"), "r");
  const child = spawn("sh", ["-c", commandLine(who)], {
    cwd: "/",
    env: {
      PATH: "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
      HOST_CANARY: "canary",
      DIRECTORY: directory,
      // The terminal is known by its name before the pipes take its place.
      WORKER: `TERMINAL=$(tty); export TERMINAL; exec '${node}' '${join(source, "test/escape/worker.ts")}' 0<&7 1>&8 2>&6 6>&- 7<&- 8>&-`,
    },
    // Node takes those below 16 that it inherits for its own.
    stdio: Array.from(
      { length: 31 },
      (_, fd) => ({ 6: 2, 7: "pipe", 8: "pipe", 30: inherited })[fd] ?? "ignore",
    ) as StdioOptions,
  });
  closeSync(inherited);
  const worker = converse(child, child.stdio.at(7) as Writable, child.stdio.at(8) as Readable);
  return {
    ...worker,
    async close() {
      await worker.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Talks to a process that runs `worker.ts`, wherever that is. */
export function converse(child: ChildProcess, requests: Writable, answers: Readable): Worker {
  const lines = createInterface({ input: answers })[Symbol.asyncIterator]();
  async function ask<T>(request: object): Promise<T> {
    requests.write(`${JSON.stringify(request)}\n`);
    const { value, done } = await lines.next();
    if (done === true) throw new Error("the worker has ended");
    return JSON.parse(value) as T;
  }
  return {
    attempt: (id, place) => ask({ id, place }),
    tell: (id, ingress) => ask({ id, ingress }),
    async close() {
      const ended = new Promise((resolve) => child.once("close", resolve));
      requests.end();
      await ended;
    },
  };
}

/** A shell's line that makes the terminal and, where that can be, the network and the user, around the worker. */
function commandLine(who: "self" | "guest"): string {
  const terminal = `exec script -qec "$WORKER" /dev/null`;
  const user = `exec setpriv --reuid=${guest.uid} --regid=${guest.gid} --clear-groups sh -c '${terminal}'`;
  if (process.getuid?.() !== 0) return terminal;
  const inside = `${surroundings}\n${who === "self" ? terminal : user}`;
  return `exec unshare -mn sh -c '${inside.replaceAll("'", "'\\''")}'`;
}

const root = fileURLToPath(new URL("../..", import.meta.url));

/**
 * A network in which what must not be reached is there: metadata, the host's own address, its name server; and accounts
 * that an ordinary user has.
 */
const surroundings = `
cp -r /etc/passwd /etc/group "$DIRECTORY" && mkdir -m 777 "$DIRECTORY/home"
echo "guest:x:${guest.uid}:${guest.gid}::$DIRECTORY/home:/bin/sh" >>"$DIRECTORY/passwd"
echo "guest:x:${guest.gid}:" >>"$DIRECTORY/group"
for file in passwd group; do mount --bind "$DIRECTORY/$file" "/etc/$file"; done
ip link set lo up
for address in 169.254.169.254 10.77.0.1 $(sed -n 's/^nameserver \\([0-9.]*\\)$/\\1/p' /etc/resolv.conf); do
  ip address add "$address/32" dev lo 2>/dev/null
done`;

/** The program and the source where anyone can read them: a checkout may lie where only its owner can. */
function copied(directory: string): readonly [string, string] {
  spawnSync("chmod", ["755", directory]);
  for (const path of ["src", "native", "test/escape", "package.json"])
    cpSync(join(root, path), join(directory, path), { recursive: true });
  spawnSync("chmod", ["-R", "go-w,a+rX", directory]);
  const reads = spawnSync(process.execPath, ["-e", "0"], { ...guest, env: {} }).status === 0;
  if (reads) return [process.execPath, directory];
  copyFileSync(process.execPath, join(directory, "node"));
  return [join(directory, "node"), directory];
}
