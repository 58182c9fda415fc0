import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import type { Obligation, Request } from "../../src/decision/index.ts";
import { PermitMismatch, PermitSpent, SandboxSpecInvalid, SandboxUnknown } from "../../src/errors.ts";
import { Capture } from "../../src/sandbox/capture.ts";
import { resolveSandbox, sandboxNames, workspaceSpec } from "../../src/sandbox/index.ts";
import { programPath } from "../../src/sandbox/program.ts";
import { verify } from "../../src/sandbox/registry.ts";
import { runSandboxed } from "../../src/sandbox/run.ts";
import type { Sandbox, SandboxCheck, SandboxCommand, SandboxResult } from "../../src/sandbox/sandbox.ts";
import type { SandboxSpec } from "../../src/sandbox/spec.ts";
import { permitFor } from "../fixtures/permit.ts";
import { request } from "../fixtures/request.ts";
import { tempDir } from "../fixtures/temp.ts";

const ended: SandboxResult = {
  exit: 0,
  signal: null,
  stdout: "",
  stderr: "",
  truncated: false,
  timedOut: false,
  cancelled: false,
  limits: [],
  findings: [],
  ms: 1,
};

/** A back end that runs nothing and remembers what it was asked to. */
function recording(checks: readonly SandboxCheck[] = [{ name: "holds", ok: true, detail: "" }]) {
  const ran: { command: SandboxCommand; spec: SandboxSpec }[] = [];
  const backend: Sandbox = {
    name: "recording",
    probe: async () => ({ checks }),
    run: async (command, spec) => {
      ran.push({ command, spec });
      return ended;
    },
  };
  return { ran, backend };
}

async function verified() {
  const { ran, backend } = recording();
  const { sandbox } = await verify("recording", backend);
  if (sandbox === undefined) throw new Error("not verified");
  return { ran, sandbox };
}

const command: Request = request({
  action: { name: "exec" },
  resource: { type: "command", id: "ls -l", access: "execute" },
  context: { argv: ["ls", "-l"], cwd: "/ws", environment: ["LANG"] },
});
const spec = workspaceSpec("/ws", { environment: { LANG: "C" } });

describe("[SP-3] running in the sandbox", () => {
  it("runs the argument vector and directory of the request, once", async () => {
    const { ran, sandbox } = await verified();
    const permit = await permitFor(command);
    expect(await runSandboxed(permit, command, sandbox, spec)).toEqual({ ...ended, reached: [] });
    expect(ran).toEqual([{ command: { argv: ["ls", "-l"], cwd: "/ws" }, spec }]);
    await expect(runSandboxed(permit, command, sandbox, spec)).rejects.toThrow(PermitSpent);
    expect(ran).toHaveLength(1);
  });

  it("runs nothing for another request than the permit's", async () => {
    const { ran, sandbox } = await verified();
    const permit = await permitFor(command);
    const other = { ...command, context: { ...command.context, argv: ["rm", "-rf", "."] } };
    await expect(runSandboxed(permit, other, sandbox, spec)).rejects.toThrow(PermitMismatch);
    expect(ran).toEqual([]);
  });

  it("narrows its limits by those of the permit, and never widens them", async () => {
    const { ran, sandbox } = await verified();
    const limit = async (obligation: Obligation) =>
      runSandboxed(await permitFor(command, [obligation]), command, sandbox, spec);
    await limit({ id: "limit", ms: 5, bytes: 7 });
    await limit({ id: "limit", ms: 1e12, bytes: 1e12 });
    expect(ran.map((r) => [r.spec.wallMs, r.spec.outputBytes])).toEqual([
      [5, 7],
      [spec.wallMs, spec.outputBytes],
    ]);
  });

  it("shows the command no variable that the decision did not see", async () => {
    const { ran, sandbox } = await verified();
    const wider = workspaceSpec("/ws", { environment: { LANG: "C", LD_PRELOAD: "/ws/x.so" } });
    await expect(runSandboxed(await permitFor(command), command, sandbox, wider)).rejects.toThrow(/LD_PRELOAD/);
    expect(ran).toEqual([]);
  });

  it("refuses a request without a command, and a caller who has given up", async () => {
    const { ran, sandbox } = await verified();
    const empty = { ...command, context: { ...command.context, argv: [] } };
    await expect(runSandboxed(await permitFor(empty), empty, sandbox, spec)).rejects.toThrow(SandboxSpecInvalid);
    const gone = AbortSignal.abort(new Error("gone"));
    await expect(runSandboxed(await permitFor(command), command, sandbox, spec, { signal: gone })).rejects.toThrow(
      "gone",
    );
    expect(ran).toEqual([]);
  });

  it("runs the program that the decision resolved, by the name it was called", () => {
    const bin = join(realpathSync(tempDir()), "bin");
    mkdirSync(bin);
    writeFileSync(join(bin, "xz"), "");
    symlinkSync("xz", join(bin, "unxz"));
    const xz = join(bin, "xz");
    expect(programPath("unxz", xz, "/", `/none:${bin}`)).toBe(join(bin, "unxz"));
    expect(programPath(join(bin, "unxz"), xz, "/", "")).toBe(join(bin, "unxz"));
    expect(programPath("./unxz", xz, bin, "")).toBe(join(bin, "unxz"));
    // The search path finds another one, or none: the resolved one runs.
    expect(programPath("unxz", "/usr/bin/env", "/", bin)).toBe("/usr/bin/env");
    expect(programPath("unxz", xz, "/", "/none")).toBe(xz);
  });
});

