import { spawn } from "node:child_process";
import { createSocket, type Socket } from "node:dgram";
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer as createTcpServer, type Server } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { callTables } from "../../src/sandbox/system-calls.ts";
import { inside, missing, type Place, place, skipped } from "../sandbox/box.ts";

/**
 * One way out. The script says ESCAPED where it got out, and TRIED at its end; `escaped` looks at the host instead.
 * Without the sandbox it must work, so that the attempt proves something, unless the host itself stands in the way.
 */
interface Attack {
  readonly name: string;
  readonly script: string;
  readonly escaped?: (place: Place, stdout: string) => boolean;
  /** What the host must be for it to work there: nothing special, run by root, or it is not to be tried there at all. */
  readonly host?: "root" | "never";
  readonly prepare?: (place: Place) => void;
  readonly denied?: readonly string[];
}

const calls = callTables[process.arch]?.calls ?? {};
/** Makes one raw system call; getting past the filter shows as any other answer than EPERM. */
const call = (name: string, ...args: (number | string)[]) =>
  `perl -e 'my $root = "/"; $! = 0; my $r = syscall(${[calls[name] ?? -1, ...args].join(", ")}); print(($r < 0 && $! == 1) ? "EPERM\n" : "ESCAPED $r $!\n")'`;

const canary = ["canary", process.pid, "of the host"].join(" ");

const reads: readonly Attack[] = [
  { name: "reads a file beside the workspace", script: `grep -q canary "$OUT/canary" && echo ESCAPED` },
  {
    name: "reads through a link that leads out of the workspace",
    prepare: ({ outside, workspace }) => symlinkSync(join(outside, "canary"), join(workspace, "link")),
    script: "grep -q canary link && echo ESCAPED",
  },
  {
    name: "reads through the root of another process",
    script: `grep -q canary /proc/$PPID/root"$OUT/canary" && echo ESCAPED`,
    host: "root",
  },
  { name: "makes a hard link to a file outside", script: `ln "$OUT/canary" taken && echo ESCAPED` },
  {
    name: "finds the environment of the host in any process",
    script: `for f in /proc/[0-9]*/environ; do tr '\\0' '\\n' <$f; done 2>/dev/null | grep -q '^HOST_CANARY=' && echo ESCAPED`,
  },
  {
    name: "sees a process of the host",
    script: "cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' ' | grep -q 'sleep 98[7]' && echo ESCAPED",
  },
  { name: "reads the accounts of the host", script: "grep -q ^root: /etc/passwd && echo ESCAPED" },
  {
    name: "sees state and sockets of the host",
    script: '[ -n "$(ls -A /run /var/lib /var/log 2>/dev/null)" ] && echo ESCAPED',
  },
  { name: "reads a denied file", denied: ["secrets/.env"], script: "grep -q canary secrets/.env && echo ESCAPED" },
  { name: "lists a denied directory", denied: ["secrets"], script: "ls secrets/.env && echo ESCAPED" },
  {
    name: "reads a denied file under the name of a link to it",
    denied: ["alias"],
    prepare: ({ workspace }) => symlinkSync("secrets/.env", join(workspace, "alias")),
    script: "grep -q canary alias secrets/.env && echo ESCAPED",
  },
  { name: "writes into a denied directory", denied: ["secrets"], script: "echo x >secrets/new && echo ESCAPED" },
];

const moved: readonly Attack[] = [
  {
    name: "writes to a repository because something in it is denied",
    denied: [".git/hooks"],
    script: "echo changed >>.git/config",
    escaped: (at) => onHost("workspace/.git/config", "changed")(at),
  },
  {
    name: "moves the directory of a denied file to where it is not denied",
    denied: ["secrets/.env"],
    script: "mv secrets elsewhere",
    escaped: ({ workspace }) => existsSync(join(workspace, "elsewhere")),
  },
  {
    name: "puts another file in the place of a denied one",
    denied: ["secrets/.env"],
    script: "echo x >own; mv -f own secrets/.env; rm -f secrets/.env",
    escaped: ({ workspace }) => !existsSync(join(workspace, "secrets/.env")),
  },
];

