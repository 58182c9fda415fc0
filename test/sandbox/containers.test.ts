import { spawnSync } from "node:child_process";
import { mkdirSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Framed } from "../../src/sandbox/container/framed.ts";
import { containerMounts, mountOption } from "../../src/sandbox/container/mounts.ts";
import { layOutRoot, rootArchive, rootEntries } from "../../src/sandbox/container/root.ts";
import { containerScript } from "../../src/sandbox/container/script.ts";
import { containerSeccomp } from "../../src/sandbox/container/seccomp.ts";
import { callTables } from "../../src/sandbox/filter/system-calls.ts";
import { workspaceSpec } from "../../src/sandbox/spec.ts";
import { tempDir } from "../fixtures/temp.ts";

interface Rule {
  readonly names: readonly string[];
  readonly action: string;
  readonly args?: readonly {
    readonly index: number;
    readonly op: string;
    readonly value: number;
    readonly valueTwo: number;
  }[];
}

describe("[CE-2.1] the filter of containers", () => {
  const { defaultAction, syscalls } = JSON.parse(containerSeccomp("x64")) as {
    defaultAction: string;
    syscalls: Rule[];
  };
  const rulesOf = (call: string) =>
    syscalls.filter(({ names, action }) => names.includes(call) && action === "SCMP_ACT_ALLOW");
  /** What the engine makes of it: alternatives, each of one masked comparison of all 64 bits. */
  const allows = (call: string, values: Readonly<Record<number, bigint>>) =>
    rulesOf(call).some(({ args = [] }) =>
      args.every(({ index, value, valueTwo }) => ((values[index] ?? 0n) & BigInt(value)) === BigInt(valueTwo)),
    );

  it("allows no call that is judged whatever its arguments, on either architecture", () => {
    expect(defaultAction).toBe("SCMP_ACT_ERRNO");
    for (const arch of ["x64", "arm64"]) {
      const { syscalls: rules } = JSON.parse(containerSeccomp(arch)) as { syscalls: Rule[] };
      const free = new Set(
        rules
          .filter(({ args, action }) => args === undefined && action === "SCMP_ACT_ALLOW")
          .flatMap(({ names }) => names),
      );
      expect(free.size).toBeGreaterThan(250);
      for (const name of Object.keys(callTables[arch]?.calls ?? {})) expect(free.has(name), name).toBe(false);
    }
  });

  it("allows what ordinary programs do", () => {
    for (const call of ["read", "execve", "futex", "epoll_pwait2", "openat", "clone", "socket", "ioctl", "chmod"])
      expect(rulesOf(call).length, call).toBeGreaterThan(0);
    expect(allows("socket", { 0: 2n })).toBe(true);
    expect(allows("socketpair", { 1: 0x80001n })).toBe(true);
    expect(allows("clone", { 0: 0x3d0f00n })).toBe(true);
    expect(allows("openat", { 2: 0n, 3: 0o6777n })).toBe(true);
    expect(allows("chmod", { 1: 0o755n })).toBe(true);
  });

  it("judges arguments by the 32 bits that the kernel reads, whatever is above them", () => {
    const forbidden: readonly (readonly [string, number, readonly bigint[]])[] = [
      ["socket", 0, [1n, 16n, 17n, 40n]],
      ["socketpair", 1, [2n, 3n, 0x80002n]],
      ["ioctl", 1, [0x5412n, 0x541cn]],
      ["clone", 0, [0x10000000n, 0x20000n, 0x7e020000n]],
      ["chmod", 1, [0o4755n, 0o2755n, 0o6000n]],
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...forbidden),
        fc.nat(),
        fc.bigInt(0n, 0xffff_ffffn),
        ([call, index, values], i, above) => {
          const value = values[i % values.length] as bigint;
          expect(allows(call, { [index]: value | (above << 32n) }), `${call} ${value}`).toBe(false);
        },
      ),
    );
    fc.assert(
      fc.property(fc.bigInt(0n, 0xffff_ffffn), fc.bigInt(0n, 0xffff_ffffn), (request, above) => {
        const typed = request === 0x5412n || request === 0x541cn;
        expect(allows("ioctl", { 1: request | (above << 32n) })).toBe(!typed);
      }),
    );
    expect(allows("openat", { 2: 0o100n, 3: 0o4755n })).toBe(false);
  });
});

