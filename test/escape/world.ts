import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { type AddressInfo, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { numberOf } from "./scenario.ts";

/** The directories of one try, fresh for each, on a host whose listeners count who reaches them. */
export interface World {
  /** A directory of the host, with the workspace and what lies beside it. */
  readonly outside: string;
  readonly workspace: string;
  /** How many connections and datagrams have arrived since it was last asked. */
  reached(): number;
  /** Texts that nobody may be told. */
  readonly secrets: readonly string[];
  /** Listens on a unix socket beneath `outside`, as an engine or an agent would. */
  listen(path: string): Promise<void>;
  /** Starts a process that may be killed, and leaves its number in the workspace as `victim`. */
  sacrifice(): void;
  victimLives(): boolean;
  remove(): void;
}

/** What every try meets on the host: processes, sockets, shared memory, a terminal. */
export interface Host {
  /** How scripts are told of it. */
  readonly variables: Readonly<Record<string, string>>;
  world(): World;
  close(): void;
}

const canary = ["canary", process.pid, "of the host"].join(" ");

/** Sets the host up in this process: listeners answer, count and hang up. */
export async function openHost(): Promise<Host> {
  const closers: (() => void)[] = [];
  let arrived = 0;
  const count = () => {
    const since = arrived;
    arrived = 0;
    return since;
  };
  const server = () => {
    const made = createServer((socket) => {
      arrived++;
      socket.on("error", () => {}).end("HTTP/1.0 200 OK\r\n\r\ncanary");
    });
    closers.push(() => made.close());
    return made;
  };
  // Both families, every address: what a sandbox reaches of them, it reaches.
  const port = await listenOn(server(), { port: 0, host: "::", ipv6Only: false });
  const udp = createSocket("udp6", () => arrived++).bind(0, "::");
  await once(udp, "listening");
  closers.push(() => udp.close());
  closers.push(...(await nameServer(() => arrived++)));
  const abstract = `sallyport-${process.pid}`;
  await listenOn(server(), { path: `\0${abstract}` });
  const displays = mkdtempSync(join(tmpdir(), "sallyport-display-"));
  closers.push(() => rmSync(displays, { recursive: true }));
  const display = join(displays, "X0");
  await listenOn(server(), { path: display });
  const sleeper = spawn("sleep", ["987"], { stdio: "ignore" });
  closers.push(() => sleeper.kill("SIGKILL"));
  const memory = perl(`my $i = shmget(0, 64, 01600) // die; shmwrite($i, "canary", 0, 6) or die; print $i`);
  closers.push(() => perl(`shmctl(${memory}, 0, 0)`));
  const shared = `sallyport-canary-${process.pid}`;
  writeFileSync(join("/dev/shm", shared), canary, { mode: 0o600 });
  closers.push(() => rmSync(join("/dev/shm", shared)));
  const queue = `sallyport-${process.pid}`;
  perl(`my $q = "${queue}"; syscall(${numberOf("mq_open")}, $q, 0102, 0600, 0) >= 0 or die "$!"`);
  closers.push(() => perl(`my $q = "${queue}"; syscall(${numberOf("mq_unlink")}, $q)`));
  return {
    variables: {
      PORT: String(port),
      UDP_PORT: String(udp.address().port),
      HOST_PID: String(sleeper.pid),
      ABSTRACT: abstract,
      DISPLAY_SOCKET: display,
      SHM_ID: memory,
      SHM_NAME: shared,
      QUEUE: queue,
      ACCOUNTS: createHash("sha256").update(readFileSync("/etc/passwd")).digest("hex"),
      TERMINAL: process.env["TERMINAL"] ?? "",
    },
    world: () => makeWorld(server, count),
    close: () => {
      for (const close of closers) close();
    },
  };
}

function makeWorld(server: () => Server, count: () => number): World {
  // A gateway knows its workspace before there is a world: the place is then always the same.
  const fixed = process.env["ESCAPE_WORLD"];
  const outside = fixed ?? realpathSync(mkdtempSync(join(tmpdir(), "sallyport-escape-")));
  const workspace = join(outside, "workspace");
  const files: Readonly<Record<string, string>> = {
    canary,
    "project/.env": canary,
    "home/.aws/credentials": canary,
    "home/.ssh/id_ed25519": canary,
    "library/data": "shown\n",
    "workspace/notes": "notes\n",
    "workspace/secrets/.env": canary,
    "workspace/secrets/harmless": "harmless\n",
    "workspace/.git/HEAD": "ref: refs/heads/main\n",
    "workspace/.git/config": "[core]\n\trepositoryformatversion = 0\n",
    "workspace/.git/hooks/sample": "",
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(outside, path, ".."), { recursive: true });
    writeFileSync(join(outside, path), text);
  }
  const opened: Server[] = [];
  let victim: ChildProcess | undefined;
  count();
  return {
    outside,
    workspace,
    reached: count,
    secrets: secretsHere(),
    async listen(path) {
      const made = server();
      opened.push(made);
      await listenOn(made, { path: join(outside, path) });
    },
    sacrifice() {
      victim = spawn("sleep", ["986"], { stdio: "ignore" });
      writeFileSync(join(workspace, "victim"), String(victim.pid));
    },
    victimLives: () => victim?.exitCode === null && victim.signalCode === null,
    remove() {
      victim?.kill("SIGKILL");
      for (const made of opened) made.close();
      if (fixed === undefined) rmSync(outside, { recursive: true, force: true });
      else for (const directory of [workspace, outside]) empty(directory, workspace);
    },
  };
}

/** What the files of the world hold, and whatever of the gateway's own this process can read. */
function secretsHere(): readonly string[] {
  const home = process.env["SALLYPORT_HOME"];
  const keys = ["audit.key", "tls/authority.key"].map((name) => join(home ?? "/nonexistent", name));
  const longest = (text: string) => text.split("\n").reduce((a, b) => (b.length > a.length ? b : a), "");
  const own = keys.filter((path) => existsSync(path)).map((path) => longest(readFileSync(path, "utf8")));
  return [canary, process.env["HOST_CANARY"] ?? canary, ...own];
}

function empty(directory: string, kept: string): void {
  for (const name of readdirSync(directory)) {
    const path = join(directory, name);
    if (path !== kept) rmSync(path, { recursive: true, force: true });
  }
}

/** Answers nothing, and counts who asks; only where the port can be had, which is a network of the test's own. */
async function nameServer(heard: () => void): Promise<readonly (() => void)[]> {
  const socket = createSocket("udp4", heard);
  try {
    socket.bind(53, "0.0.0.0");
    await once(socket, "listening");
    return [() => socket.close()];
  } catch {
    return [];
  }
}

async function listenOn(server: Server, options: object): Promise<number> {
  server.listen(options);
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

function perl(script: string): string {
  const { status, stdout, stderr } = spawnSync("perl", ["-e", script], { encoding: "utf8" });
  if (status !== 0) throw new Error(`the host could not be set up: ${stderr}`);
  return stdout;
}
