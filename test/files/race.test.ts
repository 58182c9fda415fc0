import { mkdirSync, readFileSync, realpathSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { describe, expect, it } from "vitest";
import { readFile, resolvePath, writeFile } from "../../src/files/index.ts";
import { permitFor } from "../fixtures/permit.ts";
import { tempDir } from "../fixtures/temp.ts";
import { Workspace } from "./workspace.ts";

/** A workspace in which `dir` is now a directory and now a link to a directory outside with a secret in it. */
function contested() {
  const ws = new Workspace();
  const outside = realpathSync(tempDir());
  writeFileSync(`${outside}/file`, "secret");
  mkdirSync(ws.at("dir"));
  writeFileSync(ws.at("dir/file"), "harmless");
  symlinkSync(outside, ws.at("link"));
  return { ws, outside };
}

async function whileSwapping<T>(ws: Workspace, work: () => Promise<T>): Promise<{ result: T; swaps: number }> {
  const stop = new SharedArrayBuffer(4);
  const workerData = { name: ws.at("dir"), directory: ws.at("spare"), link: ws.at("link"), stop };
  const worker = new Worker(new URL("./swapper.ts", import.meta.url), { workerData });
  const swapped = new Promise<number>((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
  });
  await new Promise((resolve) => worker.once("online", resolve));
  try {
    const result = await work();
    Atomics.store(new Int32Array(stop), 0, 1);
    return { result, swaps: await swapped };
  } finally {
    await worker.terminate();
  }
}

/** What many guards do: ask where the path leads, then open it by name. */
function naiveRead(root: string, path: string, between: () => void = () => {}): string | undefined {
  try {
    if (!realpathSync(path).startsWith(`${root}/`)) return undefined;
    between();
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

const tries = 20_000;

describe("a directory that turns into a link between check and use", () => {
  it("[CE-2.2] leaks nothing in 20000 tries against a swapping thread, where opening by name leaks", async () => {
    const { ws } = contested();
    const asked = ws.request("dir/file", "read");
    const { result, swaps } = await whileSwapping(ws, async () => {
      const seen = { harmless: 0, refused: 0, leaked: 0, leakedByName: 0 };
      for (let i = 0; i < tries; i++) {
        const content = await readFile(await permitFor(asked), asked, ws.root, 100);
        if (!content.ok) seen.refused++;
        else if (content.encoding === "utf-8" && content.text === "harmless") seen.harmless++;
        else seen.leaked++;
        try {
          if (readFileSync(ws.at("dir/file"), "utf8") === "secret") seen.leakedByName++;
        } catch {
          // Neither of the two is there at this moment.
        }
      }
      return seen;
    });
    expect(result.leaked).toBe(0);
    // The race was real: both states were met, and a reader without the walk was deceived.
    expect(swaps).toBeGreaterThan(1_000);
    expect(result.harmless).toBeGreaterThan(100);
    expect(result.refused).toBeGreaterThan(100);
    expect(result.leakedByName).toBeGreaterThan(100);
  }, 60_000);

  it("[CE-2.2] writes nothing outside in 1000 tries against a swapping thread", async () => {
    const { ws, outside } = contested();
    const asked = ws.request("dir/new", "write", { content: "evil" });
    const { result } = await whileSwapping(ws, async () => {
      let written = 0;
      for (let i = 0; i < 1_000; i++) {
        if ((await writeFile(await permitFor(asked), asked, ws.root, "evil")).ok) written++;
      }
      return written;
    });
    expect(result).toBeGreaterThan(0);
    expect(() => readFileSync(`${outside}/new`)).toThrow("ENOENT");
  }, 60_000);

  it("[CE-2.2] is refused when it happens after the path was resolved and decided on, where a naive guard follows", async () => {
    const { ws } = contested();
    const swap = () => {
      renameSync(ws.at("dir"), ws.at("spare"));
      renameSync(ws.at("link"), ws.at("dir"));
    };
    expect(await resolvePath("dir/file", ws.root)).toEqual({ ok: true, path: ws.at("dir/file") });
    const asked = ws.request("dir/file", "read");
    const permit = await permitFor(asked);
    expect(naiveRead(ws.root, ws.at("dir/file"))).toBe("harmless");
    expect(naiveRead(ws.root, ws.at("dir/file"), swap)).toBe("secret");
    expect(await readFile(permit, asked, ws.root, 100)).toMatchObject({ ok: false, fault: "link" });
  });

  it("[CE-2.2] is refused when the root itself, or what is above it, becomes a link", async () => {
    const { ws, outside } = contested();
    mkdirSync(`${outside}/sub`);
    writeFileSync(`${outside}/sub/file`, "secret");
    mkdirSync(ws.at("a/sub"), { recursive: true });
    writeFileSync(ws.at("a/sub/file"), "harmless");
    const asked = ws.request("a/sub/file", "read");
    const read = async () => readFile(await permitFor(asked), asked, ws.at("a/sub"), 100);
    expect(await read()).toMatchObject({ ok: true, text: "harmless" });
    renameSync(ws.at("a"), ws.at("moved"));
    symlinkSync(outside, ws.at("a"));
    expect(await read()).toMatchObject({ ok: false, fault: "link" });
  });
});
