import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { type CgroupPlace, findCgroups, sweepCgroups } from "../../src/sandbox/limits/cgroup.ts";
import { tempDir } from "../fixtures/temp.ts";

const limits = { memoryBytes: 1 << 27, pids: 20, cpus: 0.5 };
const rmdir = (path: string) => rmSync(path, { recursive: true });

describe("[CE-2.1] control groups of version 2", () => {
  it("are made beneath the own group where that delegates memory and pids", () => {
    const place = unified(
      { "user/agent": { controllers: "cpu memory pids", delegated: "memory pids" } },
      "/user/agent",
    );
    const group = findCgroups(place)?.create(limits);
    const directory = dirname(group?.joins[0] ?? "");
    expect(dirname(directory)).toBe(join(place.mount, "user/agent"));
    expect(readFileSync(join(directory, "memory.max"), "utf8")).toBe(String(1 << 27));
    expect(readFileSync(join(directory, "pids.max"), "utf8")).toBe("20");
  });

  it("are made beside the own group where the kernel lets no group with processes delegate", () => {
    const place = unified(
      {
        user: { controllers: "memory pids", delegated: "memory pids" },
        "user/agent": { controllers: "memory pids", delegated: "" },
      },
      "/user/agent",
    );
    // The kernel answers EBUSY; a directory in the file's place answers EISDIR.
    rmSync(join(place.mount, "user/agent/cgroup.subtree_control"));
    mkdirSync(join(place.mount, "user/agent/cgroup.subtree_control"));
    const group = findCgroups(place)?.create(limits);
    expect(dirname(dirname(group?.joins[0] ?? ""))).toBe(join(place.mount, "user"));
  });

  it("count what was hit and what was used", async () => {
    const place = unified({ "": { controllers: "memory pids", delegated: "memory pids" } }, "/");
    const group = findCgroups(place)?.create(limits);
    const directory = dirname(group?.joins[0] ?? "");
    expect(group?.hits()).toEqual([]);
    writeFileSync(join(directory, "memory.events"), "low 0\nmax 31\noom 1\noom_kill 1\n");
    writeFileSync(join(directory, "pids.events"), "max 4\n");
    writeFileSync(join(directory, "cpu.stat"), "usage_usec 2500000\nuser_usec 1\n");
    expect(group?.hits()).toEqual(["memory", "pids"]);
    expect(group?.cpuSeconds()).toBe(2.5);
    expect(await group?.remove()).toBe(true);
    expect(existsSync(directory)).toBe(false);
  });

  it("are handed what is not handed on yet, and share the processors where that is controlled", () => {
    const place = unified({ "": { controllers: "cpu io memory pids", delegated: "" } }, "/");
    const group = findCgroups(place)?.create(limits);
    expect(readFileSync(join(place.mount, "cgroup.subtree_control"), "utf8")).toBe("+memory +pids +cpu");
    const directory = dirname(group?.joins[0] ?? "");
    expect(readFileSync(join(directory, "cpu.max"), "utf8")).toBe("50000 100000");
    writeFileSync(join(directory, "cgroup.procs"), "4194001\n4194002\n");
    expect(group?.members()).toEqual([4194001, 4194002]);
  });

  it("are not made where memory is not controlled, nor in a directory that is no control group", () => {
    expect(findCgroups(unified({ "": { controllers: "hugetlb", delegated: "" } }, "/"))).toBeUndefined();
    expect(findCgroups({ mount: tempDir(), membership: "0::/\n", rmdir })).toBeUndefined();
    expect(findCgroups({ mount: tempDir(), membership: "", rmdir })).toBeUndefined();
  });
});

