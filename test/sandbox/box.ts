import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { bubblewrap } from "../../src/sandbox/bubblewrap/bubblewrap.ts";
import type { SandboxResult } from "../../src/sandbox/sandbox.ts";
import { type SandboxSpec, workspaceSpec } from "../../src/sandbox/spec.ts";
import { runWatched } from "../../src/sandbox/watched.ts";

/** Why no sandbox can be tried here: bubblewrap by itself does not start, whatever we make of it. */
export const missing: string | undefined = reason();

function reason(): string | undefined {
  const { status, error, stderr } = spawnSync("bwrap", ["--unshare-all", "--ro-bind", "/", "/", "true"], {
    encoding: "utf8",
  });
  if (error !== undefined) return "bubblewrap is not installed";
  return status === 0 ? undefined : `bubblewrap cannot make namespaces: ${stderr.trim()}`;
}

/** What to put beside the title of tests that need a sandbox. */
export const skipped: string = missing === undefined ? "" : ` (skipped: ${missing})`;

/** A directory of the host with a workspace in it, gone when the test ends. */
export interface Place {
  readonly outside: string;
  readonly workspace: string;
}

export function place(): Place {
  const outside = realpathSync(mkdtempSync(join(tmpdir(), "sallyport-")));
  onTestFinished(() => rmSync(outside, { recursive: true, force: true }));
  const workspace = join(outside, "workspace");
  mkdirSync(workspace);
  return { outside, workspace };
}

/** Runs a shell script in a sandbox around the workspace. */
export function inside(
  { workspace }: Place,
  script: string,
  parts: Partial<SandboxSpec> = {},
  signal?: AbortSignal,
): Promise<SandboxResult> {
  const spec = workspaceSpec(workspace, { wallMs: 20_000, ...parts });
  return runWatched(
    bubblewrap,
    { argv: ["bash", "--norc", "--noprofile", "-c", script], cwd: workspace },
    spec,
    signal,
  );
}
