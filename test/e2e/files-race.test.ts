import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { Worker } from "node:worker_threads";
import { describe, expect, it, onTestFinished } from "vitest";
import { readFile, writeFile } from "../../src/files/index.ts";
import { Workspace } from "../files/workspace.ts";
import { permitFor } from "../fixtures/permit.ts";

const tries = 40_000;

/** A workspace in which `dir` is now a directory and now a link to a directory outside with a secret in it. */
function contested() {
  const outside = realpathSync(mkdtempSync(`${tmpdir()}/sallyport-`));
  onTestFinished(() => rmSync(outside, { recursive: true, force: true }));
  const root = `${outside}/workspace`;
  mkdirSync(`${root}/dir`, { recursive: true });
  const ws = new Workspace(root);
  writeFileSync(`${outside}/file`, "secret");
  writeFileSync(ws.at("dir/file"), "harmless");
  symlinkSync(outside, ws.at("link"));
  return { ws, outside };
}

async function whileSwapping<T>(ws: Workspace, work: () => Promise<T>): Promise<{ result: T; swaps: number }> {
  const stop = new SharedArrayBuffer(4);
  const workerData = { name: ws.at("dir"), directory: ws.at("spare"), link: ws.at("link"), stop };
  const worker = new Worker(new URL("../files/swapper.ts", import.meta.url), { workerData });
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

describe("[CE-2.2] a directory that turns into a link and back all the time", () => {
  it(`leads no reader outside in ${tries} tries, where opening by name is led there`, async () => {
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
  });

  it(`leads no writer outside in ${tries} tries, where opening by name is led there`, async () => {
    const { ws, outside } = contested();
    const asked = ws.request("dir/new", "write", { content: "evil" });
    const { result, swaps } = await whileSwapping(ws, async () => {
      const seen = { written: 0, refused: 0 };
      for (let i = 0; i < tries; i++) {
        const { ok } = await writeFile(await permitFor(asked), asked, ws.root, "evil");
        if (ok) seen.written++;
        else seen.refused++;
        if (i % 100 === 0) writeByName(ws.at("dir/naive"));
      }
      return seen;
    });
    expect(() => readFileSync(`${outside}/new`)).toThrow("ENOENT");
    expect(readFileSync(`${outside}/naive`, "utf8")).toBe("evil");
    expect(swaps).toBeGreaterThan(1_000);
    expect(result.written).toBeGreaterThan(100);
    expect(result.refused).toBeGreaterThan(100);
  });
});

function writeByName(path: string): void {
  try {
    writeFileSync(path, "evil");
  } catch {
    // Neither of the two is there at this moment.
  }
}
