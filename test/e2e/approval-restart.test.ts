import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ApprovalQueue } from "../../src/approval/index.ts";
import { openSqliteStore } from "../../src/store/index.ts";
import { asking } from "../approval/fixture.ts";
import { request } from "../fixtures/request.ts";

const source = (path: string) => JSON.stringify(new URL(`../../${path}`, import.meta.url).href);

/** Asks, says so, waits; would write a line if it were ever granted. */
const asker = (state: string) => `
  import { ApprovalQueue } from ${source("src/approval/index.ts")};
  import { openSqliteStore } from ${source("src/store/index.ts")};
  import { asking, never } from ${source("test/approval/fixture.ts")};
  const queue = new ApprovalQueue(openSqliteStore(${JSON.stringify(state)}), {
    record: async () => {}, generation: () => 1, policy: () => "p1", approvers: ["bob"],
  });
  const { id } = await queue.ask(asking());
  console.log(id);
  setInterval(() => {}, 1000);
  const grant = await queue.wait(id, never);
  console.log(grant === undefined ? "not granted" : "granted");
`;

it("[CE-4] a request outlives the kill of the process that asked, and a yes is kept for the same request alone", async () => {
  const directory = mkdtempSync(join(tmpdir(), "sallyport-"));
  const state = join(directory, "state.db");
  const script = join(directory, "asker.ts");
  writeFileSync(script, asker(state));
  const child = spawn(process.execPath, [script], { stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  await once(child.stdout, "data");
  child.kill("SIGKILL");
  await once(child, "exit");
  const id = output.trim();

  const entries: unknown[] = [];
  const queue = new ApprovalQueue(openSqliteStore(state), {
    record: async ({ body }) => entries.push(body["state"]),
    generation: () => 1,
    policy: () => "p1",
    approvers: ["bob"],
  });
  expect(await queue.list()).toMatchObject([{ id, orphaned: true, tool: "read" }]);
  expect(await queue.answer(id, "allow-once", "bob")).toBe("kept");
  expect(await queue.wait(id, new AbortController().signal)).toBeUndefined();
  expect(await queue.takeKept(asking(request({ subject: { session: "s2" } })))).toBeUndefined();
  expect((await queue.takeKept(asking()))?.consume()).toBe(true);
  expect(await queue.takeKept(asking())).toBeUndefined();
  expect(entries).toEqual(["kept", "claimed"]);
  expect(output).not.toContain("granted");
});
