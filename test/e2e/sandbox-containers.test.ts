import { spawn, spawnSync } from "node:child_process";
import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { SandboxFailed } from "../../src/errors.ts";
import { docker } from "../../src/sandbox/container/docker.ts";
import { podman } from "../../src/sandbox/container/podman.ts";
import type { CommandStreams, Sandbox, SandboxResult } from "../../src/sandbox/sandbox.ts";
import { type SandboxSpec, workspaceSpec } from "../../src/sandbox/spec.ts";
import { all } from "../escape/index.ts";
import { attempt, type Place } from "../escape/places.ts";
import { openHost } from "../escape/world.ts";
import { podmanPlace, startDockerd } from "../sandbox/engine.ts";

/** An engine of the tests' own. */
interface Bench {
  readonly box: Sandbox;
  /** A sandbox whose containers are made from an image. */
  from(image: string): Sandbox;
  /** Its own command line. */
  engine(...args: readonly string[]): string;
  stop(): void | Promise<void>;
}

const isRoot = process.getuid?.() === 0;
/** Whom a workspace belongs to: Docker gives nobody the rights of root. */
const owners: Readonly<Record<string, number>> = { docker: 1_000, podman: process.getuid?.() ?? 0 };

const makers: Readonly<Record<string, (directory: string) => Promise<Bench>>> = {
  docker: async (directory) => {
    const { socket, docker: engine, stop } = await startDockerd(directory);
    return { box: docker({ socket }), from: (image) => docker({ socket, image }), engine, stop };
  },
  podman: async (directory) => {
    const { options, podman: engine, stop } = podmanPlace(directory);
    return { box: podman({ options }), from: (image) => podman({ options, image }), engine, stop };
  },
};

