import { spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { SandboxFailed, SandboxSpecInvalid } from "../../src/errors.ts";
import { landlock, landlockWith } from "../../src/sandbox/landlock/landlock.ts";
import { verify } from "../../src/sandbox/registry.ts";
import { type SandboxSpec, workspaceSpec } from "../../src/sandbox/spec.ts";
import { findWarden, type Warden } from "../../src/sandbox/warden.ts";
import { type Place, place } from "../sandbox/box.ts";

const helper = findWarden();
const missing = "what" in helper ? helper.what : helper.landlock < 6 ? "the kernel's Landlock is too old" : undefined;
const title = (text: string) => `[CE-2.1] ${text}${missing === undefined ? "" : ` (skipped: ${missing})`}`;
const has = (program: string) => existsSync(`/usr/bin/${program}`);

function inside({ workspace }: Place, script: string, parts: Partial<SandboxSpec> = {}, signal?: AbortSignal) {
  const spec = workspaceSpec(workspace, { wallMs: 30_000, ...parts });
  return landlock.run({ argv: ["bash", "--norc", "--noprofile", "-c", script], cwd: workspace }, spec, signal);
}

describe.skipIf(missing !== undefined)(title("ordinary work with Landlock alone"), () => {
  const works = async (script: string, expected: string, parts: Partial<SandboxSpec> = {}) => {
    const at = place();
    const result = await inside(at, script, parts);
    expect([result.stdout, result.stderr, result.exit, result.findings]).toEqual([expected, "", 0, []]);
    return at;
  };

  it("is verified by what it holds", async () => {
    const { status } = await verify("landlock", landlock);
    expect(status.checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(status).toMatchObject({ resolved: "landlock", verified: true, attempts: "counted" });
  });

  it("is verified where nobody gets a namespace", () => {
    const module = JSON.stringify(new URL("../../src/sandbox/landlock/landlock.ts", import.meta.url).href);
    const script = `import { landlock } from ${module}; console.log(JSON.stringify((await landlock.probe()).checks));`;
    const without = 'echo 0 >/proc/sys/user/max_user_namespaces && ! unshare -U true 2>/dev/null && exec "$@"';
    const gateway = [process.execPath, "--input-type=module", "-e", script];
    const { stdout, stderr } = spawnSync("unshare", ["-Ur", "sh", "-c", without, "sh", ...gateway], {
      encoding: "utf8",
    });
    const checks: { ok: boolean }[] = JSON.parse(stdout || `"${stderr}"`);
    expect(checks.length).toBeGreaterThan(20);
    expect(checks.filter(({ ok }) => !ok)).toEqual([]);
  });

  it("writes, moves, links and removes files, in the workspace and where programs keep what is temporary", async () => {
    const script = `
      mkdir -p a/b && echo x >a/b/c && mv a/b/c d && rm -r a && chmod 755 d && ln d e && ln -s d f && cat f && stat -c '%a %h' d
      t=$(mktemp -d) && cp -a d "$t/x" && mv "$t/x" y && cmp d y && truncate -s 1 y && stat -c %s y && touch -d @86400 y && stat -c %Y y
      cd && echo z >note && cat ~/note && : >>/dev/shm/s && rm /dev/shm/s && umask 077 && : >"$OLDPWD/private" && stat -c %a "$OLDPWD/private"`;
    const { workspace } = await works(script, "x\n755 2\n1\n86400\nz\n600\n");
    expect(readdirSync(workspace).toSorted()).toEqual(["d", "e", "f", "private", "y"]);
  });

  it("runs pipes, substitutions, here-documents, background jobs and pipes with names", async () => {
    const script = `
      printf 'b\\na\\n' | sort | head -n 1; echo $(cat <<E\nhere\nE\n); diff <(echo 1) <(echo 1); (exec 2>log; echo x >/dev/stderr); cat log
      mkfifo p; cat p & echo through >p; wait; cat /proc/self/comm; cat </dev/stdin; ls /dev/fd/ >/dev/null; echo end`;
    await works(script, "a\nhere\nx\nthrough\ncat\nend\n");
  });

  it("says who it is, and shows its own processes and no others", async () => {
    const script = `id -un; getent hosts localhost | grep -c .; sleep 5 & ps -o comm= -p $! ; kill $!; ps -e -o comm= | grep -v 'bash\\|ps\\|grep'; true`;
    await works(script, "agent\n1\nsleep\n");
  });

  it.skipIf(!has("git"))("uses a repository", async () => {
    const git = "git -c user.name=a -c user.email=a@example.org";
    const script = `git init -q r && cd r && echo 1 >f && git add f && ${git} commit -qm first && git log --format=%s && git clone -q . ../copy && ls ../copy`;
    await works(script, "first\nf\n");
  });

  it.skipIf(!has("node"))("runs node with workers and children", async () => {
    const script = `node -e '
      const { Worker } = require("node:worker_threads");
      new Worker("require(\\"node:worker_threads\\").parentPort.postMessage(1)", { eval: true }).on("message", () =>
        console.log(require("node:child_process").execSync("echo child").toString().trim()));'`;
    await works(script, "child\n");
  });

  it.skipIf(!has("python3"))("runs python with threads, processes, locks and socket pairs", async () => {
    const script = `/usr/bin/python3 -c '
import multiprocessing, socket, threading
a, b = socket.socketpair(); a.send(b"x")
threading.Thread(target=lambda: print(b.recv(1))).start()
print(multiprocessing.get_context("fork").Pool(2).map(abs, [-1, -2]))'`;
    await works(script, "b'x'\n[1, 2]\n");
  });

  it.skipIf(!has("gcc"))("compiles and runs a program, also where something is denied", async () => {
    const at = place();
    writeFileSync(join(at.workspace, ".env"), "canary");
    const script = `echo 'int main(void){return 7;}' >m.c && gcc m.c -o m; ./m; echo $?; cat .env`;
    const result = await inside(at, script, { denied: [join(at.workspace, ".env")] });
    expect([result.stdout, result.stderr]).toEqual(["7\n", "cat: .env: Permission denied\n"]);
  });

  it("works in its private /tmp, and reads what is shown read-only", async () => {
    const at = place();
    const shown = join(at.outside, "library");
    mkdirSync(shown);
    writeFileSync(join(shown, "data"), "shown\n");
    const spec = workspaceSpec(at.workspace, { readOnly: [shown] });
    const script = `echo x >made && cat made ${shown}/data; echo x >${shown}/data; chmod 777 ${shown}/data; touch ${shown}/data; rm -f ${shown}/data`;
    const result = await landlock.run({ argv: ["sh", "-c", script], cwd: "/tmp" }, spec);
    expect(result.stdout).toBe("x\nshown\n");
    expect(readFileSync(join(shown, "data"), "utf8")).toBe("shown\n");
    expect(statSync(join(shown, "data")).mode & 0o777).toBe(0o644);
    expect(existsSync("/tmp/made")).toBe(false);
  });

  it("leaves nothing behind: no stand-in, no directory, however it was left", async () => {
    const at = place();
    const script =
      'mkdir -p "$TMPDIR/a/b" && chmod 0 "$TMPDIR/a/b" "$TMPDIR/a"; ln -s / "$TMPDIR/root"; echo "$TMPDIR"';
    const { stdout, exit } = await inside(at, script);
    expect([exit, stdout.startsWith("/")]).toEqual([0, true]);
    expect(readdirSync(at.workspace)).toEqual([]);
    expect(existsSync(stdout.trim())).toBe(false);
  });
});

describe.skipIf(missing !== undefined)(title("ways out of Landlock"), () => {
  const canary = ["canary", process.pid, "of the host"].join(" ");

  /** A file outside, one that is protected, and one that is denied. */
  const guarded = () => {
    const at = place();
    writeFileSync(join(at.outside, "canary"), canary, { mode: 0o644 });
    mkdirSync(join(at.workspace, "secrets"));
    writeFileSync(join(at.workspace, "secrets/.env"), canary);
    writeFileSync(join(at.workspace, ".envrc"), canary);
    writeFileSync(join(at.workspace, "notes"), "notes");
    return { ...at, spec: { denied: [join(at.workspace, "secrets/.env")], environment: { OUT: at.outside } } };
  };
  const kept = ({ outside, workspace }: Place) =>
    [join(outside, "canary"), join(workspace, ".envrc"), join(workspace, "secrets/.env")].map((path) => [
      readFileSync(path, "utf8"),
      statSync(path).mode & 0o7777,
      statSync(path).nlink,
    ]);

  it.skipIf(!has("gcc")).each([
    ["a denied file", "secrets/.env"],
    ["a protected file", ".envrc"],
    ["a file outside", "../canary"],
  ])("do not open for a path that changes while it is judged: %s", async (_what, wanted) => {
    const at = guarded();
    copyFileSync(fileURLToPath(new URL("../sandbox/flip.c", import.meta.url)), join(at.workspace, "flip.c"));
    const before = kept(at);
    const script = `gcc -O1 -pthread flip.c -o flip && ./flip notes ${wanted} 20000`;
    const { stdout, stderr } = await inside(at, script, { ...at.spec, wallMs: 120_000 });
    const [, opened, read, written] =
      /^(\d+) of 20000 opened, (\d+) read, (\d+) to write$/m.exec(stdout)?.map(Number) ?? [];
    expect(opened, stderr).toBeGreaterThan(100);
    expect(written).toBe(0);
    // What is protected may be read.
    if (wanted !== ".envrc") expect(read).toBe(0);
    expect(kept(at)).toEqual(before);
  });

  it("do not open for a link that changes while it is followed", async () => {
    const at = guarded();
    const script = `perl -e '
      use POSIX ":sys_wait_h";
      if (!fork) { for (1 .. 1_000) { for ("notes", "secrets/.env", "$ENV{OUT}/canary") { symlink $_, "next"; rename "next", "link" } } exit }
      my ($tries, $hits) = (0, 0);
      while (waitpid(-1, WNOHANG) == 0) {
        if (open(my $f, "<", "link")) { $tries++; $hits++ if join("", <$f>) =~ /canary/ }
        if (open(my $f, ">>", "link")) { print $f "x" }
        chmod 0604, "link";
      }
      print $tries > 20 ? "tried" : "too few", ", $hits wrong\n"'`;
    const before = kept(at);
    expect((await inside(at, script, at.spec)).stdout).toBe("tried, 0 wrong\n");
    expect(kept(at)).toEqual(before);
  });

  it.each<[string, string]>([
    ["the mode of a file outside", 'chmod 777 "$OUT/canary"; chmod 777 ../canary; (cd .. && chmod 777 canary)'],
    [
      "its mode by a link",
      'ln -s "$OUT/canary" l; chmod 777 l; chmod 777 /proc/self/cwd/l "/proc/self/root$OUT/canary"',
    ],
    ["its mode by descriptor", `perl -e 'open(my $f, "<", "/usr/bin/true"); chmod(0777, $f); chmod 0777, "../canary"'`],
    ["its times", 'touch "$OUT/canary"; touch -h ../canary'],
    ["its name", 'mv "$OUT/canary" .; ln "$OUT/canary" x; rm -f ../canary; ln ../canary x'],
    [
      "a protected file",
      "echo x >.envrc; chmod 777 .envrc; rm -f .envrc; mv notes .envrc; ln .envrc x; truncate -s 0 .envrc",
    ],
    [
      "a protected file, by way of what it was opened as",
      "exec 7<.envrc; echo x >/proc/self/fd/7; chmod 777 /dev/fd/7",
    ],
    ["a denied file", "echo x >secrets/.env; chmod 777 secrets/.env; rm -rf secrets; mv secrets s; ln secrets/.env x"],
    ["a denied file's directory", "mkdir other; mv -T --exchange other secrets; mv -T other secrets"],
    [
      "a file outside through an attribute",
      `perl -e 'my ($f, $n, $v) = ("$ENV{OUT}/canary", "user.x", "x"); syscall(188, $f, $n, $v, 1, 0)'`,
    ],
  ])("do not change %s", async (_what, script) => {
    const at = guarded();
    const before = [kept(at), statSync(join(at.outside, "canary")).mtimeMs];
    const { stdout } = await inside(at, `${script}\necho TRIED`, at.spec);
    expect(stdout).toBe("TRIED\n");
    expect([kept(at), statSync(join(at.outside, "canary")).mtimeMs]).toEqual(before);
  });

  it("do not read what is denied, whatever it is called", async () => {
    const at = guarded();
    symlinkSync("secrets/.env", join(at.workspace, "alias"));
    linkSync(join(at.workspace, "notes"), join(at.workspace, "notes-2"));
    const script = `
      cat alias secrets/.env ./secrets/../secrets/.env /proc/self/cwd/secrets/.env "/proc/self/root$PWD/secrets/.env" "$OUT/workspace/secrets/.env"
      (cd secrets && cat .env); exec 7<secrets && cat /dev/fd/7/.env /proc/self/fd/7/.env
      perl -e 'use Fcntl; sysopen(my $f, "secrets/.env", 010000000) or die; open(my $g, "<", "/proc/self/fd/" . fileno($f)) or die; print <$g>'`;
    const { stdout, stderr } = await inside(at, script, at.spec);
    expect([stdout, stderr.match(/denied/g)?.length]).toEqual(["", expect.any(Number)]);
  });

  it("do not lead to other processes: no signal, no memory, no limit, no priority", async () => {
    const at = guarded();
    const sleeper = spawn("sleep", ["60"], { stdio: "ignore", env: { CANARY: canary } });
    try {
      const script = `
        kill -0 $HOST; kill -9 $HOST; prlimit --pid $HOST --nofile=1:1; renice -n 19 -p $HOST; taskset -cp 0 $HOST >/dev/null; ionice -c 3 -p $HOST
        cat /proc/$HOST/cmdline /proc/$HOST/environ /proc/$HOST/status; (cd /proc/$HOST && cat environ cmdline); kill -9 -1; echo ALIVE`;
      const { stdout } = await inside(at, script, { environment: { HOST: String(sleeper.pid) } });
      expect(stdout).toBe("ALIVE\n");
      expect([sleeper.exitCode, sleeper.signalCode]).toEqual([null, null]);
      const limits = readFileSync(`/proc/${sleeper.pid}/limits`, "utf8");
      expect(limits).not.toMatch(/^Max open files\s+1\s/m);
    } finally {
      sleeper.kill("SIGKILL");
    }
  });

  it("do not lead to the helper that stands outside", async () => {
    const script = `
      for p in $(ls /proc | grep '^[0-9]'); do
        tr '\\0' ' ' </proc/$p/cmdline | grep -q 'confine[ ]--filter' && echo "sees $p"
        [ $p = $$ ] || kill -9 $p
      done 2>/dev/null
      kill -9 $PPID; kill -STOP $PPID; cat /proc/$PPID/environ; echo ALIVE >alive; cat alive`;
    const { stdout } = await inside(place(), script);
    expect(stdout).toBe("ALIVE\n");
  });

  it("[CE-2.2] are counted", async () => {
    const script =
      "unshare -U true; : >s; chmod u+s s; chmod g+s s; perl -MSocket -e 'socket(my $s, AF_UNIX, SOCK_STREAM, 0)'; echo on";
    const { stdout, findings } = await inside(place(), script);
    expect(stdout).toBe("on\n");
    const evidence = findings.map(({ rule, evidence: { call, count } }) => [rule, call, count]);
    expect(evidence).toEqual([
      ["sandbox.syscall.blocked", "unshare", 1],
      ["sandbox.syscall.blocked", "fchmodat", 2],
      ["sandbox.syscall.blocked", "socket", 1],
    ]);
  });

  it("are none by what fills its temporary directory, which ends it", async () => {
    const fill = "head -c 40000000 /dev/zero >$TMPDIR/fill; sleep 20; echo END";
    const full = await inside(place(), fill, { tmpBytes: 4 << 20 });
    expect(full).toMatchObject({ stdout: "", limits: ["disk"], cancelled: false });
  });
});

describe.skipIf(missing !== undefined)(title("the end of a command with Landlock alone"), () => {
  const survivors = async (mark: string) => {
    await sleep(100);
    return spawnSync("pgrep", ["-f", mark], { encoding: "utf8" }).stdout;
  };
  /** Processes that lose their parents, have sessions of their own, and heed no signal. */
  const brood = (mark: string) =>
    `for i in 1 2 3 4; do (setsid bash -c 'trap "" TERM HUP INT; while :; do (exec -a ${mark} sleep 61) & (exec -a ${mark} sleep 62); done' &) ; done`;

  it("is the end of all that it started", async () => {
    const mark = `brood-${process.pid}`;
    const result = await inside(place(), `${brood(mark)}; sleep 0.3`);
    expect(result).toMatchObject({ exit: 0, findings: [] });
    expect(await survivors(mark)).toBe("");
  });

  it("comes for all of them when its time is up, and after those that heed a signal had time", async () => {
    const mark = `late-${process.pid}`;
    const at = place();
    const script = `${brood(mark)}; trap 'echo cleaned >cleaned; exit 3' TERM; while :; do sleep 0.05; done`;
    const result = await inside(at, script, { wallMs: 700 });
    expect(result).toMatchObject({ timedOut: true, limits: ["time"] });
    expect(readFileSync(join(at.workspace, "cleaned"), "utf8")).toBe("cleaned\n");
    expect(await survivors(mark)).toBe("");
  });

  it("kills what does not heed", async () => {
    const mark = `deaf-${process.pid}`;
    const result = await inside(place(), `${brood(mark)}; trap '' TERM; while :; do sleep 1; done`, { wallMs: 500 });
    expect(result).toMatchObject({ timedOut: true, signal: "SIGKILL" });
    expect(await survivors(mark)).toBe("");
  });

  it.each(["the helper", "its companion"])("comes when somebody kills %s", async (victim) => {
    const mark = `orphan-${process.pid}`;
    const at = place();
    const running = inside(at, `${brood(mark)}; echo x >started; exec -a ${mark} sleep 60`);
    while (!existsSync(join(at.workspace, "started"))) await sleep(20);
    const [warden] = childrenOf(process.pid, "confine");
    const [companion] = childrenOf(warden as number, "confine");
    process.kill((victim === "the helper" ? warden : companion) as number, "SIGKILL");
    await running;
    expect(await survivors(mark)).toBe("");
  });

  it("comes when the gateway is killed", async () => {
    const mark = `gateway-${process.pid}`;
    const at = place();
    const module = (name: string) => JSON.stringify(new URL(`../../src/sandbox/${name}.ts`, import.meta.url).href);
    const script = `
      import { landlock } from ${module("landlock/landlock")};
      import { workspaceSpec } from ${module("spec")};
      const argv = ["bash", "-c", process.env.SCRIPT];
      await landlock.run({ argv, cwd: process.env.WORKSPACE }, workspaceSpec(process.env.WORKSPACE));`;
    const gateway = spawn(process.execPath, ["--input-type=module", "-e", script], {
      env: { SCRIPT: `${brood(mark)}; echo x >started; sleep 60`, WORKSPACE: at.workspace },
      stdio: "ignore",
    });
    while (!existsSync(join(at.workspace, "started"))) await sleep(20);
    gateway.kill("SIGKILL");
    await sleep(300);
    expect(await survivors(mark)).toBe("");
  });

  it("is told as it was: status, signal, output, and 127 for a program that is not there", async () => {
    const run = (...argv: string[]) => {
      const { workspace } = place();
      return landlock.run({ argv, cwd: workspace }, workspaceSpec(workspace));
    };
    expect(await run("sh", "-c", "echo out; echo err >&2; exit 9")).toMatchObject({
      exit: 9,
      stdout: "out\n",
      stderr: "err\n",
    });
    expect(await run("sh", "-c", "kill -9 $$")).toMatchObject({ exit: 137, signal: "SIGKILL" });
    expect(await run("no-such-program")).toMatchObject({ exit: 127, stderr: "no-such-program: not found\n" });
    expect(await run("/usr/lib/os-release")).toMatchObject({
      exit: 127,
      stderr: expect.stringContaining("permission denied"),
    });
  });
});

describe(title("starting Landlock"), () => {
  const refused = async (with_: () => ReturnType<typeof findWarden>, parts: Partial<SandboxSpec> = {}) => {
    const { workspace } = place();
    return landlockWith(with_).run({ argv: ["true"], cwd: workspace }, workspaceSpec(workspace, parts));
  };

  it("is refused without the helper, and without a kernel that is new enough", async () => {
    const absent = { what: "there is no native helper", fix: "install it" };
    await expect(refused(() => absent)).rejects.toThrow(SandboxFailed);
    await expect(refused(() => ({ descriptor: 0, landlock: 3 }))).rejects.toThrow(
      /version 3 of Landlock, and 6 is needed/,
    );
    const { status } = await verify(
      "landlock",
      landlockWith(() => absent),
    );
    expect(status).toMatchObject({ verified: false, resolved: "none", fix: "install it" });
  });

  it("[OC-8] is refused with a network, since nothing could keep it to the proxy", async () => {
    const network = { socket: "/nonexistent" };
    await expect(refused(() => helper as Warden, { network })).rejects.toThrow(SandboxSpecInvalid);
  });

  it.skipIf(missing !== undefined)("is refused where a protected name is a link", async () => {
    const at = place();
    symlinkSync("elsewhere", join(at.workspace, ".envrc"));
    await expect(inside(at, "true")).rejects.toThrow(/\.envrc cannot be protected: it is a link/);
  });

  it.skipIf(missing !== undefined)("says what was in the way, and runs nothing", async () => {
    const at = place();
    chmodSync(at.workspace, 0o755);
    const spec = workspaceSpec(at.workspace, {
      environment: Object.fromEntries(Array.from({ length: 1_100 }, (_, i) => [`V${i}`, "x"])),
    });
    await expect(landlock.run({ argv: ["touch", "made"], cwd: at.workspace }, spec)).rejects.toThrow(
      /warden: too many variables/,
    );
    expect(readdirSync(at.workspace)).toEqual([]);
  });
});

function childrenOf(parent: number, word: string): readonly number[] {
  return readdirSync("/proc")
    .map(Number)
    .filter((pid) => {
      try {
        const [ppid] = /^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.slice(1) ?? [];
        return ppid === String(parent) && readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0")[1] === word;
      } catch {
        return false;
      }
    });
}
