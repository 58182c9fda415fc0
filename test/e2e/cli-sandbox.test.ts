import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it, onTestFinished } from "vitest";
import { verifyLog } from "../../src/audit/index.ts";
import { homePaths } from "../../src/config/index.ts";
import type { SandboxStatus } from "../../src/sandbox/index.ts";
import { missing, skipped } from "../sandbox/box.ts";
import { textOf } from "../sandbox/browsers.ts";

/** Whether a process of this machine has exactly these words. */
function isRunning(...words: readonly string[]): boolean {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .some((pid) => textOf(`/proc/${pid}/cmdline`) === `${words.join("\0")}\0`);
}

const main = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));
const started: ChildProcess[] = [];

afterEach(() => {
  for (const child of started.splice(0)) child.kill("SIGKILL");
});

/** A home and a workspace beside each other, gone when the test ends. */
function place() {
  const outside = realpathSync(mkdtempSync(join(tmpdir(), "sallyport-")));
  onTestFinished(() => rmSync(outside, { recursive: true, force: true }));
  const [home, workspace] = [join(outside, "home"), join(outside, "workspace")];
  mkdirSync(workspace);
  return { outside, home, workspace };
}

interface Options {
  readonly input?: string;
  /** What starts it: nothing, or the words of a launcher. */
  readonly by?: readonly string[];
}

function start(
  { home, workspace }: { home: string; workspace: string },
  args: readonly string[],
  by: readonly string[],
) {
  const [program, ...rest] = [...by, process.execPath, main, ...args];
  const child = spawn(program as string, rest, {
    cwd: workspace,
    env: { PATH: process.env["PATH"], SALLYPORT_HOME: home, TERM: "vt100", HOST_CANARY: "canary" },
  });
  started.push(child);
  return child;
}

async function sallyport(
  at: { home: string; workspace: string },
  args: readonly string[],
  { input, by = [] }: Options = {},
) {
  const child = start(at, args, by);
  const said = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name].setEncoding("utf8").on("data", (text) => {
      said[name] += text;
    });
  child.stdin.end(input ?? "");
  const [code] = await once(child, "close");
  return { code: code as number, ...said };
}

/** In a place of its own in which no back end is installed. */
const withoutLaunchers: readonly string[] = [
  ...["unshare", "-m", "sh", "-c"],
  'for p in bwrap firejail docker podman; do for d in /usr/bin /usr/local/bin; do [ ! -e $d/$p ] || mount --bind /dev/null $d/$p; done; done; exec "$@"',
  "sh",
];

