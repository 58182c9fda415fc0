import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { SandboxNotAccepted } from "../../src/errors.ts";
import { resolveSandbox, runSandboxed, workspaceSpec } from "../../src/sandbox/index.ts";
import { permitFor } from "../fixtures/permit.ts";
import { request } from "../fixtures/request.ts";
import { place } from "../sandbox/box.ts";

/** Runs scripts without a sandbox, for as long as the answer is yes. */
async function without(isAccepted: () => boolean) {
  const unconfined = { until: "2999-01-01", reason: "test", isAccepted };
  const { sandbox } = await resolveSandbox({ mode: "off", backend: "auto", unconfined });
  if (sandbox === undefined) throw new Error("there is none");
  return async (workspace: string, script: string, parts = {}) => {
    const spec = workspaceSpec(workspace, { wallMs: 20_000, environment: { PATH: "/usr/bin:/bin" }, ...parts });
    const command = request({
      action: { name: "exec" },
      resource: { type: "command", id: script, access: "execute" },
      context: { argv: ["bash", "-c", script], cwd: workspace, environment: Object.keys(spec.environment) },
    });
    return runSandboxed(await permitFor(command), command, sandbox, spec);
  };
}

describe("[CE-2.1] a command without a sandbox", () => {
  it("runs in its workspace, and reaches what lies outside: that is what was accepted", async () => {
    const { outside, workspace } = place();
    const run = await without(() => true);
    const { exit, stdout } = await run(workspace, "pwd; echo x >../written; echo end >&2; exit 3");
    expect([exit, stdout]).toEqual([3, `${workspace}\n`]);
    expect(readFileSync(join(outside, "written"), "utf8")).toBe("x\n");
  });

  it("sees nothing of the gateway's environment", async () => {
    const run = await without(() => true);
    const name = "SALLYPORT_TEST_CANARY";
    process.env[name] = "canary";
    try {
      const { stdout } = await run(place().workspace, "env; tr '\\0' '\\n' </proc/self/environ");
      expect(stdout).toContain("PATH=/usr/bin:/bin");
      expect(stdout).not.toContain(name);
    } finally {
      delete process.env[name];
    }
  });

  it("has a session of its own, and limits of time and output", async () => {
    const run = await without(() => true);
    const { workspace } = place();
    const session = await run(workspace, "cut -d' ' -f6 /proc/self/stat");
    expect(session.stdout.trim()).not.toBe(readFileSync("/proc/self/stat", "utf8").split(" ")[5]);
    const slow = await run(workspace, "sleep 985 & sleep 985", { wallMs: 300 });
    expect([slow.timedOut, slow.limits]).toEqual([true, ["time"]]);
    expect(spawnSync("pgrep", ["-f", "^sleep 985$"]).status).toBe(1);
    const loud = await run(workspace, "yes | head -c 100000", { outputBytes: 1_000 });
    expect([loud.stdout.length, loud.truncated]).toEqual([1_000, true]);
  });

  it("is refused from the moment on at which its day is over, in a gateway that goes on running", async () => {
    let accepted = true;
    const run = await without(() => accepted);
    const { outside, workspace } = place();
    expect((await run(workspace, "echo first")).stdout).toBe("first\n");
    accepted = false;
    await expect(run(workspace, "echo x >../written")).rejects.toThrow(SandboxNotAccepted);
    expect(() => readFileSync(join(outside, "written"))).toThrow(/ENOENT/);
  });
});
