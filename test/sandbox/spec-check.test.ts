import { mkdirSync, realpathSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { SandboxFailed, SandboxSpecInvalid } from "../../src/errors.ts";
import { type SandboxSpec, workspaceSpec } from "../../src/sandbox/spec.ts";
import { checkSpec } from "../../src/sandbox/spec-check.ts";
import { tempDir } from "../fixtures/temp.ts";

describe("[CE-2.1] the check of a spec", () => {
  const check = (parts: (workspace: string) => Partial<SandboxSpec>, cwd?: string) => {
    const workspace = realpathSync(tempDir());
    checkSpec({ argv: ["true"], cwd: cwd ?? workspace }, workspaceSpec(workspace, parts(workspace)));
  };

  it("accepts a workspace with something read-only and something denied in it", () => {
    check((ws) => {
      mkdirSync(join(ws, "vendor"));
      return { readOnly: [join(ws, "vendor")], denied: [join(ws, ".env"), "/root/.ssh"], unprotected: [".git"] };
    });
  });

  it.each<[string, Partial<SandboxSpec>]>([
    ["the root", { readOnly: ["/"] }],
    ["the sockets of the host", { readOnly: ["/run"] }],
    ["the kernel's files", { readOnly: ["/proc/self"] }],
    ["devices", { readWrite: ["/dev/shm"] }],
    ["all of /tmp", { readWrite: ["/tmp"] }],
    ["the system, writable", { readWrite: ["/usr/local"] }],
    ["a relative path", { readOnly: ["src"] }],
    ["a path with ..", { readOnly: ["/usr/../etc"] }],
    ["a path with a NUL", { denied: ["/tmp/x\0y"] }],
    ["another network", { network: "host" as "none" }],
    ["an environment name that is none", { environment: { "A=B": "" } }],
    ["an environment value with a NUL", { environment: { A: "x\0--bind" } }],
    ["a name that nobody protects", { unprotected: ["src"] }],
    ["no memory", { memoryBytes: 0 }],
    ["endless processes", { pids: Number.POSITIVE_INFINITY }],
    ["no processor", { cpus: 0 }],
    ["no open files", { openFiles: 0 }],
    ["endless growth", { growthBytes: Number.POSITIVE_INFINITY }],
    ["a time that is no number", { wallMs: Number.NaN }],
    ["negative output", { outputBytes: -1 }],
  ])("refuses %s", (_what, parts) => {
    expect(() => check(() => parts)).toThrow(SandboxSpecInvalid);
  });

  it("refuses a path that is shown and denied", () => {
    expect(() => check((ws) => ({ denied: [ws] }))).toThrow(/denied/);
  });

  it("refuses a directory outside of everything that is shown", () => {
    expect(() => check(() => ({}), "/usr")).toThrow(SandboxSpecInvalid);
    expect(() => check(() => ({}), "/tmp")).not.toThrow();
  });

  it("refuses a workspace that is missing, is a link, or lies behind one", () => {
    const base = realpathSync(tempDir());
    mkdirSync(join(base, "real", "deep"), { recursive: true });
    symlinkSync(join(base, "real"), join(base, "link"));
    for (const path of [join(base, "none"), join(base, "link"), join(base, "link", "deep")]) {
      expect(() => checkSpec({ argv: ["true"], cwd: path }, workspaceSpec(path))).toThrow(SandboxFailed);
    }
  });

  it("refuses an argument vector that names no program", () => {
    const workspace = realpathSync(tempDir());
    for (const argv of [[], [""], ["true", "a\0b"]]) {
      expect(() => checkSpec({ argv, cwd: workspace }, workspaceSpec(workspace))).toThrow(SandboxSpecInvalid);
    }
  });
});
