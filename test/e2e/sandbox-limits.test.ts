import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { findCgroups } from "../../src/sandbox/limits/cgroup.ts";
import { grace } from "../../src/sandbox/limits/stop.ts";
import { inside, missing, place, skipped } from "../sandbox/box.ts";

const hasGroups = findCgroups() !== undefined;

describe.skipIf(missing !== undefined)(`[CE-2.1] limits${skipped}`, () => {
  const hold = (mebibytes: number) => `perl -e '$x = "x" x (${mebibytes} << 20); print length $x'`;

  it("stop a command that takes more memory than it may, and let one below it be", async () => {
    const at = place();
    const tooMuch = await inside(at, hold(200), { memoryBytes: 64 << 20 });
    expect(tooMuch.exit).not.toBe(0);
    expect(tooMuch.stdout).toBe("");
    if (hasGroups) expect(tooMuch.limits).toEqual(["memory"]);
    expect(await inside(at, hold(20), { memoryBytes: 128 << 20 })).toMatchObject({ exit: 0, limits: [] });
  });

  it.skipIf(!hasGroups)("count memory over the whole tree", async () => {
    const script = `for i in 1 2 3 4; do ${hold(30)} >/dev/null & done; wait; perl -e 'sleep 0'; echo end`;
    const held = `for i in 1 2 3 4; do perl -e '$x = "x" x (30 << 20); sleep 2' & done; wait -n; echo "one ended: $?"`;
    expect((await inside(place(), script, { memoryBytes: 512 << 20 })).limits).toEqual([]);
    expect((await inside(place(), held, { memoryBytes: 64 << 20 })).limits).toEqual(["memory"]);
  });

  it("stop a command from starting more processes than it may, and let one below it be", async () => {
    const start = (count: number) => `for i in $(seq ${count}); do sleep 0.3 & done; wait; echo started`;
    const tooMany = await inside(place(), start(40), { pids: 20 });
    expect(tooMany.stderr).toMatch(/fork|[Rr]esource/);
    if (hasGroups) expect(tooMany.limits).toEqual(["pids"]);
    expect(await inside(place(), start(8), { pids: 20 })).toMatchObject({
      stdout: "started\n",
      stderr: "",
      limits: [],
    });
  });

  it("bound a fork bomb, and end it with everything it made", async () => {
    const started = performance.now();
    const mark = `bomb-${process.pid}`;
    const bomb = await inside(place(), `exec -a ${mark} bash --norc -c 'f() { f | f & }; f; sleep 30' ${mark}`, {
      pids: 30,
      wallMs: 500,
    });
    expect(bomb.timedOut).toBe(true);
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(await survivors(mark)).toEqual([]);
  });

  it("end a spin after its seconds of processor time", async () => {
    const spin = await inside(place(), "while :; do :; done", { cpuSeconds: 1 });
    expect(spin.limits).toContain("cpu");
    expect(spin.timedOut).toBe(false);
    expect(spin.exit).not.toBe(0);
  });

  it.skipIf(!hasGroups)("count processor time over the whole tree", async () => {
    const spins = await inside(place(), "for i in 1 2 3 4; do (while :; do :; done) & done; wait", { cpuSeconds: 2 });
    expect(spins.limits).toEqual(["cpu"]);
  });

  it("stop a file from growing past its size, and let one below it be", async () => {
    const at = place();
    const write = (bytes: number) => `exec head -c ${bytes} /dev/zero >big`;
    const big = await inside(at, write(3 << 20), { fileBytes: 1 << 20 });
    expect(big.limits).toEqual(["file"]);
    expect(statSync(join(at.workspace, "big")).size).toBe(1 << 20);
    expect(await inside(at, write(1 << 19), { fileBytes: 1 << 20 })).toMatchObject({ exit: 0, limits: [] });
  });

  it.each(["/tmp", "/home/agent", "/dev/shm"])("bound what fits into %s", async (directory) => {
    const fill = (bytes: number) => `head -c ${bytes} /dev/zero >${directory}/fill; stat -c %s ${directory}/fill`;
    const over = await inside(place(), fill(8 << 20), { tmpBytes: 1 << 20 });
    expect(Number(over.stdout)).toBeLessThanOrEqual(1 << 20);
    expect(over.stderr).toMatch(/No space/);
    expect((await inside(place(), fill(1 << 19), { tmpBytes: 1 << 20 })).stdout).toBe(`${1 << 19}\n`);
  });

  it("keep the beginning of a flood of output, and let the command end", async () => {
    const flood = await inside(
      place(),
      "head -c 20000000 /dev/zero | tr '\\0' a; head -c 20000000 /dev/zero >&2; exit 7",
      {
        outputBytes: 1_000,
      },
    );
    expect(flood).toMatchObject({ exit: 7, stdout: "a".repeat(1_000), truncated: true, limits: ["output"] });
  });
});