// Nobody but root starts Docker's engine; Podman without root is tried in `sandbox-podman-user.test.ts`.
describe.skipIf(!isRoot).each(["docker", "podman"])("[CE-2.1] [OC-4] %s", (name) => {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), "sallyport-")));
  const owner = owners[name] as number;
  let bench: Bench;
  beforeAll(async () => {
    bench = await (makers[name] as (typeof makers)[string])(join(directory, "engine"));
  });
  afterAll(async () => {
    await bench.box.warm?.close();
    await bench.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  function workspace(files: Readonly<Record<string, string>> = {}): string {
    const at = realpathSync(mkdtempSync(join(directory, "workspace-")));
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(join(at, path, ".."), { recursive: true });
      writeFileSync(join(at, path), text);
    }
    give(at);
    return at;
  }

  /** Makes everything beneath a path the owner's. */
  function give(path: string): void {
    spawnSync("chown", ["-hR", `${owner}:${owner}`, path]);
  }

  const inside = (
    at: string,
    script: string,
    parts: Partial<SandboxSpec> = {},
    { signal, streams, box = bench.box }: { signal?: AbortSignal; streams?: CommandStreams; box?: Sandbox } = {},
  ): Promise<SandboxResult> =>
    box.run(
      { argv: ["sh", "-c", script], cwd: at, ...(streams && { streams }) },
      workspaceSpec(at, { wallMs: 20_000, ...parts }),
      signal,
    );

  const containers = () => bench.engine("ps", "--all", "--quiet", "--no-trunc").split("\n").filter(Boolean);
  const kept = async () => (await bench.box.warm?.list()) ?? [];
  /** Ends what a test kept, so that the next begins with nothing. */
  const clear = () => bench.box.warm?.close();

  it("holds every canary, and leaves no container", async () => {
    const { checks } = await bench.box.probe();
    expect(checks.length).toBeGreaterThan(20);
    expect(checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(containers()).toEqual([]);
  });

  describe("one command", () => {
    it("has an account, a home and an environment of its own, and nothing of the host's", async () => {
      const at = workspace();
      const awkward = 'it\'s\n"quoted" $(id) `id` \\ ünï';
      const script =
        "id -un; id -u; cd; pwd; hostname; env -0 | sed -z s/=.*// | sort -z | tr '\\0' ' '; printf '%s' \"$A\"";
      const { exit, stdout, stderr } = await inside(at, script, { environment: { A: awkward } });
      const names = "A HOME LANG OLDPWD PATH PWD ";
      expect([exit, stderr, stdout]).toEqual([0, "", `agent\n1000\n/tmp/home\nsandbox\n${names}${awkward}`]);
      expect(containers()).toEqual([]);
    });

    it("is an argument vector, not a line for a shell", async () => {
      const at = workspace();
      const argv = ["printf", "<%s>", "a b", "'", "$(id)", "\n", "-e", ""];
      expect((await bench.box.run({ argv, cwd: at }, workspaceSpec(at))).stdout).toBe("<a b><'><$(id)><\n><-e><>");
      // Builtins of the shell are no programs, and the one that is called like one is the program.
      const echo = await bench.box.run({ argv: ["echo", "-n", "x"], cwd: at }, workspaceSpec(at));
      const cd = await bench.box.run({ argv: ["cd", "/"], cwd: at }, workspaceSpec(at));
      expect([echo.stdout, cd.exit]).toEqual(["x", 127]);
    });

    it("ends with its own status, or that of a program that is not there", async () => {
      const at = workspace();
      const results = await Promise.all(
        ["echo out; echo err >&2; exit 7", "kill -TERM $$", "no-such-program"].map((script) => inside(at, script)),
      );
      expect(results.map(({ exit, signal, stdout }) => [exit, signal, stdout])).toEqual([
        [7, null, "out\n"],
        [143, "SIGTERM", ""],
        [127, null, ""],
      ]);
      expect(results[0]?.stderr).toBe("err\n");
    });

    it("shows neither its arguments nor its environment in the list of processes of the host", async () => {
      const at = workspace();
      const secret = ["visible", String(process.pid)].join("-");
      const running = inside(at, `touch started; sleep 1; : ${secret}-argument`, {
        environment: { A: `${secret}-value` },
      });
      while (!existsSync(join(at, "started"))) await sleep(10);
      const { stdout } = spawnSync("ps", ["-eo", "args"], { encoding: "utf8" });
      const clients = stdout.split("\n").filter((line) => /\b(?:docker|podman)\b.* exec /.test(line));
      expect(clients.length).toBeGreaterThan(0);
      expect(clients.join("\n")).not.toContain(secret);
      await running;
    });

    it("reads what is typed to it, and is watched while it runs", async () => {
      const at = workspace();
      const [input, output, errors] = [new PassThrough(), new PassThrough(), new PassThrough()];
      const running = inside(
        at,
        'while read -r line; do echo "got $line"; done; echo end >&2',
        {},
        { streams: { input, output, errors } },
      );
      input.write("one\n");
      while (!String(output.read() ?? "").includes("got one")) await sleep(10);
      input.end("two\n");
      const { exit, stdout, stderr } = await running;
      expect([exit, stdout, stderr, String(errors.read())]).toEqual([0, "got one\ngot two\n", "end\n", "end\n"]);
    });

    it("works in its workspace as its owner, and sees what is shown read-only", async () => {
      const at = workspace({ "a b": "x\n" });
      const library = workspace({ data: "shown\n" });
      const script = `cat 'a b' '${library}/data'; mkdir -p d/e; echo y >d/e/f; chmod 755 d/e/f; echo z >'${library}/data'; echo z >'${library}/new'`;
      // What is made for a container may be read by its command, whatever this process keeps to itself.
      const mask = process.umask(0o077);
      onTestFinished(() => {
        process.umask(mask);
      });
      const { stdout, stderr } = await inside(at, `${script}; id -un`, { readOnly: [library] });
      expect(stdout, stderr).toBe("x\nshown\nagent\n");
      expect(readFileSync(join(library, "data"), "utf8")).toBe("shown\n");
      expect(readdirSync(library)).toEqual(["data"]);
      expect([statSync(join(at, "d/e/f")).uid, readdirSync(at).sort()]).toEqual([owner, ["a b", "d"]]);
    });

    it("cannot run with the rights of root where accounts are not mapped", async () => {
      const at = workspace();
      chownSync(at, 0, 0);
      const run = inside(at, "echo x >made; id -u");
      if (name === "podman") {
        expect((await run).stdout).toBe("1000\n");
        expect(statSync(join(at, "made")).uid).toBe(0);
      } else
        await expect(run).rejects.toMatchObject({
          code: "ERR_SANDBOX_FAILED",
          fix: expect.stringContaining(`chown -R 1000:1000 ${at}`),
        });
    });

    it("[OC-8] has no network, with a way out that leads nowhere as little as without", async () => {
      const at = workspace();
      const others = "tail -n +3 /proc/net/dev | grep -cv ' lo:'";
      expect((await inside(at, others)).stdout).toBe("0\n");
      const nowhere = { network: { socket: join(at, "proxy") } };
      const { stdout } = await inside(at, `${others}; curl -sS -m 9 http://example.com/ 2>&1; echo $?`, nowhere);
      expect(stdout).toMatch(/^0\ncurl: .*(?:empty reply|reset).*\n(?:52|56)\n$/i);
    });
  });

  describe("limits", () => {
    const cases: Readonly<Record<string, readonly [string, Partial<SandboxSpec>, Partial<SandboxResult>]>> = {
      memory: ["head -c 200m /dev/zero | tail -c 200m >/dev/null", { memoryBytes: 64 << 20 }, { limits: ["memory"] }],
      pids: ["for i in $(seq 40); do sleep 5 & done; echo all", { pids: 16 }, { limits: ["pids"], stdout: "" }],
      cpu: ["while :; do :; done", { cpuSeconds: 1 }, { limits: ["cpu"] }],
      file: ["exec head -c 8m /dev/zero >large", { fileBytes: 1 << 20 }, { limits: ["file"], signal: "SIGXFSZ" }],
      disk: ["head -c 8m /dev/zero >/tmp/large; sleep 0.5", { tmpBytes: 1 << 20 }, { limits: ["disk"], exit: 0 }],
      output: ["head -c 8m /dev/zero", { outputBytes: 1 << 10 }, { limits: ["output"], truncated: true, exit: 0 }],
      time: [
        "trap 'echo asked' TERM; sleep 30 & wait; wait",
        { wallMs: 900 },
        { limits: ["time"], timedOut: true, stdout: "asked\n" },
      ],
      files: [
        `exec perl -e 'my @f; while (open(my $f, "<", "/dev/null")) { push @f, $f } print scalar @f < 64'`,
        { openFiles: 64 },
        { stdout: "1" },
      ],
    };

    it("hold, and are told of", async () => {
      const tried = Object.entries(cases).map(
        async ([limit, [script, parts]]) => [limit, await inside(workspace(), script, parts)] as const,
      );
      const results = Object.fromEntries(await Promise.all(tried));
      for (const [limit, [, , expected]] of Object.entries(cases))
        expect(results[limit], limit).toMatchObject(expected);
      expect(containers()).toEqual([]);
    });

    it("that were hit end the container, and the next command gets another", async () => {
      const [at, spec] = [workspace(), { keep: "a", memoryBytes: 64 << 20 }];
      const fill = "touch /tmp/seen; head -c 200m /dev/zero | tail -c 200m >/dev/null; echo on";
      expect(await inside(at, fill, spec)).toMatchObject({ limits: ["memory"], stdout: "on\n" });
      expect(containers()).toEqual([]);
      expect(await inside(at, "ls /tmp", spec)).toMatchObject({
        stdout: expect.not.stringContaining("seen"),
        limits: [],
      });
      await clear();
    });

    it("end what ignores being asked to, and all that it started", async () => {
      const at = workspace();
      const script = "trap '' TERM; (setsid sh -c 'trap \"\" TERM; sleep 987.5' &) ; sleep 30; sleep 30";
      const result = await inside(at, script, { wallMs: 400, keep: "stubborn" });
      expect(result).toMatchObject({ timedOut: true, limits: ["time"] });
      expect(result.ms).toBeLessThan(5_000);
      expect(spawnSync("pgrep", ["-f", "sleep 987[.]5"]).status).toBe(1);
      expect([containers(), await kept()]).toEqual([[], []]);
    });

    it("are no reason to wait: who gives up is obeyed", async () => {
      const at = workspace();
      const giveUp = new AbortController();
      const running = inside(at, "touch started; sleep 30", {}, { signal: giveUp.signal });
      while (!existsSync(join(at, "started"))) await sleep(10);
      giveUp.abort();
      expect(await running).toMatchObject({ cancelled: true, timedOut: false });
      expect(containers()).toEqual([]);
    });
  });

  describe("kept by key", () => {
    it("the next command finds the files of the last in /tmp, and none of its processes", async () => {
      const at = workspace();
      const first = await inside(at, "echo x >/tmp/note; sleep 100 & (setsid sleep 100 &); echo started", {
        keep: "a",
      });
      const second = await inside(at, "cat /tmp/note; ps -eo user=,comm= | grep -v ' ps$'; echo \"${A-unset}\"", {
        keep: "a",
      });
      expect([first.stdout, first.findings]).toEqual(["started\n", []]);
      expect(second.stdout).toMatch(/^x\n(?:(?:nobody|agent) +(?:sh|sleep|grep)\n)+unset\n$/);
      expect(second.stdout).not.toMatch(/agent +sleep/);
      const other = await inside(at, "cat /tmp/note", { keep: "b" });
      expect(other.exit).toBe(1);
      const listed = await kept();
      expect(listed.map(({ key, running }) => [key, running]).sort()).toEqual([
        ["a", true],
        ["b", true],
      ]);
      expect(containers().length).toBe(2);
      await clear();
      expect([containers(), await kept(), readdirSync(at)]).toEqual([[], [], []]);
    });

    it("another spec is another container", async () => {
      const [at, library] = [workspace(), workspace({ data: "shown\n" })];
      const run = (parts: Partial<SandboxSpec>) =>
        inside(
          at,
          `ls '${library}' 2>/dev/null; git -C . config x.y z 2>/dev/null; ls /tmp/seen 2>/dev/null; touch /tmp/seen`,
          { keep: "a", ...parts },
        );
      for (const parts of [{}, { readOnly: [library] }, { denied: [join(at, "x")], pids: 99 }]) {
        writeFileSync(join(at, "x"), "");
        expect((await run(parts)).stdout).not.toContain("seen");
      }
      // What each command has for itself is no part of it.
      expect((await run({ wallMs: 9_999, cpuSeconds: 9, fileBytes: 9_999, environment: { A: "b" } })).stdout).toContain(
        "seen",
      );
      await clear();
    });

    it("a workspace that was replaced is seen as it is now", async () => {
      const at = workspace({ note: "old\n" });
      expect((await inside(at, "cat note", { keep: "a" })).stdout).toBe("old\n");
      renameSync(at, `${at}-moved`);
      mkdirSync(at);
      writeFileSync(join(at, "note"), "new\n");
      give(at);
      expect((await inside(at, "cat note; echo x >made", { keep: "a" })).stdout).toBe("new\n");
      expect(readFileSync(join(at, "made"), "utf8")).toBe("x\n");
      await clear();
    });

    it("a protected file that was replaced is protected as it is now", async () => {
      const at = workspace({ ".envrc": "old\n" });
      await inside(at, "true", { keep: "a" });
      writeFileSync(join(at, "new"), "new\n");
      renameSync(join(at, "new"), join(at, ".envrc"));
      expect(
        (await inside(at, "cat .envrc; echo x >.envrc; rm -f .envrc; mkdir .vscode/x", { keep: "a" })).stdout,
      ).toBe("new\n");
      expect(readFileSync(join(at, ".envrc"), "utf8")).toBe("new\n");
      await clear();
      expect(readdirSync(at)).toEqual([".envrc"]);
    });

    it("commands at the same time get one each, and one is kept in the end", async () => {
      const at = workspace();
      const results = await Promise.all(
        Array.from({ length: 4 }, (_, i) => inside(at, `echo ${i} >>seen; sleep 0.2; echo ${i}`, { keep: "a" })),
      );
      expect(results.map(({ stdout }) => stdout)).toEqual(Array.from({ length: 4 }, (_, i) => `${i}\n`));
      expect(readFileSync(join(at, "seen"), "utf8").split("\n").filter(Boolean).sort()).toEqual(["0", "1", "2", "3"]);
      expect([containers().length, (await kept()).length]).toEqual([1, 1]);
      await clear();
      expect(containers()).toEqual([]);
    });

    it("one that others have removed is made again", async () => {
      const at = workspace();
      await inside(at, "true", { keep: "a" });
      bench.engine("rm", "--force", ...containers());
      expect((await inside(at, "echo again", { keep: "a" })).stdout).toBe("again\n");
      await clear();
    });

    it("are removed when they are idle, old or too many, the least used first", async () => {
      const at = workspace();
      const hour = 3_600_000;
      for (const keep of ["a", "b", "c"]) await inside(at, "true", { keep });
      await inside(at, "true", { keep: "a" });
      expect(await bench.box.warm?.prune({ idleMs: hour, ageMs: hour, max: 3 })).toEqual([]);
      expect((await bench.box.warm?.prune({ idleMs: hour, ageMs: hour, max: 1 }))?.length).toBe(2);
      expect((await kept()).map(({ key }) => key)).toEqual(["a"]);
      const busy = inside(at, "sleep 1; echo done", { keep: "b" });
      await sleep(700);
      await bench.box.warm?.prune({ idleMs: 0, ageMs: 0, max: 0 });
      expect((await busy).stdout).toBe("done\n");
      await bench.box.warm?.prune({ idleMs: 0, ageMs: 0, max: 0 });
      expect(containers()).toEqual([]);
    });

    it("a command that ends what watches over it ends its container too", async () => {
      const at = workspace();
      const script = "(setsid sleep 986.5 &); kill -9 $PPID; kill -9 $(ps -u agent -o pid= | grep -v $$)";
      const result = await inside(at, script, { keep: "a" });
      expect(result.exit).not.toBe(0);
      expect(spawnSync("pgrep", ["-f", "sleep 986[.]5"]).status).toBe(1);
      expect([containers(), await kept()]).toEqual([[], []]);
    });

    it("nothing can be put in the place of a workspace for the next command", async () => {
      const at = workspace({ note: "real\n" });
      const parts = at.split("/").slice(1);
      const moves = parts
        .map((_, i) => `/${parts.slice(0, i + 1).join("/")}`)
        .map((path) => `mv '${path}' '${path}-away'; mkdir -p '${at}'; echo false >'${at}/note'`);
      await inside(at, `cd /; ${moves.join("; ")}`, { keep: "a", readOnly: [], unprotected: [] });
      give(at);
      writeFileSync(join(at, "note"), "real\n");
      expect((await inside(at, "cat note; pwd -P", { keep: "a" })).stdout).toBe(`real\n${at}\n`);
      await clear();
    });

    it("what a gateway that was killed leaves ends its command at once, and is removed by the next", async () => {
      const at = workspace();
      const module = (file: string) =>
        JSON.stringify(fileURLToPath(new URL(`../../src/sandbox/${file}.ts`, import.meta.url)));
      const options =
        name === "docker"
          ? { socket: join(directory, "engine/docker.sock") }
          : { options: podmanPlace(join(directory, "engine")).options };
      const script = `
        import { ${name} } from ${module(`container/${name}`)};
        import { workspaceSpec } from ${module("spec")};
        const cwd = ${JSON.stringify(at)};
        await ${name}(${JSON.stringify(options)}).run({ argv: ["sh", "-c", "touch started; sleep 1; touch survived"], cwd }, workspaceSpec(cwd, { keep: "left" }));`;
      const child = spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: "ignore" });
      while (!existsSync(join(at, "started"))) await sleep(20);
      child.kill("SIGKILL");
      await sleep(1_500);
      expect(existsSync(join(at, "survived"))).toBe(false);
      expect((await kept()).map(({ key }) => key)).toEqual(["left"]);
      expect((await bench.box.warm?.prune({ idleMs: 1e9, ageMs: 1e9, max: 9 }))?.length).toBe(1);
      expect(containers()).toEqual([]);
      expect((await inside(at, "ls -A | grep -cx started")).stdout).toBe("1\n");
    });
  });

  describe("images", () => {
    it("are never fetched: one that is missing is told of, with what to do", async () => {
      const at = workspace();
      chownSync(at, 1_000, 1_000);
      const missing = bench.from("example.org/none:1");
      await expect(inside(at, "true", {}, { box: missing })).rejects.toMatchObject({
        code: "ERR_SANDBOX_FAILED",
        fix: expect.stringContaining(`${name} pull example.org/none:1`),
      });
      await expect(inside(at, "true", {}, { box: bench.from("--privileged") })).rejects.toThrow(/no name of an image/);
      expect(await missing.probe()).toMatchObject({
        checks: [{ name: "is there", ok: false }],
        fix: expect.stringContaining("pull"),
      });
    });

    it("of somebody else's bring their own programs", async () => {
      const root = mkdtempSync(join(directory, "image-"));
      const libraries = spawnSync("/usr/bin/ldd", ["/bin/sh", "/usr/bin/cat", "/usr/bin/mkdir", "/usr/bin/sleep"], {
        encoding: "utf8",
      }).stdout;
      const files = [
        "/bin/sh",
        "/usr/bin/cat",
        "/usr/bin/mkdir",
        "/usr/bin/sleep",
        ...new Set(libraries.match(/\/\S+\.so\S*/g)),
      ];
      const tar = spawnSync("tar", ["-C", "/", "-chf", join(root, "image.tar"), ...files.map((file) => file.slice(1))]);
      expect(tar.status).toBe(0);
      bench.engine("import", join(root, "image.tar"), "localhost/ours:1");
      const at = workspace({ note: "x\n" });
      chownSync(at, 1_000, 1_000);
      const { stdout, stderr } = await inside(
        at,
        "cat note; echo y >made; ls /usr/bin",
        {},
        { box: bench.from("localhost/ours:1") },
      );
      expect([stdout, readFileSync(join(at, "made"), "utf8")]).toEqual(["x\n", "y\n"]);
      expect(stderr).toMatch(/ls: not found/);
      // The helper that leads out needs nothing of an image.
      const led = { network: { socket: join(at, "proxy") } };
      const way = await inside(at, 'echo "$http_proxy"', led, { box: bench.from("localhost/ours:1") });
      expect([way.stdout, way.exit]).toEqual(["http://127.0.0.1:3128\n", 0]);
      expect(containers()).toEqual([]);
    });
  });

  it("nobody gets out of a container that many have used before", async () => {
    const host = await openHost();
    const world = host.world();
    onTestFinished(() => {
      world.remove();
      host.close();
    });
    give(world.workspace);
    const before = new Set(readdirSync(world.workspace));
    const fresh = () => {
      for (const file of readdirSync(world.workspace, { withFileTypes: true }))
        if (!before.has(file.name) && !isStandIn(join(world.workspace, file.name)))
          rmSync(join(world.workspace, file.name), { recursive: true, force: true });
      world.reached();
      return { ...world, remove() {} };
    };
    const place: Place = async (script, _scenario, { workspace: at }) => {
      const argv = ["bash", "--norc", "--noprofile", "-c", script];
      const { stdout, stderr, findings } = await bench.box.run(
        { argv, cwd: at },
        workspaceSpec(at, { wallMs: 20_000, keep: "escapes" }),
      );
      return { stdout, stderr, kept: stdout.length + stderr.length, findings: findings.map(({ rule }) => rule) };
    };
    const plain = all.filter(
      ({ group, prepare, denied, shown, limits, dies }) =>
        group !== "detection" && !(prepare ?? denied ?? shown ?? limits ?? dies),
    );
    expect(plain.length).toBeGreaterThan(100);
    const got: string[] = [];
    for (const { twin: _, ...attack } of plain) {
      const { escaped, ran, said } = await attempt(place, attack, { ...host, world: fresh });
      if (escaped || !ran) got.push(`${attack.id}: ${said}`);
    }
    expect(got).toEqual([]);
    await clear();
    expect(containers()).toEqual([]);
  });

  it("nobody reads what is denied, or moves it, or makes what is protected", async () => {
    const canary = ["canary", String(process.pid)].join("-");
    const at = workspace({
      "secrets/.env": canary,
      "secrets/other": "",
      "deep/er/key": canary,
      ".git/config": "[core]\n",
      'a,b/"c"': canary,
    });
    const denied = ["secrets/.env", "deep/er", 'a,b/"c"'].map((path) => join(at, path));
    const script = `grep -r ${canary} . ; mv secrets away; mv deep away; rm -rf secrets/.env deep/er; echo x >deep/er/new; echo x >>.git/config; mkdir .mcp.json/x; echo x >AGENTS.md; mv .git old; ls secrets`;
    const { stdout } = await inside(at, script, { denied });
    expect(stdout).toBe("other\n");
    expect(readFileSync(join(at, "secrets/.env"), "utf8")).toBe(canary);
    expect(readdirSync(at).sort()).toEqual([".git", "a,b", "deep", "secrets"]);
    expect([readFileSync(join(at, ".git/config"), "utf8"), readdirSync(join(at, "deep/er"))]).toEqual([
      "[core]\n",
      ["key"],
    ]);
  });

  // The last: nothing works after it.
  it("an engine that is gone is told of, and a command that it took along ends", async () => {
    const at = workspace();
    if (name === "podman") {
      const nowhere = podman({ options: ["--root", "/proc/none", "--runroot", "/proc/none"] });
      await expect(inside(at, "true", {}, { box: nowhere })).rejects.toThrow(SandboxFailed);
      return;
    }
    const running = inside(at, "touch started; sleep 20", { keep: "a" });
    while (!existsSync(join(at, "started"))) await sleep(20);
    await bench.stop();
    expect(await running).toMatchObject({
      exit: expect.toSatisfy((exit) => exit === null || exit > 128),
      timedOut: false,
    });
    await expect(inside(at, "true", { keep: "a" })).rejects.toMatchObject({
      code: "ERR_SANDBOX_FAILED",
      fix: expect.stringContaining("systemctl start docker"),
    });
    expect((await bench.box.probe()).fix).toContain("systemctl start docker");
  });
});

/** An empty directory that holds a protected name. */
function isStandIn(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return found?.isDirectory() === true && (found.mode & 0o777) === 0o555;
}