const onHost = (path: string, text: string) => (at: Place) =>
  existsSync(join(at.outside, path)) && readFileSync(join(at.outside, path), "utf8").includes(text);
const written = onHost("canary", "changed");

const writes: readonly Attack[] = [
  {
    name: "writes a file beside the workspace",
    script: `echo x >"$OUT/made" && ls "$OUT"`,
    escaped: onHost("made", "x"),
  },
  { name: "changes a file beside the workspace", script: `echo changed >"$OUT/canary"`, escaped: written },
  {
    name: "writes through a link that leads out of the workspace",
    prepare: ({ outside, workspace }) => symlinkSync(join(outside, "canary"), join(workspace, "link")),
    script: "echo changed >link",
    escaped: written,
  },
  {
    name: "plants a hook",
    script: "echo changed >.git/hooks/post-checkout",
    escaped: onHost("workspace/.git/hooks/post-checkout", "changed"),
  },
  {
    name: "changes the settings of the repository",
    script: "git config core.fsmonitor ./x",
    escaped: onHost("workspace/.git/config", "fsmonitor"),
  },
  {
    name: "moves the repository away and plants its own",
    script: "mv .git old && mkdir .git && echo changed >.git/config",
    escaped: onHost("workspace/.git/config", "changed"),
  },
  {
    name: "removes the repository",
    script: "rm -rf .git",
    escaped: ({ workspace }) => !existsSync(join(workspace, ".git/config")),
  },
  {
    name: "registers a tool server",
    script: "echo changed >.mcp.json",
    escaped: onHost("workspace/.mcp.json", "changed"),
  },
  {
    name: "puts a file in the place of one that is held",
    script: "echo changed >x; rm -rf .mcp.json; mv -f x .mcp.json",
    escaped: onHost("workspace/.mcp.json", "changed"),
  },
  {
    name: "adds editor tasks",
    script: "mkdir -p .vscode; echo changed >.vscode/tasks.json",
    escaped: onHost("workspace/.vscode/tasks.json", "changed"),
  },
  {
    name: "extends a shell's start-up file",
    script: "echo changed >>.bashrc; echo changed >>.envrc",
    escaped: (at) => onHost("workspace/.bashrc", "changed")(at) || onHost("workspace/.envrc", "changed")(at),
  },
  {
    name: "writes to a file of the system",
    script: ": >>/usr/lib/os-release && echo ESCAPED",
    host: "root",
  },
  {
    name: "writes to the kernel's settings",
    script: ": >>/proc/sys/kernel/core_pattern && echo ESCAPED",
    host: "root",
  },
  {
    name: "writes to the root, /etc, /dev or /var",
    script: "for d in / /etc /dev /var /home; do : >$d/sallyport-x && rm $d/sallyport-x && echo ESCAPED; done",
    host: "root",
  },
  { name: "makes a set-user-id program", script: "cp /usr/bin/true s && chmod 4755 s", escaped: setIdInWorkspace },
  {
    name: "makes a set-group-id program by number",
    script: "cp /usr/bin/true s && chmod g+s s",
    escaped: setIdInWorkspace,
  },
  {
    name: "creates a file that is set-user-id from the start",
    script: `perl -e 'use Fcntl; sysopen(my $f, "s", O_CREAT|O_WRONLY, 04755)'`,
    escaped: setIdInWorkspace,
  },
  { name: "makes a device", script: "mknod disk b 7 0 && echo ESCAPED", host: "root" },
];

