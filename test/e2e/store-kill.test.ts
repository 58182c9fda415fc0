import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, it } from "vitest";
import { openSqliteStore } from "../../src/store/index.ts";

const home = mkdtempSync(join(tmpdir(), "sallyport-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));

it("a store whose writer is killed has every row whose write had resolved", async () => {
  const path = join(home, "state.db");
  const script = fileURLToPath(new URL("store-writer.ts", import.meta.url));
  const keys: string[] = [];
  for (let round = 0; round < 10; round++) {
    const child = spawn(process.execPath, ["--no-warnings", script, path], { stdio: ["ignore", "pipe", "inherit"] });
    let said = "";
    child.stdout.on("data", (chunk: Buffer) => {
      said += chunk;
    });
    const closed = once(child, "close");
    await once(child.stdout, "data");
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 150));
    child.kill("SIGKILL");
    await closed;
    keys.push(...said.slice(0, said.lastIndexOf("\n")).split("\n"));
    const store = openSqliteStore(path);
    const found = new Set((await store.scan("rows")).map(({ key }) => key));
    expect(keys.filter((key) => !found.has(key))).toEqual([]);
    await store.close();
  }
  expect(keys.length).toBeGreaterThan(50);
});
