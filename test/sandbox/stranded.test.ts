import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable, Writable } from "node:stream";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { beginningOf, signalAll } from "../../src/sandbox/limits/process-tree.ts";
import { endStranded } from "../../src/sandbox/limits/stranded.ts";
import { missing, skipped } from "./box.ts";

describe.skipIf(missing)(`[CE-2.1] the first process of a sandbox that is half set up${skipped}`, () => {
  it("is ended when its launcher was killed, and only then", async () => {
    const [left, owned] = [await waitingLauncher(), await waitingLauncher()];
    left.launcher.kill("SIGKILL");
    await once(left.launcher, "exit");
    // Another gateway of this machine may have done so already.
    endStranded();
    await vi.waitFor(() => expect(beginningOf(left.first)).toBeUndefined());
    expect(beginningOf(owned.first)).toBeDefined();
  });
});

/** A launcher started as those of commands are, which waits before it goes on. */
async function waitingLauncher(): Promise<{ readonly launcher: ChildProcess; readonly first: number }> {
  const options = [
    "--unshare-user",
    "--unshare-pid",
    "--ro-bind",
    "/",
    "/",
    "--json-status-fd",
    "8",
    "--block-fd",
    "10",
  ];
  const words = ["--args", "7", "--", "/proc/self/fd/9", "enter"];
  const none = "ignore" as const;
  const stdio = [none, none, none, none, none, none, none, "pipe", "pipe", none, "pipe"] as const;
  const launcher = spawn("bwrap", words, { stdio: [...stdio] });
  const streams = launcher.stdio as readonly unknown[];
  (streams[7] as Writable).end(options.join("\0"));
  let said = "";
  const first = await new Promise<number>((resolve, reject) => {
    // It is read to its end: the launcher would not outlive its closing.
    (streams[8] as Readable).on("data", (chunk: Buffer) => {
      said += chunk;
      const [, pid] = /"child-pid": (\d+)/.exec(said) ?? [];
      if (pid !== undefined) resolve(Number(pid));
    });
    launcher.once("exit", () => reject(new Error(`the launcher ended: ${said}`)));
  });
  onTestFinished(() => signalAll([first, launcher.pid as number], "SIGKILL"));
  return { launcher, first };
}