const privileges: readonly Attack[] = [
  { name: "makes a user namespace", script: "unshare -Ur true && echo ESCAPED" },
  { name: "makes a user namespace and mounts in it", script: "unshare -Urm mount -t tmpfs none /tmp && echo ESCAPED" },
  {
    name: "makes a namespace by clone",
    script: call("clone", 0x10000011, 0, 0, 0, 0).replace("print(", "exit if defined $r && $r == 0; print("),
  },
  { name: "makes a network namespace", script: "unshare -n true && echo ESCAPED", host: "root" },
  { name: "mounts over a directory", script: "mkdir m && mount -t tmpfs none m && echo ESCAPED", host: "never" },
  { name: "takes the cover off a directory", script: "umount -l /proc && echo ESCAPED", host: "never" },
  { name: "makes the root writable again", script: "mount -o remount,rw / && echo ESCAPED", host: "never" },
  {
    name: "uses the new mount calls",
    script: `${call("fsopen", "$root", 0)}; ${call("open_tree", -100, "$root", 1)}`,
    host: "root",
  },
  { name: "changes its root", script: "chroot /usr/.. /usr/bin/true && echo ESCAPED", host: "root" },
  { name: "enters the namespaces of another process", script: "nsenter -t $$ -u true && echo ESCAPED", host: "root" },
  {
    name: "has a capability",
    script: "grep -q '^Cap\\(Eff\\|Prm\\|Bnd\\|Amb\\):.*[1-9a-f]' /proc/self/status && echo ESCAPED",
  },
  { name: "can gain privileges", script: "grep -q '^NoNewPrivs:.*0' /proc/self/status && echo ESCAPED" },
  { name: "traces its children", script: call("ptrace", 0, 0, 0, 0) },
  { name: "reads the memory of another process", script: call("process_vm_readv", "$$", 0, 0, 0, 0, 0) },
  { name: "loads a program into the kernel", script: call("bpf", 0, 0, 0), host: "root" },
  { name: "handles page faults of the kernel", script: call("userfaultfd", 0), host: "root" },
  { name: "uses the kernel's keys", script: call("keyctl", 0, -3, 0, 0, 0) },
  { name: "queues calls past the filter", script: call("io_uring_setup", 1, 0) },
  { name: "opens files by handle", script: call("open_by_handle_at", -1, 0, 0), host: "root" },
  { name: "changes its personality", script: call("personality", "0xffffffff") },
  { name: "watches the processor", script: call("perf_event_open", 0, 0, 0, -1, 0), host: "root" },
  { name: "reads the kernel's log", script: call("syslog", 10, 0, 0), host: "root" },
];

const reaching: readonly Attack[] = [
  {
    name: "connects to a listener on the host's loopback",
    script: `exec 9<>"/dev/tcp/127.0.0.1/$PORT" && echo ESCAPED`,
  },
  {
    name: "connects to a socket in the workspace",
    script: `perl -MSocket -e 'socket(my $s, AF_UNIX, SOCK_STREAM, 0); connect($s, pack_sockaddr_un("host.sock")) && print "ESCAPED\n"'`,
  },
  {
    name: "sends to a path from a pair of datagram sockets",
    script: `perl -MSocket -e 'socketpair(my $a, my $b, AF_UNIX, SOCK_DGRAM, 0) && print "ESCAPED\n"'`,
  },
  {
    name: "sends a datagram to the host's loopback",
    script: `echo DATAGRAM >"/dev/udp/127.0.0.1/$UDP_PORT"; sleep 0.1`,
    escaped: () => datagrams() > 0,
  },
  { name: "makes a socket of the hypervisor", script: call("socket", 40, 1, 0) },
  { name: "makes a socket of the kernel", script: call("socket", 16, 3, 0) },
  { name: "makes a raw packet socket", script: call("socket", 17, 3, 0), host: "root" },
  {
    name: "sees a network interface other than its loopback",
    script: "tail -n +3 /proc/net/dev | grep -qv '^ *lo:' && echo ESCAPED",
    host: "never",
  },
  { name: "signals a process of the host", script: `kill -0 "$HOST_PID" && echo ESCAPED` },
  {
    name: "types into the terminal",
    script: `perl -e 'my $key = "x"; $! = 0; ioctl(STDIN, 0x5412, $key); print($! == 1 ? "EPERM\n" : "ESCAPED $!\n")'`,
  },
  { name: "has a controlling terminal", script: "exec 9<>/dev/tty && echo ESCAPED", host: "never" },
  {
    name: "holds a descriptor beside the standard ones",
    script: `exec 8</dev/null; for f in /proc/self/fd/*; do t=$(readlink $f) || continue; case $f:$t in */[0128]:*|*:/dev/null|*/255:*) ;; *) echo "ESCAPED $f $t";; esac; done`,
    host: "never",
  },
];