describe.skipIf(missing !== undefined)(`[CE-2.1] the end of a command${skipped}`, () => {
  it("asks first: what heeds SIGTERM has time to clean up", async () => {
    const at = place();
    const script = "trap 'echo cleaned >cleaned; exit 3' TERM; while :; do sleep 0.05; done";
    const result = await inside(at, script, { wallMs: 1_500 });
    expect(result).toMatchObject({ exit: 3, timedOut: true, limits: ["time"] });
    expect(readFileSync(join(at.workspace, "cleaned"), "utf8")).toBe("cleaned\n");
    expect(result.ms).toBeLessThan(1_500 + grace);
  });

  it("then kills what does not heed, with its whole tree", async () => {
    const mark = `deaf-${process.pid}`;
    const deaf = `trap '' TERM INT HUP; (exec -a ${mark} perl -e '$SIG{TERM}="IGNORE"; sleep 60') & exec -a ${mark} perl -e '$SIG{TERM}="IGNORE"; sleep 60'`;
    const result = await inside(place(), deaf, { wallMs: 1_000 });
    // The launcher dies of the signal itself, or first has time to say that its command did: 128 + 9.
    expect(result).toMatchObject({ signal: "SIGKILL", timedOut: true });
    expect([null, 137]).toContain(result.exit);
    expect(result.ms).toBeGreaterThanOrEqual(1_000 + grace - 50);
    expect(await survivors(mark)).toEqual([]);
  });

  it("takes along what was sent to the background twice", async () => {
    const at = place();
    const survivor = "(setsid nohup sh -c 'sleep 0.7; echo alive >survived' >/dev/null 2>&1 &) ; sleep 0.1";
    spawnSync("sh", ["-c", survivor], { cwd: at.workspace });
    await sleep(1_200);
    expect(existsSync(join(at.workspace, "survived")), "works without the sandbox").toBe(true);
    rmSync(join(at.workspace, "survived"));
    await inside(at, survivor);
    await sleep(1_200);
    expect(existsSync(join(at.workspace, "survived"))).toBe(false);
  });

  it("comes when the caller gives up", async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 1_000);
    const result = await inside(place(), "sleep 30", {}, controller.signal);
    expect(result).toMatchObject({ cancelled: true, timedOut: false, signal: "SIGTERM" });
    expect(result.ms).toBeLessThan(10_000);
  });

  it("leaves no control group, no mount point and no process behind, whatever happened", async () => {
    const at = place();
    const mark = `left-${process.pid}`;
    await Promise.all([
      inside(at, `exec -a ${mark} sleep 30`, { wallMs: 200 }),
      inside(at, hold("x")),
      inside(at, "kill -9 $$"),
      inside(at, "exit 1"),
    ]);
    expect(readdirSync(at.workspace)).toEqual([]);
    expect(await survivors(mark)).toEqual([]);
    expect(groupsOf(process.pid)).toEqual([]);
  });

  it("is told as it was: status, signal, output", async () => {
    expect(await inside(place(), "echo out; echo err >&2; exit 9")).toMatchObject({
      exit: 9,
      signal: null,
      stdout: "out\n",
      stderr: "err\n",
      truncated: false,
      limits: [],
    });
    expect(await inside(place(), "kill -9 $$")).toMatchObject({ exit: 137, signal: "SIGKILL", timedOut: false });
  });

  it("can be that the workspace was deleted meanwhile", async () => {
    const at = place();
    const running = inside(at, "echo x >started; sleep 1; echo x >made; echo $?");
    while (!existsSync(join(at.workspace, "started"))) await sleep(20);
    rmSync(at.workspace, { recursive: true, force: true });
    expect(await running).toMatchObject({ exit: 0, timedOut: false });
  });
});

function hold(text: string): string {
  return `echo ${text} >made; rm made`;
}

/** Processes of the host that carry the mark, once the kernel has had a moment to bury the dead. */
async function survivors(mark: string): Promise<readonly string[]> {
  await sleep(50);
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, "utf8").startsWith(mark);
      } catch {
        return false;
      }
    });
}

/** Control groups of this process's sandboxes, wherever in its own groups or at their top they were made. */
function groupsOf(pid: number): readonly string[] {
  const lines = readFileSync("/proc/self/cgroup", "utf8").trim().split("\n");
  const parents = lines.flatMap((line) => {
    const [, controllers = "", path = ""] = line.split(":");
    const own = join("/sys/fs/cgroup", controllers, path);
    return [own, dirname(own)];
  });
  return parents
    .filter((parent) => existsSync(parent))
    .flatMap((parent) => readdirSync(parent).filter((name) => name.startsWith(`sallyport-${pid}-`)));
}
