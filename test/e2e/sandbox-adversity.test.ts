import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import type { SandboxProbe } from "../../src/sandbox/sandbox.ts";
import { inside, missing, type Place, place, skipped } from "../sandbox/box.ts";

const isRoot = process.getuid?.() === 0;

/** A place whose workspace is a file system of its own, in memory. */
function mounted(options: string): Place {
  const at = place();
  expect(spawnSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", at.workspace]).status).toBe(0);
  onTestFinished(() => void spawnSync("umount", ["-l", at.workspace]));
  return at;
}

describe.skipIf(missing !== undefined)(`[CE-2.1] a workspace that is not what it should be${skipped}`, () => {
  it("is an error that says so, and nothing is run: missing, a link, beneath a link, a file", async () => {
    const at = place();
    symlinkSync(at.workspace, join(at.outside, "link"));
    mkdirSync(join(at.workspace, "sub"));
    for (const name of ["gone", "link", "link/sub"]) {
      const workspace = join(at.outside, name);
      await expect(inside({ ...at, workspace }, "echo x >made"), name).rejects.toMatchObject({
        code: "ERR_SANDBOX_FAILED",
        fix: expect.any(String),
      });
    }
    expect(readdirSync(at.workspace)).toEqual(["sub"]);
  });

  it.skipIf(!isRoot)("is an error when it cannot be written", async () => {
    const at = mounted("ro");
    await expect(inside(at, "echo x >made")).rejects.toMatchObject({ code: "ERR_SANDBOX_FAILED" });
  });

  it.skipIf(!isRoot)("may be on another device", async () => {
    const at = mounted("size=1m");
    expect(await inside(at, "echo x >made && cat made")).toMatchObject({ exit: 0, stdout: "x\n", limits: [] });
    expect(readdirSync(at.workspace)).toEqual(["made"]);
  });

  it.skipIf(!isRoot)("may be full: the command is told, and so is who asks how it ended", async () => {
    const full = await inside(mounted("size=1m"), "head -c 4000000 /dev/zero >big");
    expect(full.stderr).toMatch(/No space/);
    expect(full.limits).toEqual(["disk"]);
    expect(full.findings.map(({ rule }) => rule)).toEqual(["sandbox.limit.disk"]);
  });
});

describe.skipIf(missing !== undefined)(`[CE-2.1] [CE-2.2] what a command does to the disk${skipped}`, () => {
  it("ends when it has grown by more than it may", async () => {
    const at = place();
    const grow = "i=0; while :; do head -c 1000000 /dev/zero >f$i; i=$((i+1)); sleep 0.01; done";
    const result = await inside(at, grow, { growthBytes: 8 << 20, wallMs: 60_000 });
    expect(result).toMatchObject({ limits: ["disk"], timedOut: false, cancelled: false });
    expect(result.exit).not.toBe(0);
    expect(result.findings.map(({ rule }) => rule)).toEqual(["sandbox.limit.disk"]);
  });

  it("counts what has lost its name and is held open", async () => {
    const hoard = `perl -e 'for (1..20) { open(my $f, ">", "f") or die; unlink "f"; print $f "x" x (1 << 20); $f->flush; push @f, $f } sleep 60'`;
    const result = await inside(place(), hoard, { growthBytes: 8 << 20, wallMs: 60_000 });
    expect(result).toMatchObject({ limits: ["disk"], timedOut: false });
  });

  it("is left alone below that, also when somebody else writes to the same disk", async () => {
    const at = place();
    const beside = `head -c 12000000 /dev/zero >${join(at.outside, "beside")}`;
    const running = inside(at, "head -c 1000000 /dev/zero >f; sleep 1; echo end", { growthBytes: 8 << 20 });
    spawnSync("sh", ["-c", beside]);
    expect(await running).toMatchObject({ exit: 0, stdout: "end\n", limits: [], findings: [] });
  });

  it("is told of when its private /tmp stays full", async () => {
    const fill = (bytes: number) => `head -c ${bytes} /dev/zero >/tmp/f; sleep 0.6`;
    expect((await inside(place(), fill(8 << 20), { tmpBytes: 1 << 20 })).limits).toEqual(["disk"]);
    expect((await inside(place(), fill(1 << 19), { tmpBytes: 1 << 20 })).limits).toEqual([]);
  });

  it("may be ten thousand files", async () => {
    const at = place();
    const result = await inside(at, "mkdir d; cd d; seq 10000 | xargs touch; ls | wc -l");
    expect(result).toMatchObject({ exit: 0, stdout: "10000\n", findings: [] });
    expect(result.unaudited).toBeUndefined();
    rmSync(join(at.workspace, "d"), { recursive: true });
  });

  it("is looked at before anybody else looks: links, pipes, programs, settings of git", async () => {
    const script = `
      ln -s /etc/passwd link
      mkfifo pipe
      mkdir -p node_modules/.bin sub/.git/objects
      echo x >node_modules/.bin/git && chmod +x node_modules/.bin/git
      echo ref: refs/heads/main >sub/.git/HEAD
      printf '[core]\\n\\tfsmonitor = ./evil\\n' >sub/.git/config`;
    const { findings } = await inside(place(), script);
    expect(findings.map(({ rule }) => rule).toSorted()).toEqual(
      ["device", "git_config", "new_program", "symlink_escape"].map((name) => `sandbox.fs.${name}`),
    );
  });

  it("is nothing to tell of for an ordinary build", async () => {
    const build = `
      mkdir -p src dist node_modules/tool/bin node_modules/.bin
      echo 'int main(void) { return 0; }' >src/a.c
      echo '#!/bin/sh' >node_modules/tool/bin/tool && chmod +x node_modules/tool/bin/tool
      ln -s ../tool/bin/tool node_modules/.bin/tool
      cp src/a.c dist/a.c && ln dist/a.c dist/b.c && tar cf dist/a.tar src && rm dist/a.c`;
    expect(await inside(place(), build)).toMatchObject({ exit: 0, stderr: "", findings: [] });
  });
});

describe.skipIf(missing !== undefined)(`[CE-2.1] a machine that lacks something${skipped}`, () => {
  /** What probing bubblewrap says in namespaces of its own, once a shell has prepared that. */
  function probedAfter(prepare: string) {
    const probe = `import { bubblewrap } from "./src/sandbox/bubblewrap/bubblewrap.ts"; console.log(JSON.stringify(await bubblewrap.probe()))`;
    const script = `${prepare}; exec "$0" --input-type=module-typescript -e "$1"`;
    const { stdout, stderr } = spawnSync("unshare", ["-Urm", "sh", "-c", script, process.execPath, probe], {
      encoding: "utf8",
      cwd: fileURLToPath(new URL("../..", import.meta.url)),
    });
    expect(stderr).not.toContain("Error");
    const { checks, fix } = JSON.parse(stdout) as SandboxProbe;
    return { failed: checks.filter(({ ok }) => !ok).map(({ name }) => name), checks, fix };
  }

  it("is told of with what would mend it: no namespaces", () => {
    const { failed, fix } = probedAfter("echo 0 >/proc/sys/user/max_user_namespaces");
    expect(failed).toEqual(["starts"]);
    expect(fix).toMatch(/namespaces/);
  });

  it("is told of, and limits hold for each process: no control groups", () => {
    const { failed, checks, fix } = probedAfter("mount -t tmpfs none /sys/fs/cgroup");
    // The kernel counts no processes of root: as root, the sandbox does not hold, and says so.
    expect(failed).toEqual(isRoot ? ["processes are limited"] : []);
    if (isRoot) expect(fix).toMatch(/user other than root/);
    const limited = checks.filter(({ name }) => name.endsWith("limited"));
    expect(limited.map(({ detail }) => detail)).toEqual(["each process by itself", "each process by itself"]);
  });
});

describe.skipIf(missing !== undefined)(`[CE-2.1] many at once${skipped}`, () => {
  it("all end as they should, and nothing is left of them", async () => {
    const at = place();
    const mark = `crowd-${process.pid}`;
    const all = await Promise.all(
      Array.from({ length: 40 }, (_, i) =>
        inside(at, `(exec -a ${mark} sleep 60) & echo ${i} >f${i}; echo ${i}`, { wallMs: 120_000 }),
      ),
    );
    expect(all.map(({ stdout }) => stdout)).toEqual(all.map((_, i) => `${i}\n`));
    expect(all.flatMap(({ findings }) => findings)).toEqual([]);
    expect(readdirSync(at.workspace)).toHaveLength(40);
    const commands = readdirSync("/proc").map((name) => {
      try {
        return readFileSync(`/proc/${name}/cmdline`, "utf8");
      } catch {
        return "";
      }
    });
    expect(commands.filter((command) => command.startsWith(mark))).toEqual([]);
  });
});