const records = (home: string) =>
  readFileSync(join(homePaths(home).operatorAudit, "records.jsonl"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { kind: string; body: Record<string, unknown> });

describe.skipIf(missing !== undefined)(`[CE-2.1] sallyport sandbox run${skipped}`, () => {
  it("passes input, output and status on, and works in this directory", async () => {
    const at = place();
    const script = "tr a-z A-Z; pwd; echo err >&2; echo x >made; exit 5";
    const { code, stdout, stderr } = await sallyport(at, ["sandbox", "run", "--", "sh", "-c", script], {
      input: "in\n",
    });
    expect([code, stdout, stderr]).toEqual([5, `IN\n${at.workspace}\n`, "err\n"]);
    expect(readFileSync(join(at.workspace, "made"), "utf8")).toBe("x\n");
  });

  it("shows what comes as it comes", async () => {
    const at = place();
    const child = start(at, ["sandbox", "run", "--", "sh", "-c", "echo first; read line; echo $line"], []);
    const [first] = await once(child.stdout, "data");
    expect(String(first)).toBe("first\n");
    child.stdin.end("second\n");
    const [second] = await once(child.stdout, "data");
    expect(String(second)).toBe("second\n");
    expect((await once(child, "close"))[0]).toBe(0);
  });

  it("shows only what it is told to, and nothing of the home or the environment", async () => {
    const at = place();
    writeFileSync(join(at.outside, "canary"), "canary");
    mkdirSync(join(at.outside, "library"));
    writeFileSync(join(at.outside, "library", "data"), "data\n");
    writeFileSync(join(at.workspace, "secret"), "canary");
    const inner = { home: join(at.workspace, "state"), workspace: at.workspace };
    mkdirSync(inner.home, { mode: 0o700 });
    const script = `cat ../library/data secret ../canary; ls state; env; echo x >../library/data; ls ..`;
    const options = ["--read", "../library", "--deny", "secret", "--env", "A=b c"];
    const { stdout } = await sallyport(inner, ["sandbox", "run", ...options, "--", "sh", "-c", script]);
    expect(stdout).toMatch(/^data\n/);
    expect(stdout).toContain("A=b c\n");
    expect(stdout).not.toMatch(/canary|operator|SALLYPORT/);
    expect(readFileSync(join(at.outside, "library", "data"), "utf8")).toBe("data\n");
  });

  it("ends with 124 when its time is up, 137 when it was killed, 125 when it was not run, 2 for wrong options", async () => {
    const at = place();
    const run = (...args: string[]) => sallyport(at, ["sandbox", "run", ...args]);
    expect((await run("--time", "1", "--", "sleep", "983")).code).toBe(124);
    const hungry = await run("--memory", "64M", "--", "sh", "-c", "kill -9 $$");
    expect(hungry.code).toBe(137);
    const nowhere = await run("--workspace", "missing", "--", "true");
    expect([nowhere.code, nowhere.stderr]).toEqual([125, expect.stringMatching(/^error\[ERR_SANDBOX_FAILED\]/)]);
    for (const options of [
      ["--memory", "much"],
      ["--cpus", "none"],
      ["--net", "a,,b"],
      ["--env", "=x"],
    ]) {
      const wrong = await run(...options, "--", "touch", "made");
      expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringMatching(/^error\[ERR_USAGE\]/)]);
    }
    expect(existsSync(join(at.workspace, "made"))).toBe(false);
  });

  it("gives the whole result as JSON", async () => {
    const { code, stdout } = await sallyport(place(), ["sandbox", "run", "--json", "--", "sh", "-c", "echo x; exit 3"]);
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ exit: 3, stdout: "x\n", stderr: "", timedOut: false, limits: [] });
  });

  it("[SP-3] records the decision before and the outcome after, in a log of its own that verifies", async () => {
    const at = place();
    const commands = [1, 2, 3].map((n) => sallyport(at, ["sandbox", "run", "--", "sh", "-c", `exit ${n}`]));
    expect((await Promise.all(commands)).map(({ code }) => code)).toEqual([1, 2, 3]);
    const { ok, records: count } = await verifyLog(homePaths(at.home).operatorAudit);
    expect([ok, count]).toEqual([true, 6]);
    const decided = records(at.home).filter(({ kind }) => kind === "decision");
    expect(decided.map(({ body }) => body["effect"])).toEqual(["allow", "allow", "allow"]);
    for (const { body } of decided) {
      const outcome = records(at.home).find((r) => r.kind === "outcome" && r.body["evaluation"] === body["evaluation"]);
      expect(outcome?.body["disposition"]).toBe("failed");
    }
  });

  it("[SP-3] runs nothing when it cannot be recorded", async () => {
    const at = place();
    await sallyport(at, ["sandbox", "run", "--", "true"]);
    const file = join(homePaths(at.home).operatorAudit, "records.jsonl");
    writeFileSync(file, readFileSync(file, "utf8").replace('"effect":"allow"', '"effect":"deny"'));
    const { code, stderr } = await sallyport(at, ["sandbox", "run", "--", "touch", "made"]);
    expect([code, stderr]).toEqual([125, expect.stringContaining("not run")]);
    expect(existsSync(join(at.workspace, "made"))).toBe(false);
  });
});

