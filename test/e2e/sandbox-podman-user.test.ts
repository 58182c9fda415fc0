import { spawnSync } from "node:child_process";
import { chownSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SandboxCheck, SandboxResult, WarmSandbox } from "../../src/sandbox/sandbox.ts";
import type { Asked } from "../sandbox/podman-child.ts";
import { type Somebody, self, user } from "../sandbox/user.ts";

/** What the child found. */
interface Found {
  readonly checks: readonly SandboxCheck[];
  readonly results: readonly SandboxResult[];
  readonly kept: readonly WarmSandbox[];
  readonly left: string;
}

describe("[CE-2.1] [OC-4] podman without root", () => {
  let who: Somebody;
  let workspace: string;
  let found: Found;

  beforeAll(async () => {
    who = process.getuid?.() === 0 ? user() : self();
    workspace = realpathSync(mkdtempSync(join(who.home, "workspace-")));
    mkdirSync(join(workspace, "made-by-the-host"));
    for (const path of [workspace, join(workspace, "made-by-the-host")]) chownSync(path, who.uid, who.uid);
    const keep = { keep: "one" };
    const asked: Asked = {
      state: join(who.home, "podman"),
      workspace,
      runs: [
        {
          script: 'echo "$A" >made; id -un; id -u; cd && pwd; cat /proc/self/uid_map; sleep 60 &',
          parts: { ...keep, environment: { A: 'it\'s\n"quoted"' } },
        },
        { script: 'echo "${A-unset}"; ps -eo user=,args= | grep -v ps; ls -d /tmp/home', parts: keep },
        { script: `head -c ${192 << 20} /dev/zero | tail -c ${192 << 20} | wc -c`, parts: { memoryBytes: 64 << 20 } },
        { script: "for i in $(seq 40); do sleep 5 & done; echo all", parts: { pids: 16 } },
        { script: "trap 'echo asked' TERM; sleep 30 & wait; wait", parts: { ...keep, wallMs: 500 } },
        { script: "exit 7", parts: keep },
        { script: "curl -sS http://pages.test/", parts: { network: { socket: join(who.home, "proxy") } } },
      ],
    };
    found = JSON.parse(await who.run("test/sandbox/podman-child.ts", asked)) as Found;
  });
  afterAll(() => {
    forget(who);
    who.close();
  });

  it("holds every canary, with limits of each process or of the tree", () => {
    expect(found.checks.length).toBeGreaterThan(20);
    expect(found.checks.filter(({ ok }) => !ok)).toEqual([]);
  });

  it("works as another account inside, and as the user outside", () => {
    const [first] = found.results;
    expect(first?.stdout.split("\n").slice(0, 3)).toEqual(["agent", "1000", "/tmp/home"]);
    expect(first?.stdout).not.toMatch(/^\s*0\s+0\s/m);
    expect(readFileSync(join(workspace, "made"), "utf8")).toBe('it\'s\n"quoted"\n');
    expect(statSync(join(workspace, "made")).uid).toBe(who.uid);
  });

  it("keeps a container by key, and nothing of a command in it but its files", () => {
    const second = found.results[1];
    const [environment, ...rest] = (second?.stdout ?? "").trim().split("\n");
    expect(environment).toBe("unset");
    expect(rest.join("\n")).not.toContain("sleep 60");
    expect(rest.at(-1)).toBe("/tmp/home");
  });

  it("bounds memory, processes and time", () => {
    const [, , memory, processes, time] = found.results;
    expect(memory?.stdout.trim()).not.toBe(String(192 << 20));
    expect(processes?.stdout).not.toContain("all");
    expect(time).toMatchObject({ timedOut: true, limits: ["time"], stdout: "asked\n" });
  });

  it("[OC-8] leads to the proxy", () => {
    expect(found.results[6]).toMatchObject({ exit: 0, stdout: "GET http://pages.test/", stderr: "" });
  });

  it("makes another container after one that had to be ended, and leaves nothing", () => {
    expect(found.results[5]).toMatchObject({ exit: 7, stdout: "", stderr: "" });
    expect(found.kept.map(({ key, running }) => [key, running])).toEqual([["one", true]]);
    expect(found.left).toBe("");
    expect(readdirSync(workspace).sort()).toEqual(["made", "made-by-the-host"]);
  });
});

/** Podman keeps a process of the user that holds their namespace, and without a session its directories in /tmp. */
function forget({ uid }: Somebody): void {
  if (uid === process.getuid?.()) return;
  const { stdout } = spawnSync("ps", ["-u", String(uid), "-o", "pid="], { encoding: "utf8" });
  for (const pid of stdout.split(/\s+/).filter(Boolean)) process.kill(Number(pid), "SIGKILL");
  for (const name of ["containers-user", "podman-run"]) rmSync(`/tmp/${name}-${uid}`, { recursive: true, force: true });
}