describe("[CE-2.1] resolving a sandbox", () => {
  it("knows bubblewrap, and throws for what it does not know", async () => {
    expect(sandboxNames).toContain("bubblewrap");
    for (const name of ["none", "toString", ""])
      await expect(resolveSandbox({ mode: "required", backend: name })).rejects.toThrow(SandboxUnknown);
  });

  it("vouches for nothing when one canary got through", async () => {
    const checks = [
      { name: "cannot read outside", ok: true, detail: "" },
      { name: "cannot mount", ok: false, detail: "" },
    ];
    const { status, sandbox } = await verify("auto", recording(checks).backend);
    expect(sandbox).toBeUndefined();
    expect(status).toEqual({ requested: "auto", resolved: "none", verified: false, checks });
  });

  it("vouches for nothing when nothing was tried", async () => {
    expect((await verify("auto", recording([]).backend)).status.verified).toBe(false);
  });

  it("gives a sandbox that lets nobody past the permit", async () => {
    const { sandbox } = await verified();
    expect(Object.keys(sandbox)).toEqual([]);
    expect("run" in sandbox).toBe(false);
    const lookalike = { name: "bubblewrap", run: async () => ended } as unknown as typeof sandbox;
    await expect(runSandboxed(await permitFor(command), command, lookalike, spec)).rejects.toThrow(TypeError);
  });
});

describe("[CE-2.1] captured output", () => {
  it("keeps the first bytes of both streams together and drains the rest", async () => {
    const capture = new Capture(8);
    const [a, b] = [new PassThrough(), new PassThrough()];
    const [first, second] = [capture.follow(a), capture.follow(b)];
    a.end("12345");
    await new Promise((resolve) => a.once("end", resolve));
    b.write("6789");
    b.end("x".repeat(1 << 20));
    await new Promise((resolve) => b.once("end", resolve));
    expect([first(), second(), capture.truncated]).toEqual(["12345", "678", true]);
  });

  it("is whole when it fits exactly", async () => {
    const capture = new Capture(5);
    const stream = new PassThrough();
    const text = capture.follow(stream);
    stream.end("12345");
    await new Promise((resolve) => stream.once("end", resolve));
    expect([text(), capture.truncated]).toEqual(["12345", false]);
  });

  it("leaves out half a character at the cut, and marks bytes that are none", async () => {
    const capture = new Capture(4);
    const stream = new PassThrough();
    const text = capture.follow(stream);
    stream.write(Buffer.from([0x61, 0xff]));
    stream.end("äöü");
    await new Promise((resolve) => stream.once("end", resolve));
    expect(text()).toBe("a\u{fffd}ä");
  });
});