describe("[CE-2.1] control groups of version 1", () => {
  it("are made in each hierarchy beneath the own group", () => {
    const place = separate({ memory: "/agents", pids: "/", cpuacct: "/" });
    const group = findCgroups(place)?.create(limits);
    const [memory, pids, cpu] = (group?.joins ?? []).map(dirname);
    expect(dirname(memory ?? "")).toBe(join(place.mount, "memory/agents"));
    expect(readFileSync(join(memory ?? "", "memory.limit_in_bytes"), "utf8")).toBe(String(1 << 27));
    expect(readFileSync(join(pids ?? "", "pids.max"), "utf8")).toBe("20");
    writeFileSync(join(cpu ?? "", "cpuacct.usage"), "1500000000\n");
    writeFileSync(join(memory ?? "", "memory.oom_control"), "oom_kill_disable 0\nunder_oom 0\noom_kill 2\n");
    expect(group?.cpuSeconds()).toBe(1.5);
    expect(group?.hits()).toEqual(["memory"]);
  });

  it("share the processors, also where time and shares are one hierarchy", () => {
    const place = separate({ memory: "/", pids: "/", "cpu,cpuacct": "/" });
    const group = findCgroups(place)?.create(limits);
    expect(group?.joins.map((file) => dirname(dirname(file)))).toEqual(
      ["memory", "pids", "cpu,cpuacct"].map((name) => join(place.mount, name)),
    );
    writeFileSync(join(dirname(group?.joins[2] ?? ""), "cpuacct.usage"), "500000000\n");
    expect(group?.cpuSeconds()).toBe(0.5);
  });

  it("are made at the top where the own path is another machine's", () => {
    const place = separate({ memory: "/", pids: "/" });
    const seen = { ...place, membership: "4:memory:/docker/abc\n3:pids:/docker/abc\n" };
    expect(dirname(dirname(findCgroups(seen)?.create(limits).joins[0] ?? ""))).toBe(join(place.mount, "memory"));
  });

  it("are all or none", () => {
    const place = separate({ memory: "/", pids: "/" });
    const maker = findCgroups(place);
    rmSync(join(place.mount, "pids/cgroup.procs"));
    expect(() => maker?.create(limits)).toThrow(/no control group/);
    expect(readdirSync(join(place.mount, "memory"))).toEqual(["cgroup.procs"]);
  });
});

it("[CE-2.1] removes the groups that killed processes of ours left, ends what is in them, and touches nobody else's", async () => {
  const place = separate({ memory: "/", pids: "/" });
  const namespace = /\d+/.exec(readlinkSync("/proc/self/ns/pid"))?.[0];
  const [left, alive] = [`sallyport-4194000-${namespace}-x`, `sallyport-${process.pid}-${namespace}-x`];
  // The process numbers of another namespace are not ours to judge by.
  const [elsewhere, other] = ["sallyport-4194000-1-x", "other-1"];
  const sleepers = [left, alive, elsewhere, other].map((name) => {
    const sleeper = spawn("/usr/bin/sleep", ["1000"], { stdio: "ignore" });
    onTestFinished(() => void sleeper.kill("SIGKILL"));
    mkdirSync(join(place.mount, "memory", name));
    writeFileSync(join(place.mount, "memory", name, "cgroup.procs"), `${sleeper.pid}\n`);
    return sleeper;
  });
  const ended = once(sleepers[0] as ChildProcess, "exit");
  sweepCgroups(place);
  expect(await ended).toEqual([null, "SIGKILL"]);
  expect(sleepers.slice(1).map(({ exitCode, signalCode }) => exitCode ?? signalCode)).toEqual([null, null, null]);
  expect(readdirSync(join(place.mount, "memory")).toSorted()).toEqual(
    ["cgroup.procs", alive, elsewhere, other].toSorted(),
  );
});

function unified(
  groups: Readonly<Record<string, { readonly controllers: string; readonly delegated: string }>>,
  own: string,
): CgroupPlace {
  const mount = tempDir();
  for (const [path, { controllers, delegated }] of Object.entries(groups)) {
    mkdirSync(join(mount, path), { recursive: true });
    writeFileSync(join(mount, path, "cgroup.procs"), "");
    writeFileSync(join(mount, path, "cgroup.controllers"), controllers);
    writeFileSync(join(mount, path, "cgroup.subtree_control"), delegated);
  }
  return { mount, membership: `0::${own}\n`, rmdir };
}

function separate(paths: Readonly<Record<string, string>>): CgroupPlace {
  const mount = tempDir();
  for (const [controller, path] of Object.entries(paths)) {
    mkdirSync(join(mount, controller, path), { recursive: true });
    writeFileSync(join(mount, controller, path, "cgroup.procs"), "");
  }
  const lines = Object.entries(paths).map(([controller, path], i) => `${i + 2}:${controller}:${path}`);
  return { mount, membership: `${lines.join("\n")}\n0::/\n`, rmdir };
}
