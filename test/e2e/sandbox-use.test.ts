import { spawn, spawnSync } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { SandboxFailed } from "../../src/errors.ts";
import { bubblewrap } from "../../src/sandbox/bubblewrap/bubblewrap.ts";
import { resolveSandbox, runSandboxed, workspaceSpec } from "../../src/sandbox/index.ts";
import { type Obstacle, probeSandbox } from "../../src/sandbox/probe.ts";
import { verify } from "../../src/sandbox/registry.ts";
import type { Sandbox, SandboxResult } from "../../src/sandbox/sandbox.ts";
import { permitFor } from "../fixtures/permit.ts";
import { request } from "../fixtures/request.ts";
import { inside, missing, place, skipped } from "../sandbox/box.ts";

const has = (program: string) =>
  spawnSync("sh", ["-c", `command -v ${program}`]).status === 0 && existsSync(`/usr/bin/${program}`);

describe.skipIf(missing !== undefined)(`[CE-2.1] ordinary work in the sandbox${skipped}`, () => {
  const works = async (script: string, expected: string, prepare?: (workspace: string) => void) => {
    const at = place();
    prepare?.(at.workspace);
    const result = await inside(at, script);
    expect([result.stdout, result.stderr, result.exit]).toEqual([expected, "", 0]);
    return at;
  };

  it("writes, moves and removes files in the workspace", async () => {
    const { workspace } = await works(
      "mkdir -p a/b && echo x >a/b/c && mv a/b/c d && rm -r a && chmod 755 d && cat d",
      "x\n",
    );
    expect(readFileSync(join(workspace, "d"), "utf8")).toBe("x\n");
    expect(readdirSync(workspace)).toEqual(["d"]);
  });

  it("runs pipes, substitutions, here-documents and background jobs", async () => {
    await works(
      "printf 'b\\na\\n' | sort | head -n 1; echo $(cat <<E\nhere\nE\n); diff <(echo 1) <(echo 1) && wait & wait; echo end",
      "a\nhere\nend\n",
    );
  });

  it("has a temporary directory and a home of its own", async () => {
    await works(
      'f=$(mktemp) && echo x >"$f" && cat "$f" && cd && echo y >note && cat ~/note && id -un',
      "x\ny\nagent\n",
    );
  });

  it("reads what is shown read-only, and does not change it", async () => {
    const at = place();
    mkdirSync(join(at.outside, "library"));
    writeFileSync(join(at.outside, "library", "data"), "shown");
    const result = await inside(at, `cat ../library/data; echo x >../library/data`, {
      readOnly: [join(at.outside, "library")],
    });
    expect(result.stdout).toBe("shown");
    expect(readFileSync(join(at.outside, "library", "data"), "utf8")).toBe("shown");
  });

  it.skipIf(!has("git"))("reads a repository, and makes its own elsewhere", async () => {
    const at = place();
    const git = (...args: string[]) =>
      spawnSync("git", ["-C", at.workspace, "-c", "user.name=a", "-c", "user.email=a@example.org", ...args]);
    git("init", "-q", "-b", "main");
    writeFileSync(join(at.workspace, "f"), "1\n");
    git("add", "f");
    git("commit", "-qm", "first");
    const script = `echo 2 >f; git status --short; git log --format=%s; git diff --stat | tail -n 1; git clone -q . /tmp/copy && ls /tmp/copy`;
    const result = await inside(at, script);
    expect([result.stdout, result.stderr]).toEqual([
      " M f\nfirst\n 1 file changed, 1 insertion(+), 1 deletion(-)\nf\n",
      "",
    ]);
  });

  it.skipIf(!has("git"))("commits where the spec leaves the repository unprotected, and not otherwise", async () => {
    const at = place();
    spawnSync("git", ["-C", at.workspace, "init", "-q"]);
    const commit = "echo x >f && git add f && git -c user.name=a -c user.email=a@example.org commit -qm x && echo done";
    expect((await inside(at, commit)).stdout).toBe("");
    expect((await inside(at, commit, { unprotected: [".git"] })).stdout).toBe("done\n");
  });

  it.skipIf(!has("node"))("runs node with workers and children", async () => {
    const script = `node -e '
      const { Worker } = require("node:worker_threads");
      new Worker("require(\\"node:worker_threads\\").parentPort.postMessage(1)", { eval: true }).on("message", () =>
        console.log(require("node:child_process").execSync("echo child").toString().trim()));'`;
    await works(script, "child\n");
  });

  it.skipIf(!has("node"))("serves and fetches over its own loopback", async () => {
    await works(
      `node -e 'const s = require("node:http").createServer((q, r) => r.end("pong")).listen(0, () =>
        require("node:http").get("http://localhost:" + s.address().port, (r) => r.on("data", (d) => { console.log(String(d)); s.close(); })))'`,
      "pong\n",
    );
  });

  it.skipIf(!has("python3"))("runs python with threads, processes and socket pairs", async () => {
    const script = `/usr/bin/python3 -c '
import asyncio, multiprocessing, socket, subprocess, threading
a, b = socket.socketpair(); a.send(b"x")
threading.Thread(target=lambda: print(b.recv(1))).start()
async def main(): print((await (await asyncio.create_subprocess_exec("echo", "y", stdout=-1)).communicate())[0])
asyncio.run(main())
print(multiprocessing.get_context("fork").Pool(2).map(abs, [-1, -2]))'`;
    await works(script, "b'x'\nb'y\\n'\n[1, 2]\n");
  });

  it.skipIf(!has("gcc"))("compiles and runs a program", async () => {
    await works(
      "echo '#include <stdio.h>\nint main(void){puts(\"built\");}' >m.c && gcc -O1 m.c -o m && ./m",
      "built\n",
    );
  });

  it("gives exactly the environment of the spec over its own", async () => {
    const { stdout } = await inside(place(), "env | cut -d= -f1 | sort", {
      environment: { CI: "1", SPACES: "a b" },
    });
    expect(stdout).toBe("CI\nHOME\nLANG\nPATH\nPWD\nSHLVL\nSPACES\n_\n");
  });

  it("shows neither the values of its environment nor its mounts in the list of processes", async () => {
    const at = place();
    const value = ["not", "for", "ps", process.pid].join("-");
    const running = inside(at, "cat /proc/1/cmdline; echo x >started; sleep 1", { environment: { TOKEN: value } });
    while (!existsSync(join(at.workspace, "started"))) await sleep(20);
    const list = "cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' '";
    const seen = spawnSync("sh", ["-c", list], { encoding: "utf8" }).stdout;
    expect(seen).toContain("bwrap --args");
    expect(seen).not.toContain(value);
    expect((await running).stdout).not.toContain("--ro-bind");
  });

  it("gives programs no input, and no terminal", async () => {
    await works("cat; test -t 0 || echo none", "none\n");
  });

  it("keeps concurrent commands of one workspace apart, and their protection up to the last", async () => {
    const at = place();
    const results = await Promise.all(
      [0.1, 0.5, 0.3].map((seconds) =>
        inside(at, `echo $$ >$$-${seconds}; sleep ${seconds}; echo x >.mcp.json; ls .mcp.json`),
      ),
    );
    for (const { stdout, stderr } of results) {
      expect(stdout).toBe("");
      expect(stderr).toMatch(/\.mcp\.json: (?:Is a directory|Read-only)/);
    }
    expect(readdirSync(at.workspace).toSorted()).toHaveLength(3);
  });
});