describe("[CE-2.1] what a container is made of", () => {
  it("is the same root as an archive and on disk", () => {
    const directory = tempDir();
    const entries = rootEntries({ uid: 1_234, gid: 1_234, options: [] });
    const mountPoints = [
      { target: "/srv/a/b", isDirectory: true },
      { target: "/etc/c/d", isDirectory: false },
    ];
    layOutRoot(entries, mountPoints, directory);
    const modes = ["/etc/passwd", "/tmp", "/sys", "/srv/a/b", "/srv"].map(
      (path) => statSync(join(directory, path)).mode & 0o7777,
    );
    expect(modes).toEqual([0o644, 0o1777, 0, 0o755, 0o755]);
    expect(statSync(join(directory, "etc/c/d")).isFile()).toBe(true);
    const { stdout, status } = spawnSync("tar", ["-tvf", "-"], { input: rootArchive(entries), encoding: "utf8" });
    expect(status).toBe(0);
    expect(stdout).toMatch(/^drwxrwxrwt 0\/0 .* tmp\/?$/m);
    expect(stdout).toMatch(/^-rw-r--r-- 0\/0 .* etc\/passwd$/m);
    expect(rootArchive(entries)).toEqual(rootArchive(entries));
  });

  it("covers what is denied last, pins what is above it, and holds what lies in /tmp", () => {
    const base = tempDir();
    const workspace = join(base, "one", "workspace");
    mkdirSync(join(workspace, "deep/er/secrets"), { recursive: true });
    mkdirSync(join(workspace, ".git"));
    symlinkSync("deep/er/secrets", join(workspace, "alias"));
    const spec = workspaceSpec(workspace, { denied: [join(workspace, "alias")] });
    const mounts = containerMounts(spec, [join(workspace, ".git")], false);
    const as = (path: string) => mounts.find(({ target }) => target === path)?.as;
    expect(as(workspace)).toBe("writable");
    expect([as(join(workspace, "deep")), as(join(workspace, "deep/er"))]).toEqual(["writable", "writable"]);
    expect(as(join(workspace, "deep/er/secrets"))).toBe("covered");
    expect(as(join(workspace, ".git"))).toBe("readOnly");
    expect([as(base), as(join(base, "one")), as("/tmp")]).toEqual(["held", "held", undefined]);
    expect(new Set(mounts.map(({ target }) => target)).size).toBe(mounts.length);
  });

  it("names paths with commas and quotes so that they stay one", () => {
    const [, option] = mountOption(
      { target: '/a,b/"c"', as: "readOnly", isDirectory: true },
      { file: "/f", directory: "/d" },
      [],
    );
    expect(option).toBe('type=bind,"src=/a,b/""c""","dst=/a,b/""c""",readonly,bind-nonrecursive=true');
  });
});

describe("[CE-2.1] the script of a command", () => {
  const terms = { container: "none", isForeign: false, boundsEach: true, isOpen: false };

  it("does nothing anywhere but in the container that it was made for", () => {
    const { text, mark } = containerScript({ argv: ["echo", "ran"], cwd: "/" }, workspaceSpec("/srv"), terms);
    // Its last line would end every process of whoever runs it: it must not come to its second.
    const [first] = text.split("\n").filter((line) => line.startsWith("["));
    expect(text.indexOf(first as string)).toBeLessThan(text.indexOf(mark));
    const { status } = spawnSync("sh", ["-c", first as string], { env: {} });
    expect([first, status]).toEqual([`[ "$SALLYPORT_CONTAINER" = 'none' ] || exit 125`, 125]);
    expect(spawnSync("sh", ["-c", first as string], { env: { SALLYPORT_CONTAINER: "none" } }).status).toBe(0);
  });

  it("is a script for any shell, whatever is in its values", () => {
    const awkward = fc.string({ unit: "binary" }).filter((text) => !text.includes("\0"));
    fc.assert(
      fc.property(fc.array(awkward, { minLength: 1, maxLength: 3 }), awkward, (argv, value) => {
        const spec = workspaceSpec("/srv", { environment: { A: value } });
        const { text } = containerScript({ argv, cwd: "/" }, spec, terms);
        expect(spawnSync("sh", ["-n"], { input: text }).status).toBe(0);
      }),
      { numRuns: 20 },
    );
  });
});

describe("[CE-2.1] what a container reports", () => {
  const mark = "3f0e";
  const framed = async (chunks: readonly string[]) => {
    const frame = new Framed(mark);
    let said = "";
    frame.on("data", (chunk) => {
      said += chunk;
    });
    await pipeline(chunks, frame);
    return { said, exit: frame.exit, isStarted: frame.isStarted, preface: frame.preface };
  };

  it("is found wherever the pieces of it are cut", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ maxLength: 3_000 }),
        fc.integer({ min: 0, max: 255 }),
        fc.infiniteStream(fc.integer({ min: 1, max: 700 })),
        async (text, exit, sizes) => {
          const whole = `warning: x\n${mark}\n${text}\n${mark} ${exit}\n`;
          const chunks: string[] = [];
          for (let at = 0; at < whole.length; ) {
            const size = sizes.next().value as number;
            chunks.push(whole.slice(at, at + size));
            at += size;
          }
          expect(await framed(chunks)).toEqual({ said: text, exit, isStarted: true, preface: "warning: x\n" });
        },
      ),
    );
  });

  it("is the last that looks like it, and is missed when it is not there", async () => {
    expect(await framed([`${mark}\n\n${mark} 0\nmore\n${mark} 7\n`])).toMatchObject({
      exit: 7,
      said: `\n${mark} 0\nmore`,
    });
    expect(await framed([`${mark}\nsaid`])).toEqual({ said: "said", exit: undefined, isStarted: true, preface: "" });
    expect(await framed(["Error: no such container"])).toEqual({
      said: "",
      exit: undefined,
      isStarted: false,
      preface: "Error: no such container",
    });
  });
});
