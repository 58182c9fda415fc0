import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { cleanLabels } from "../../src/agent/index.ts";
import { type ExecServices, execTool } from "../../src/agent/tools/exec.ts";
import type { Scope } from "../../src/decision/index.ts";
import { type Enforced, enforce, ProviderRegistry, SecurityRuntime } from "../../src/provider/index.ts";
import { verify } from "../../src/sandbox/registry.ts";
import type { SandboxCommand } from "../../src/sandbox/sandbox.ts";
import { defaultLimits } from "../../src/sandbox/spec.ts";
import { Desk } from "../approval/fixture.ts";
import { wideScope } from "../fixtures/arbitrary.ts";
import { MemoryLog } from "../fixtures/memory-log.ts";
import { policySet } from "../fixtures/policies.ts";
import { always, fakeEntry, selecting } from "../fixtures/provider.ts";
import { fileLabels } from "./labels.ts";

/** A workspace on disk, the exec tool over a back end that only notes what it was given, and a queue of approvals. */
async function bench() {
  const outside = realpathSync(mkdtempSync(join(tmpdir(), "sallyport-")));
  onTestFinished(() => rmSync(outside, { recursive: true, force: true }));
  const workspace = join(outside, "ws");
  const write = (name: string, text: string, mode = 0o644) => {
    mkdirSync(join(workspace, name, ".."), { recursive: true });
    writeFileSync(join(workspace, name), text);
    chmodSync(join(workspace, name), mode);
  };
  write("deploy.sh", "echo one\n", 0o755);
  write("bin/tool", "#!/bin/sh\necho tool\n", 0o755);
  write("package.json", '{"scripts": {"test": "true"}}\n');
  write("notes.txt", "notes\n");
  write("sub/run.py", "print(1)\n");
  mkdirSync(join(outside, "a"));
  mkdirSync(join(outside, "b"));

  const ran: SandboxCommand[] = [];
  const { sandbox, status } = await verify("noting", {
    name: "noting",
    probe: async () => ({ checks: [{ name: "it holds", ok: true, detail: "" }] }),
    run: async (command) => {
      ran.push(command);
      const result = {
        stdout: "",
        stderr: "",
        truncated: false,
        timedOut: false,
        cancelled: false,
        limits: [],
        findings: [],
        ms: 1,
      };
      return { exit: 0, signal: null, ...result };
    },
  });
  const services: ExecServices & { environment: Readonly<Record<string, string>> } = {
    sandbox,
    sandboxStatus: status,
    limits: defaultLimits,
    statePaths: [],
    ...{ workspace: "rw", scope: "session", onFinding: () => {} },
    environment: { PATH: `${workspace}/bin:/usr/bin:/bin`, HOME: "/home/agent", MODE: "slow" },
  };
  const scope: Scope = { ...wideScope, roots: { read: [workspace], write: [workspace] } };
  const turn = {
    agent: "main",
    principal: "ann",
    session: "s",
    ingress: "cli",
    workspace,
    cwd: workspace,
    generation: 1,
  };
  const log = new MemoryLog();
  const runtime = await SecurityRuntime.open({
    log,
    registry: new ProviderRegistry({ other: fakeEntry("other", { decide: always("ask") }) }),
    ...selecting({ main: ["other"] }),
    policies: policySet({ main: wideScope }),
    deadline: 1_000,
  });
  const desk = new Desk();

  /** Asks, lets a person allow it, lets something happen, and goes on. */
  const approve = async (command: string, meanwhile: () => void = () => {}): Promise<Enforced> => {
    const proposal = await execTool(services, fileLabels()).prepare({ command }, { ...turn, ...cleanLabels, scope });
    const ask = async (decision: Parameters<Desk["queue"]["ask"]>[0], signal: AbortSignal) => {
      const { id } = await desk.queue.ask(decision);
      await desk.queue.answer(id, "allow-once", "bob");
      const grant = await desk.queue.wait(id, signal);
      meanwhile();
      return grant;
    };
    return enforce(proposal, runtime.forAgent("main", "ann"), runtime, ask, new AbortController().signal);
  };
  return { workspace, outside, write, services, ran, log, approve };
}

type Bench = Awaited<ReturnType<typeof bench>>;

const large = `print("one")\n${"# padding\n".repeat(1_000_000)}`;

/** Something that changes between the answer of a person and the start of the command. */
type Change = readonly [what: string, command: string, change: (at: Bench) => void, changed: RegExp];