describe.skipIf(missing !== undefined)(`[CE-2.1] starting the sandbox${skipped}`, () => {
  it("is verified by what it holds", async () => {
    const { status, sandbox } = await resolveSandbox({ mode: "required", backend: "bubblewrap" });
    expect(status.checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(status).toMatchObject({ requested: "bubblewrap", resolved: "bubblewrap", verified: true });
    expect(status.checks.length).toBeGreaterThan(20);
    expect(sandbox?.name).toBe("bubblewrap");
  });

  it("is not verified when anything gets through", async () => {
    const weak: Sandbox = {
      name: "weak",
      probe: () => probeSandbox(weak, { obstacle: undefined, limitedBy: "nothing" }),
      // What is often taken for a sandbox: the whole host read-only, and a network namespace.
      run: (command, spec) => {
        const [root] = spec.readWrite as [string];
        const options = [
          "--unshare-all",
          "--ro-bind",
          "/",
          "/",
          "--bind",
          root,
          root,
          "--proc",
          "/proc",
          "--dev",
          "/dev",
        ];
        return plainly("bwrap", [...options, "--chdir", command.cwd, "--", ...command.argv]);
      },
    };
    const { status, sandbox } = await verify("weak", weak);
    expect(sandbox).toBeUndefined();
    expect(status.fix).toBeTypeOf("string");
    const failed = status.checks.filter(({ ok }) => !ok).map(({ name }) => name);
    for (const name of [
      "cannot read outside",
      "cannot read what is denied",
      "cannot change what is protected",
      "cannot make namespaces",
      "cannot set a set-user-id bit",
      "filters system calls",
      "hides the environment of the host",
      "memory is limited",
      "processes are limited",
    ])
      expect(failed).toContain(name);
    expect(failed).not.toContain("cannot write to the system");
    expect(failed).not.toContain("cannot connect to the host");
  });

  it("is not verified when it does not start, and says how to mend that", async () => {
    const absent: Obstacle = {
      what: "bubblewrap is not installed",
      fix: "install it with: apt-get install bubblewrap",
    };
    expect(await probeSandbox(bubblewrap, { obstacle: absent, limitedBy: "" })).toEqual({
      checks: [{ name: "is there", ok: false, detail: absent.what }],
      fix: absent.fix,
    });
    const broken: Sandbox = {
      name: "broken",
      probe: () => probeSandbox(broken, { obstacle: undefined, limitedBy: "" }),
      run: () => Promise.reject(new SandboxFailed("bwrap: No permissions to create new namespace")),
    };
    const { status } = await verify("broken", broken);
    expect(status).toMatchObject({ verified: false, resolved: "none", checks: [{ name: "starts", ok: false }] });
    expect(status.fix).toMatch(/namespaces/);
  });

  it.skipIf(process.getuid?.() !== 0)(
    "holds for a user who is not root, with limits of each process",
    async ({ skip }) => {
      const script = `
      import { bubblewrap } from ${sourceOf("bubblewrap/bubblewrap")};
      const { checks } = await bubblewrap.probe();
      console.log(JSON.stringify(checks.filter((check) => !check.ok || check.name.endsWith("limited"))));`;
      const nobody = { uid: 65_534, gid: 65_534, encoding: "utf8" as const };
      const readable = spawnSync(process.execPath, ["--input-type=module", "-e", `import ${sourceOf("spec")}`], nobody);
      if (readable.status !== 0) skip("another user cannot read this checkout");
      const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", script], nobody);
      expect(JSON.parse(stdout), stderr).toEqual([
        { name: "memory is limited", ok: true, detail: "each process by itself" },
        { name: "processes are limited", ok: true, detail: "each process by itself" },
      ]);
    },
  );

  it("[SP-3] runs what was permitted, and nothing without a permit", async () => {
    const { sandbox } = await resolveSandbox({ mode: "required", backend: "bubblewrap" });
    if (sandbox === undefined) throw new Error("not verified");
    const { workspace } = place();
    const exec = request({
      action: { name: "exec" },
      resource: { type: "command", id: "echo permitted >made", access: "execute" },
      context: { argv: ["sh", "-c", "echo permitted >made"], cwd: workspace, environment: [] },
    });
    const permit = await permitFor(exec, [
      { id: "sandbox", hosts: [] },
      { id: "limit", ms: 10_000 },
    ]);
    expect(await runSandboxed(permit, exec, sandbox, workspaceSpec(workspace))).toMatchObject({ exit: 0 });
    expect(readFileSync(join(workspace, "made"), "utf8")).toBe("permitted\n");
    await expect(runSandboxed(permit, exec, sandbox, workspaceSpec(workspace))).rejects.toThrow();
  });

  it("says what is wrong with a workspace that is missing, and leaves nothing", async () => {
    const at = place();
    const spec = workspaceSpec(join(at.workspace, "none"));
    await expect(bubblewrap.run({ argv: ["true"], cwd: join(at.workspace, "none") }, spec)).rejects.toThrow(
      SandboxFailed,
    );
    await expect(
      bubblewrap.run({ argv: ["true"], cwd: join(at.workspace, "none") }, workspaceSpec(at.workspace)),
    ).rejects.toThrow(/none/);
    expect(readdirSync(at.workspace)).toEqual([]);
  });

  it("reports a program that does not exist as the failure of the command", async () => {
    const { workspace } = place();
    const result = await bubblewrap.run({ argv: ["no-such-program"], cwd: workspace }, workspaceSpec(workspace));
    expect(result.exit).toBe(127);
    expect(result.stderr).toMatch(/no-such-program/);
  });

  it("fails in words when the arguments are too long to start anything", async () => {
    const { workspace } = place();
    const run = bubblewrap.run({ argv: ["true", "x".repeat(4 << 20)], cwd: workspace }, workspaceSpec(workspace));
    await expect(run).rejects.toThrow(SandboxFailed);
    expect(readdirSync(workspace)).toEqual([]);
  });

  it("passes on no descriptor that the gateway itself inherited", async () => {
    const at = place();
    writeFileSync(join(at.outside, "canary"), "inherited canary");
    const descriptor = openSync(join(at.outside, "canary"), "r");
    const leak = "for f in 30 31; do cat /proc/self/fd/$f 2>/dev/null; done; ls /proc/self/fd | tr '\\n' ' '";
    const script = `
      import { bubblewrap } from ${sourceOf("bubblewrap/bubblewrap")};
      import { workspaceSpec } from ${sourceOf("spec")};
      import { spawnSync } from "node:child_process";
      const cwd = ${JSON.stringify(at.workspace)};
      const argv = ["sh", "-c", ${JSON.stringify(leak)}];
      const { stdout } = await bubblewrap.run({ argv, cwd }, workspaceSpec(cwd));
      console.log(JSON.stringify([spawnSync("sh", argv.slice(1), { encoding: "utf8" }).stdout, stdout]));`;
    const stdio = ["ignore", "pipe", "inherit", ...Array(27).fill("ignore"), descriptor];
    const child = spawn(process.execPath, ["--input-type=module", "-e", script], { stdio });
    closeSync(descriptor);
    let text = "";
    child.stdout?.on("data", (chunk) => {
      text += chunk;
    });
    await new Promise((resolve) => child.once("close", resolve));
    const [plain, boxed] = JSON.parse(text) as [string, string];
    expect(plain).toContain("inherited canary");
    expect(boxed).not.toContain("inherited canary");
  });

  it("dies with the gateway, however that dies", async () => {
    const at = place();
    const script = `
      import { bubblewrap } from ${sourceOf("bubblewrap/bubblewrap")};
      import { workspaceSpec } from ${sourceOf("spec")};
      const cwd = ${JSON.stringify(at.workspace)};
      await bubblewrap.run({ argv: ["sh", "-c", "echo x >started; sleep 1; echo x >survived"], cwd }, workspaceSpec(cwd));`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: "ignore" });
    for (let i = 0; i < 100 && !existsSync(join(at.workspace, "started")); i++) await sleep(50);
    child.kill("SIGKILL");
    await sleep(1_500);
    expect(readdirSync(at.workspace)).toContain("started");
    expect(readdirSync(at.workspace)).not.toContain("survived");
    // The next command clears away what the dead one could not.
    await inside(at, "true");
    expect(readdirSync(at.workspace)).toEqual(["started"]);
  });
});

/** A module of the sandbox as a quoted path, for scripts that are processes of their own. */
function sourceOf(name: string): string {
  return JSON.stringify(fileURLToPath(new URL(`../../src/sandbox/${name}.ts`, import.meta.url)));
}

function plainly(program: string, args: readonly string[]): Promise<SandboxResult> {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
  const said = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk) => {
    said.stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    said.stderr += chunk;
  });
  const rest = { signal: null, truncated: false, timedOut: false, cancelled: false, limits: [], findings: [], ms: 0 };
  return new Promise((resolve) => child.once("close", (exit) => resolve({ exit, ...said, ...rest })));
}
