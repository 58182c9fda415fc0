import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { launch } from "../../src/sandbox/launch.ts";
import { type Cgroup, findCgroups } from "../../src/sandbox/limits/cgroup.ts";
import { limitBy } from "../../src/sandbox/limits/limiting.ts";
import type { SandboxResult } from "../../src/sandbox/sandbox.ts";
import { defaultLimits, type SandboxLimits } from "../../src/sandbox/spec.ts";
import { tempDir } from "../fixtures/temp.ts";

/** Launches a script with nothing around it but its limits, as a back end without namespaces would. */
async function launched(script: string, parts: Partial<SandboxLimits> = {}, cgroup?: Cgroup): Promise<SandboxResult> {
  const limits = { ...defaultLimits, wallMs: 20_000, ...parts };
  const { before, inside } = limitBy(limits, cgroup);
  try {
    const argv = [...before, ...inside, "/bin/bash", "--norc", "--noprofile", "-c", script];
    return (await launch({ argv, descriptors: [], limits, cgroup, signal: undefined, becomesCommand: true })).result;
  } finally {
    await cgroup?.remove();
  }
}

const maker = findCgroups();

describe("[CE-2.1] limits where there are no control groups", () => {
  it("hold for each process: open files, file size, memory, processor time, no core", async () => {
    const bounds = await launched("ulimit -n; ulimit -f; ulimit -d; ulimit -t; ulimit -c; ulimit -u", {
      openFiles: 100,
      fileBytes: 1 << 20,
      memoryBytes: 1 << 28,
      cpuSeconds: 7,
      pids: 5_000,
    });
    expect(bounds.stdout).toBe("100\n1024\n262144\n7\n0\n5000\n");
  });

  it("end what needs more, and say which it was", async () => {
    expect(await launched(`exec head -c 3000000 /dev/zero >${tempDir()}/f`, { fileBytes: 4096 })).toMatchObject({
      limits: ["file"],
    });
    expect(await launched("while :; do :; done", { cpuSeconds: 1 })).toMatchObject({ limits: ["cpu"] });
    expect(await launched("perl -e '$x = \"x\" x (200 << 20)'", { memoryBytes: 64 << 20 })).not.toMatchObject({
      exit: 0,
    });
    expect(await launched("echo fine", { fileBytes: 4096, cpuSeconds: 1 })).toMatchObject({ exit: 0, limits: [] });
  });
});

describe.skipIf(maker === undefined)(
  `[CE-2.1] limits by control groups${maker === undefined ? " (skipped: there are none)" : ""}`,
  () => {
    const group = (parts: Partial<SandboxLimits> = {}) => maker?.create({ ...defaultLimits, ...parts });

    it("hold for open files, and no core", async () => {
      expect(await launched("ulimit -n; ulimit -c", { openFiles: 100 }, group())).toMatchObject({ stdout: "100\n0\n" });
    });

    it("share the processors", async () => {
      const spin = "i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done";
      const [free, shared] = [await launched(spin, {}, group()), await launched(spin, {}, group({ cpus: 0.1 }))];
      expect(free.exit).toBe(0);
      expect(shared.exit).toBe(0);
      // The same work at a tenth of a processor: far slower than on a whole one, however busy the machine is.
      expect(shared.ms).toBeGreaterThan(2 * free.ms);
    });
  },
);

describe("[CE-2.1] [CE-2.2] a launcher that becomes its command", () => {
  it("is asked to end like the rest of it", async () => {
    const dir = tempDir();
    const heeding = `trap 'echo x >${dir}/heeded; exit 3' TERM; while :; do sleep 0.05; done`;
    expect(await launched(heeding, { wallMs: 500 })).toMatchObject({ exit: 3, limits: ["time"] });
    expect(readdirSync(dir)).toEqual(["heeded"]);
  });

  // Each has a session of its own and holds the output open.
  const survivors = [
    // Without control groups, what has lost its parent is known only when it was met before.
    ["without control groups", "setsid sleep MARK & sleep 0.5", undefined],
    ["with control groups, also what never had a parent to be known by", "(setsid sleep MARK &); sleep 0.1", maker],
  ] as const;

  it.each(survivors)(
    "leaves nothing behind, and it is told what would have been left: %s",
    async (_, script, makes) => {
      const mark = `600.${process.pid}`;
      const result = await launched(script.replace("MARK", mark), {}, makes?.create(defaultLimits));
      expect(result).toMatchObject({ exit: 0, limits: [] });
      expect(result.findings).toMatchObject([{ rule: "sandbox.survivor", evidence: { count: 1, names: "sleep" } }]);
      expect(result.ms).toBeLessThan(10_000);
      await sleep(50);
      expect(running(mark)).toEqual([]);
    },
  );

  it("leaves nothing to tell of when it waited for what it started", async () => {
    expect(await launched("sleep 0.2 & sleep 0.3 & wait; echo end")).toMatchObject({ stdout: "end\n", findings: [] });
  });
});

/** Command lines of the host that carry the mark. */
function running(mark: string): readonly string[] {
  return readdirSync("/proc").filter((name) => {
    try {
      return readFileSync(`/proc/${name}/cmdline`, "utf8").includes(mark);
    } catch {
      return false;
    }
  });
}