const changes: readonly Change[] = [
  ["a script", "./deploy.sh staging", ({ write }) => write("deploy.sh", "rm -rf /\n", 0o755), /deploy\.sh$/],
  ["the script of an interpreter", "python3 sub/run.py", ({ write }) => write("sub/run.py", "evil\n"), /run\.py$/],
  [
    "a script in another directory",
    "cd sub && python3 run.py",
    ({ write }) => write("sub/run.py", "evil\n"),
    /run\.py$/,
  ],
  ["a script that is piped", "cat deploy.sh | sh", ({ write }) => write("deploy.sh", "evil\n"), /deploy\.sh$/],
  ["a script that is redirected", "bash < deploy.sh", ({ write }) => write("deploy.sh", "evil\n"), /deploy\.sh$/],
  ["a script met by a pattern", "bash *.sh", ({ write }) => write("a.sh", "evil\n"), /a\.sh$/],
  ["what a build file says", "npm test", ({ write }) => write("package.json", "{}\n"), /package\.json$/],
  ["a build file that was not there", "make", ({ write }) => write("Makefile", "all:\n\tevil\n"), /Makefile$/],
  ["a hook of the repository", "git commit -m x", ({ write }) => write(".git/hooks/pre-commit", "evil"), /pre-commit$/],
  [
    "a script of the same size and time",
    "./deploy.sh",
    ({ workspace, write }) => {
      write("deploy.sh", "echo two\n", 0o755);
      utimesSync(join(workspace, "deploy.sh"), 1, 1);
    },
    /deploy\.sh$/,
  ],
  [
    "a script that is too large to read",
    "python3 large.py",
    ({ workspace, write }) => {
      const { atime, mtime } = statSync(join(workspace, "large.py"));
      write("large.py", large.replace("one", "two"));
      utimesSync(join(workspace, "large.py"), atime, mtime);
    },
    /large\.py$/,
  ],
  [
    "the directory, by another one",
    "ls",
    ({ workspace, outside }) => {
      renameSync(workspace, join(outside, "old"));
      mkdirSync(workspace);
    },
    /^directory/,
  ],
  [
    "the directory, by a link",
    "ls",
    ({ workspace, outside }) => {
      renameSync(workspace, join(outside, "old"));
      symlinkSync(join(outside, "old"), workspace);
    },
    /^directory/,
  ],
  [
    "where a link leads",
    "cat link/notes.txt",
    ({ workspace, outside }) => {
      rmSync(join(workspace, "link"));
      symlinkSync(join(outside, "b"), join(workspace, "link"));
    },
    /^link/,
  ],
  [
    "a file, by a link",
    "cat notes.txt",
    ({ workspace, outside }) => {
      rmSync(join(workspace, "notes.txt"));
      symlinkSync(join(outside, "a"), join(workspace, "notes.txt"));
    },
    /^link/,
  ],
  [
    "the value of a variable",
    "ls",
    ({ services }) => {
      services.environment = { ...services.environment, MODE: "fast" };
    },
    /^environment MODE$/,
  ],
  ["a program of the search path", "tool", ({ write }) => write("bin/tool", "#!/bin/sh\nevil\n", 0o755), /bin\/tool$/],
  [
    "a program before the one that was found",
    "cat notes.txt",
    ({ write }) => write("bin/cat", "evil", 0o755),
    /bin\/cat$/,
  ],
  ["the program of a wrapper", "timeout 5 tool", ({ write }) => write("bin/tool", "evil", 0o755), /bin\/tool$/],
  [
    "a program of a path that the command sets",
    "PATH=sub ls",
    ({ write }) => write("sub/ls", "evil", 0o755),
    /sub\/ls$/,
  ],
];

describe("between the approval of a command and its start", () => {
  it.each(changes)("[CE-4] a change of %s voids the permit", async (_what, command, change, changed) => {
    const at = await bench();
    symlinkSync(join(at.outside, "a"), join(at.workspace, "link"));
    if (command.includes("large.py")) at.write("large.py", large);
    const enforced = await at.approve(command, () => change(at));
    expect(at.ran).toEqual([]);
    expect(enforced).toMatchObject({
      effect: "allow",
      disposition: "failed",
      result: { ok: false, detail: { rule: "exec.changed", changed: expect.stringMatching(changed) } },
    });
    expect(at.log.records.at(-1)).toMatchObject({ kind: "outcome", body: { disposition: "failed" } });
  });

  it.each([...new Set(changes.map(([, command]) => command))])(
    "[CE-4] nothing that matters changes, and it runs: %s",
    async (command) => {
      const at = await bench();
      symlinkSync(join(at.outside, "a"), join(at.workspace, "link"));
      if (command.includes("large.py")) at.write("large.py", large);
      const enforced = await at.approve(command, () => at.write("elsewhere/other.txt", "new\n"));
      expect(enforced).toMatchObject({ disposition: "completed", result: { ok: true } });
      expect(at.ran).toEqual([{ argv: ["/bin/bash", "--norc", "--noprofile", "-c", command], cwd: at.workspace }]);
    },
  );

  it("[CE-4] lets a file that is only read change", async () => {
    const at = await bench();
    const enforced = await at.approve("cat notes.txt | sort", () => at.write("notes.txt", "more\n"));
    expect(enforced).toMatchObject({ disposition: "completed" });
  });

  it("[CE-4] refuses a command that names more than can be bound", async () => {
    const at = await bench();
    const enforced = await at.approve(`cat ${Array.from({ length: 5_000 }, (_, n) => n).join(" ")}`);
    expect(enforced).toMatchObject({ effect: "deny", decision: { reasons: [{ rule: "exec.unbound" }] } });
  });
});