describe.skipIf(missing !== undefined)(`[CE-2.1] sallyport sandbox shell${skipped}`, () => {
  it("refuses without a terminal", async () => {
    const { code, stderr } = await sallyport(place(), ["sandbox", "shell"]);
    expect([code, stderr]).toEqual([2, expect.stringContaining("a shell needs a terminal")]);
  });

  it("gives a terminal of the sandbox's own, whose keys interrupt what runs inside", async () => {
    const at = place();
    const child = spawn("script", ["-qec", `'${process.execPath}' '${main}' sandbox shell`, "/dev/null"], {
      cwd: at.workspace,
      env: { PATH: process.env["PATH"], SALLYPORT_HOME: at.home, TERM: "vt100" },
    });
    started.push(child);
    let said = "";
    const hears = async (expected: RegExp) => {
      let found = expected.exec(said);
      for (; found === null; found = expected.exec(said)) said += String((await once(child.stdout, "data"))[0]);
      // What came in the same piece is still to be heard.
      said = said.slice(found.index + found[0].length);
    };
    await hears(/sandbox:.*\$ /);
    child.stdin.write("tty; id -un; sleep 982\n");
    await hears(/\/dev\/pts\/0\s+agent/);
    // A key that comes before it is pressed on the shell, and takes the next line with it.
    await expect.poll(() => isRunning("sleep", "982")).toBe(true);
    child.stdin.write("\x03");
    await hears(/sandbox:.*\$ /);
    child.stdin.write("exit 7\n");
    expect((await once(child, "close"))[0]).toBe(7);
  });
});

describe(`[CE-2.1] sallyport sandbox doctor, list and prune`, () => {
  it.skipIf(missing !== undefined)("tells what each back end holds, and what the configured one comes to", async () => {
    const at = place();
    const { code, stdout } = await sallyport(at, ["sandbox", "doctor", "--backend", "bubblewrap"]);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^bubblewrap: verified\n {2}ok {5}cannot read outside/)]);
    expect(stdout).toContain("requested bubblewrap, resolved bubblewrap, verified by");
    const one = await sallyport(at, ["sandbox", "doctor", "--backend", "seatbelt"]);
    expect([one.code, one.stdout]).toEqual([1, expect.stringContaining("Seatbelt needs macOS")]);
  });

  it.runIf(process.getuid?.() === 0)("is honest on a machine with none of them", async () => {
    const at = place();
    const by = withoutLaunchers;
    const doctor = await sallyport(at, ["sandbox", "doctor", "--json"], { by });
    const { backends } = JSON.parse(doctor.stdout) as { backends: SandboxStatus[] };
    for (const name of ["bubblewrap", "docker", "podman", "firejail"])
      expect(backends.find(({ requested }) => requested === name)).toMatchObject({
        ...{ resolved: "none", verified: false },
        checks: [{ ok: false, detail: expect.stringContaining("is not installed") }],
      });
    const one = await sallyport(at, ["sandbox", "doctor", "--backend", "bubblewrap"], { by });
    expect([one.code, one.stdout]).toEqual([
      1,
      expect.stringContaining("requested bubblewrap, resolved none, not verified"),
    ]);
    const run = await sallyport(at, ["sandbox", "run", "--backend", "firejail", "--", "touch", "made"], { by });
    expect([run.code, run.stderr]).toEqual([125, expect.stringContaining("apt-get install firejail")]);
    expect(existsSync(join(at.workspace, "made"))).toBe(false);
  });

  it.runIf(process.getuid?.() === 0)("[OC-4] lists and prunes nothing where there is no engine", async () => {
    const at = place();
    const list = await sallyport(at, ["sandbox", "list", "--json"], { by: withoutLaunchers });
    expect([list.code, JSON.parse(list.stdout)]).toEqual([0, []]);
    const prune = await sallyport(at, ["sandbox", "prune", "--json"], { by: withoutLaunchers });
    expect([prune.code, JSON.parse(prune.stdout)]).toEqual([0, { removed: [] }]);
  });
});
