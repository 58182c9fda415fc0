import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SandboxSpecInvalid } from "../../src/errors.ts";
import { bubblewrap, bubblewrapWith } from "../../src/sandbox/bubblewrap/bubblewrap.ts";
import { callTables } from "../../src/sandbox/filter/system-calls.ts";
import { verify } from "../../src/sandbox/registry.ts";
import type { SandboxResult } from "../../src/sandbox/sandbox.ts";
import { workspaceSpec } from "../../src/sandbox/spec.ts";
import { findWarden } from "../../src/sandbox/warden.ts";
import { inside, missing, place, skipped } from "../sandbox/box.ts";

const calls = callTables[process.arch]?.calls ?? {};
const counted = ({ findings }: SandboxResult) =>
  Object.fromEntries(findings.map(({ evidence }) => [evidence["call"], evidence["count"]]));

describe.skipIf(missing !== undefined)(`[CE-2.2] attempts that are counted${skipped}`, () => {
  it("are known of a line that goes on after them", async () => {
    const result = await inside(place(), "unshare -U true; mount -t tmpfs x /mnt; echo on");
    expect(result).toMatchObject({ exit: 0, stdout: "on\n" });
    expect(result.findings.map(({ rule }) => rule)).toEqual(Array(2).fill("sandbox.syscall.blocked"));
    expect(counted(result)).toEqual({ unshare: 1, mount: expect.any(Number) });
  });

  it("are none in ordinary work", async () => {
    const script = `
      ls -l / >/dev/null; id >/dev/null; cp -a /usr/bin/true t; tar -cf t.tar t; tar -xf t.tar; find . >/dev/null
      perl -MSocket -e 'socket(my $s, AF_INET, SOCK_STREAM, 0); getaddrinfo("localhost", 80)' 2>/dev/null; echo $(nproc) | grep -q .
      python3 -c 'import socket, multiprocessing; socket.getaddrinfo("localhost", 80); socket.socketpair()' 2>/dev/null
      git init -q r 2>/dev/null; git -C r status >/dev/null 2>&1; gcc -x c - -o p 2>/dev/null <<<'int main(void){return 0;}'; echo end`;
    const result = await inside(place(), script);
    expect([result.stdout, result.findings]).toEqual(["end\n", []]);
  });

  it("are counted one by one in a flood, which ends like any command", async () => {
    const flood = `perl -e 'syscall(${calls["mount"]}, 0, 0, 0, 0, 0) for 1 .. 20_000; print "$!\\n"'`;
    const result = await inside(place(), `(${flood}) & (${flood}) & wait; ${flood}`);
    expect(result.stdout).toBe("Operation not permitted\n".repeat(3));
    expect(counted(result)).toEqual({ mount: 60_000 });
  });

  it("are told of although the command was killed", async () => {
    const result = await inside(place(), "unshare -n true; exec sleep 60", { wallMs: 700 });
    expect(result).toMatchObject({ timedOut: true, signal: "SIGTERM" });
    expect(counted(result)).toEqual({ unshare: 1 });
  });

  it("cannot be answered for by the command itself", async () => {
    const load = `perl -e '$! = 0; my $f = pack("S S L", 6, 0, 0x7fff0000); my $p = pack("S x6 P", 1, $f);
      print syscall(${calls["seccomp"]}, 1, $ARGV[0] + 0, $p) < 0 ? "refused $!\\n" : "loaded\\n"'`;
    const { stdout } = await inside(place(), `${load} 8; ${load} 0`);
    expect(stdout).toBe("refused Operation not permitted\nloaded\n");
  });

  it("are told of by the status", async () => {
    const { status } = await verify("bubblewrap", bubblewrap);
    expect(status).toMatchObject({ verified: true, attempts: "counted" });
  });
});