let listener: Server;
let udp: Socket;
let sleeper: ReturnType<typeof spawn>;
let received = 0;
const datagrams = () => {
  const count = received;
  received = 0;
  return count;
};

function setIdInWorkspace({ workspace }: Place): boolean {
  return readdirSync(workspace).some((name) => (statSync(join(workspace, name)).mode & 0o6000) !== 0);
}

describe.skipIf(missing !== undefined)(`[CE-2.1] escapes${skipped}`, () => {
  beforeAll(async () => {
    listener = createTcpServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
    udp = createSocket("udp4", () => received++);
    await new Promise<void>((resolve) => udp.bind(0, "127.0.0.1", resolve));
    sleeper = spawn("sleep", ["987"], { stdio: "ignore", env: { HOST_CANARY: canary } });
  });
  afterAll(() => {
    listener.close();
    udp.close();
    sleeper.kill("SIGKILL");
  });

  describe.each([
    ["reading", reads],
    ["moving", moved],
    ["writing", writes],
    ["privileges", privileges],
    ["reaching out", reaching],
  ])("by %s", (_kind, attacks) => {
    it.each(attacks)("nobody $name", async (attack) => {
      if (attack.host !== "never" && (attack.host !== "root" || process.getuid?.() === 0)) {
        const at = await prepared(attack);
        const { stdout, stderr } = await onTheHost(at, attack);
        expect(stdout, stderr).toContain("TRIED");
        expect([escapes(attack, at, stdout), stdout, stderr]).toEqual([true, stdout, stderr]);
      }
      const at = await prepared(attack);
      const result = await inside(at, `${attack.script}\necho TRIED`, {
        environment: environment(at),
        denied: (attack.denied ?? []).map((path) => join(at.workspace, path)),
      });
      expect(result.stdout, result.stderr).toContain("TRIED");
      expect([escapes(attack, at, result.stdout), result.stdout]).toEqual([false, result.stdout]);
    });
  });
});

function escapes({ escaped }: Attack, at: Place, stdout: string): boolean {
  return escaped?.(at, stdout) ?? stdout.includes("ESCAPED");
}

async function prepared(attack: Attack): Promise<Place> {
  const at = place();
  writeFileSync(join(at.outside, "canary"), canary);
  mkdirSync(join(at.workspace, "secrets"));
  writeFileSync(join(at.workspace, "secrets/.env"), canary);
  mkdirSync(join(at.workspace, ".git/hooks"), { recursive: true });
  mkdirSync(join(at.workspace, ".git/objects"));
  mkdirSync(join(at.workspace, ".git/refs"));
  writeFileSync(join(at.workspace, ".git/HEAD"), "ref: refs/heads/main\n");
  writeFileSync(join(at.workspace, ".git/config"), "[core]\n\trepositoryformatversion = 0\n");
  linkSync(join(at.outside, "canary"), join(at.outside, "canary-2"));
  attack.prepare?.(at);
  if (attack.script.includes("host.sock")) await listenAt(join(at.workspace, "host.sock"));
  datagrams();
  return at;
}

const sockets: Server[] = [];
afterAll(() => {
  for (const socket of sockets) socket.close();
});

function listenAt(path: string): Promise<void> {
  const server = createTcpServer((socket) => socket.destroy());
  sockets.push(server);
  return new Promise((resolve) => server.listen(path, resolve));
}

function environment({ outside }: Place): Record<string, string> {
  const { port } = listener.address() as { port: number };
  return { OUT: outside, PORT: String(port), UDP_PORT: String(udp.address().port), HOST_PID: String(sleeper.pid) };
}

/** Asynchronous, so that listeners of this process can answer. */
function onTheHost(at: Place, { script }: Attack): Promise<{ stdout: string; stderr: string }> {
  const child = spawn("bash", ["--norc", "--noprofile", "-c", `${script}\necho TRIED`], {
    cwd: at.workspace,
    env: { PATH: "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", ...environment(at) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk) => {
    said.stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    said.stderr += chunk;
  });
  return new Promise((resolve) => child.once("close", () => resolve(said)));
}
