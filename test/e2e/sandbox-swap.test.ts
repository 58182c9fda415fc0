import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { SandboxFailed } from "../../src/errors.ts";
import { bubblewrap, bubblewrapWith } from "../../src/sandbox/bubblewrap/bubblewrap.ts";
import { workspaceSpec } from "../../src/sandbox/spec.ts";

let base: string;
let workspace: string;
let outside: string;

/** A directory with a secret, a directory outside, and a link from the workspace to that. */
beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), "sallyport-swap ü-")));
  [workspace, outside] = [join(base, "work\\space"), join(base, "outside")];
  mkdirSync(join(workspace, "sub"), { recursive: true });
  mkdirSync(outside);
  writeFileSync(join(workspace, "sub", ".env"), "TOKEN=abc");
  writeFileSync(join(workspace, "sub", "notes"), "within");
  writeFileSync(join(outside, "notes"), "outside");
  symlinkSync("../outside", join(workspace, "link"));
});

afterEach(() => rmSync(base, { recursive: true }));

/** Exchanges the directory and the link again and again, as another command of the same workspace could. */
const swapper = `
const { renameSync } = require("node:fs");
process.chdir(process.argv[1]);
const pause = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
for (;;) {
  renameSync("sub", "held"), renameSync("link", "sub"), pause();
  renameSync("sub", "link"), renameSync("held", "sub"), pause();
}`;

const script = "cat sub/notes link/notes; touch sub/left link/left; true";

function denied() {
  return workspaceSpec(workspace, { denied: [join(workspace, "sub", ".env")] });
}

const boxes = [
  ["with the helper", bubblewrap],
  ["without it", bubblewrapWith(() => ({ what: "there is none", fix: "none" }))],
] as const;

test.each(boxes)(
  "[CE-2.1] a directory that is exchanged while the sandbox is set up leads nothing of the outside into it: %s",
  async (_, sandbox) => {
    const child = spawn(process.execPath, ["-e", swapper, workspace], { stdio: "ignore" });
    const ended = once(child, "exit");
    const shown: string[] = [];
    let refused = 0;
    try {
      for (let i = 0; i < 80; i++) {
        try {
          const { stdout } = await sandbox.run({ argv: ["/bin/sh", "-c", script], cwd: workspace }, denied());
          shown.push(stdout);
        } catch (error) {
          expect(error).toBeInstanceOf(SandboxFailed);
          refused++;
        }
      }
    } finally {
      child.kill("SIGKILL");
      await ended;
    }
    expect(shown.join("")).not.toContain("outside");
    expect(readdirSync(outside)).not.toContain("left");
    expect(refused).toBeGreaterThan(0);
  },
);

test.each(boxes)(
  "[CE-2.1] a directory that stays where it is can be used, and its secret cannot: %s",
  async (_, sandbox) => {
    const argv = ["/bin/sh", "-c", "cat sub/notes; touch sub/left; cat sub/.env; mv sub elsewhere"];
    const { stdout, exit } = await sandbox.run({ argv, cwd: workspace }, denied());
    expect(stdout).toBe("within");
    expect(exit).not.toBe(0);
    expect(readdirSync(join(workspace, "sub"))).toContain("left");
  },
);