describe.skipIf(missing !== undefined)(`[CE-2.2] the sandbox without the native helper${skipped}`, () => {
  const absent = join(place.name, "no-such-warden");
  const alone = bubblewrapWith(() => findWarden(absent));
  const run = (script: string, parts = {}) => {
    const { workspace } = place();
    return alone.run({ argv: ["bash", "-c", script], cwd: workspace }, workspaceSpec(workspace, parts));
  };

  it("refuses the same, does not count, and says so", async () => {
    const result = await run("unshare -U true || echo refused");
    expect(result).toMatchObject({ stdout: "refused\n", findings: [] });
    const { status } = await verify("bubblewrap", alone);
    expect(status).toMatchObject({ verified: true, attempts: "blocked, not counted" });
  });

  it("[OC-8] has no way out, and says what is missing rather than running without", async () => {
    const refused = run("echo ran", { network: { socket: "/nonexistent" } });
    await expect(refused).rejects.toThrow(SandboxSpecInvalid);
    await expect(refused).rejects.toMatchObject({
      code: "ERR_SANDBOX_SPEC_INVALID",
      message: expect.stringContaining("no native helper"),
      fix: expect.stringContaining(absent),
    });
  });
});

describe.skipIf(missing !== undefined)(`[OC-8] the way out${skipped}`, () => {
  /** A proxy that answers each request with its first line, and echoes what follows a CONNECT. */
  let proxy: Server;
  let bystander: Server;
  let seen: string[] = [];
  let strayed = 0;
  const open = new Set<Socket>();

  beforeAll(async () => {
    proxy = createServer({ allowHalfOpen: true }, (socket) => {
      open.add(socket.on("close", () => open.delete(socket)).on("error", () => {}));
      socket.on("end", () => socket.end());
      socket.once("data", (chunk: Buffer) => {
        const [line = "", ...rest] = chunk.toString("latin1").split("\r\n\r\n");
        seen.push(line.split("\r\n")[0] ?? "");
        if (!line.startsWith("CONNECT")) {
          const body = `by proxy: ${line.split("\r\n")[0]}\n`;
          return socket.end(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`);
        }
        socket.write(`HTTP/1.1 200 OK\r\n\r\n${rest.join("\r\n\r\n")}`);
        return socket.pipe(socket);
      });
    });
    bystander = createServer((socket) => {
      strayed++;
      socket.destroy();
    });
    await new Promise<void>((resolve) => bystander.listen(0, "127.0.0.1", resolve));
  });
  afterAll(() => {
    proxy.close();
    bystander.close();
  });

  /** Runs a script whose proxy listens beside its workspace. */
  const reaching = async (script: string, parts = {}) => {
    const at = place();
    const socket = join(at.outside, "proxy.sock");
    seen = [];
    await new Promise<void>((resolve) => proxy.listen(socket, resolve));
    try {
      const { port } = bystander.address() as { port: number };
      const environment = { BYSTANDER: `127.0.0.1/${port}`, ...parts };
      return await inside(at, script, { network: { socket }, environment });
    } finally {
      for (const each of open) each.destroy();
      await new Promise((resolve) => proxy.close(resolve));
    }
  };

  const ask = `exec 9<>/dev/tcp/127.0.0.1/3128; printf 'GET http://example.org/x HTTP/1.1\\r\\n\\r\\n' >&9; tail -n 1 <&9`;

  it("leads to the proxy, and nowhere else", async () => {
    const { stdout } = await reaching(`${ask}; (exec 8<>/dev/tcp/$BYSTANDER) 2>/dev/null && echo strayed`);
    expect(stdout).toBe("by proxy: GET http://example.org/x HTTP/1.1\n");
    expect([seen, strayed]).toEqual([["GET http://example.org/x HTTP/1.1"], 0]);
  });

  it("is named by the variables that programs look for", async () => {
    const { stdout } = await reaching("env | grep -i proxy | sort");
    const [http, socks] = ["http://127.0.0.1:3128", "socks5h://127.0.0.1:3128"];
    expect(stdout.trim().split("\n")).toEqual([
      ...[`ALL_PROXY=${socks}`, `HTTPS_PROXY=${http}`, `HTTP_PROXY=${http}`, "NO_PROXY="],
      ...[`all_proxy=${socks}`, `http_proxy=${http}`, `https_proxy=${http}`, "no_proxy="],
    ]);
    expect((await inside(place(), "env | grep -ci proxy")).stdout).toBe("0\n");
  });

  it("keeps its variables whatever the environment of the spec says", async () => {
    expect((await reaching("echo $http_proxy", { http_proxy: "http://elsewhere" })).stdout).toBe(
      "http://127.0.0.1:3128\n",
    );
  });

  it.skipIf(!existsSync("/usr/bin/node"))("is used by node", async () => {
    const script = `node -e '
      const { hostname: host, port } = new URL(process.env.HTTP_PROXY);
      require("node:http").get({ host, port, path: "http://example.org/y" }, (r) => r.pipe(process.stdout))'`;
    expect((await reaching(script)).stdout).toBe("by proxy: GET http://example.org/y HTTP/1.1\n");
  });

  it("carries many bytes in both directions, and the end of each by itself", async () => {
    const script = `
      exec 9<>/dev/tcp/127.0.0.1/3128; printf 'CONNECT x:1 HTTP/1.1\\r\\n\\r\\n' >&9
      perl -e 'use IO::Handle; open(my $s, "+<&=", 9); my $n = 20_000_000; my $sum = 0;
        if (!fork) { my $c = "ab" x 50_000; syswrite($s, $c) for 1 .. $n / 100_000; shutdown($s, 1); exit }
        while (my $got = sysread($s, my $b, 65536)) { $sum += $got } print $sum - $n - length("HTTP/1.1 200 OK\\r\\n\\r\\n"), "\\n"'`;
    expect(await reaching(script)).toMatchObject({ stdout: "0\n", stderr: "" });
  });

  it("bears more connections than it keeps at one time", async () => {
    const script = `
      i=0; while [ $i -lt 200 ]; do (${ask.replaceAll("9", "7")}) & i=$((i+1)); [ $((i % 50)) -eq 0 ] && wait; done; wait`;
    const { stdout } = await reaching(script);
    expect(stdout.split("\n").filter((line) => line.startsWith("by proxy")).length).toBe(200);
    const hoard = `perl -MSocket -e 'my @s; for (1 .. 300) { socket($s[$_], AF_INET, SOCK_STREAM, 0);
      $! = 0; $SIG{ALRM} = sub { die }; alarm 2; eval { connect($s[$_], pack_sockaddr_in(3128, INADDR_LOOPBACK)) or die }; alarm 0; $@ and last }'; ${ask}`;
    expect((await reaching(hoard)).stdout).toContain("by proxy");
  });

  it("shows no descriptor of itself to the command", async () => {
    const script = `for f in /proc/self/fd/*; do t=$(readlink $f) && echo "$f $t"; done | grep -v '/[012] \\|/255 \\|pipe:' | wc -l`;
    expect((await reaching(script)).stdout).toBe("0\n");
  });

  it("is gone, and the command with it, when the helper is killed", async () => {
    const mark = `held-${process.pid}`;
    const at = place();
    const running = inside(
      at,
      `(setsid bash -c 'exec -a ${mark} sleep 60' &); echo x >started; exec -a ${mark} sleep 60`,
    );
    while (!existsSync(join(at.workspace, "started"))) await sleep(20);
    const [warden] = watchers();
    process.kill(warden as number, "SIGKILL");
    expect(await running).toMatchObject({ exit: null, signal: "SIGKILL" });
    await sleep(100);
    expect(spawnSync("pgrep", ["-f", mark], { encoding: "utf8" }).stdout).toBe("");
    expect(readdirSync(at.workspace)).toEqual(["started"]);
  });
});

/** Helpers that this process has started. */
function watchers(): readonly number[] {
  return readdirSync("/proc")
    .map(Number)
    .filter((pid) => {
      try {
        const [parent] = /^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.slice(1) ?? [];
        return (
          parent === String(process.pid) && readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("watch\0--report")
        );
      } catch {
        return false;
      }
    });
}
