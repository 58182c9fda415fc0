import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { tempDir } from "../fixtures/temp.ts";
import { openInstallation, turn } from "./installation.ts";

describe("a workspace around the state of Sallyport", () => {
  it("[CE-2.2] shows a search its own files and nothing of the state", async () => {
    const home = tempDir();
    const { port } = await openInstallation(
      [{ calls: [{ name: "search", arguments: { query: "started" } }] }, { text: "." }],
      { agents: [{ id: "main", profile: "full", workspace: home }] },
      { home },
    );
    writeFileSync(join(home, "mine.txt"), "it started well");
    const session = crypto.randomUUID();
    await turn(port, "go", { session });
    const told = (port.agents.get("main")?.history(session)?.lines ?? []).map(({ text }) => text).join("\n");
    expect(told).toContain("mine.txt:1: it started well");
    expect(told).not.toContain("records.jsonl");
  });
});
