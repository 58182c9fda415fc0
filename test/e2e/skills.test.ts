import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Sallyport } from "../../src/assembly/index.ts";
import { queryLog } from "../../src/audit/index.ts";
import { homePaths } from "../../src/config/index.ts";
import { openInstallation, turn } from "../attacks/installation.ts";
import type { Script } from "../fixtures/model-server.ts";

const script = `
import json, os, pathlib, sys
given = json.loads(sys.argv[1])
pathlib.Path("marker.txt").write_text(given["title"])
try:
    pathlib.Path(given.get("reach", "inside.txt")).write_text("reached")
except OSError as error:
    print(type(error).__name__)
try:
    pathlib.Path(__file__).write_text("changed")
except OSError as error:
    pathlib.Path("own-folder.txt").write_text(type(error).__name__)
print("done")
`;
const manifest = {
  description: "writes a report",
  interpreter: "python3",
  script: "run.py",
  workspace: "write",
  arguments: {
    type: "object",
    properties: { title: { type: "string", maxLength: 200 }, reach: { type: "string" } },
    required: ["title"],
    additionalProperties: false,
  },
};

/** A model that in each of two turns runs the skill `report` with the arguments, and then says that it did. */
const running = (args: object | string): Script => {
  const text = typeof args === "string" ? args : JSON.stringify(args);
  const once = [{ calls: [{ name: "skill_run", arguments: { skill: "report", arguments: text } }] }, { text: "done" }];
  return [...once, ...once];
};

interface Bench {
  readonly port: Sallyport;
  readonly workspace: string;
  readonly folder: string;
  /** One turn, in which whatever is asked is allowed; `meanwhile` happens while it is asked. */
  run(meanwhile?: () => unknown): Promise<{ readonly ran: boolean; readonly result: string; readonly asked: number }>;
  records(kind: "decision" | "outcome" | "finding"): Promise<readonly Record<string, unknown>[]>;
}

async function bench(args: object | string, agent: object = {}, parts: object = manifest): Promise<Bench> {
  const { port, home } = await openInstallation(running(args), {
    agents: [{ id: "main", profile: "coding", ...agent }],
  });
  const folder = join(homePaths(home).skills, "report");
  mkdirSync(join(folder, "data"), { recursive: true });
  writeFileSync(join(folder, "skill.json"), JSON.stringify(parts));
  writeFileSync(join(folder, "run.py"), script);
  writeFileSync(join(folder, "data", "words.txt"), "words\n");
  const workspace = port.runtime.policyFor("main")?.workspace as string;
  const records = async (kind: "decision" | "outcome" | "finding") =>
    (await Array.fromAsync(queryLog(homePaths(home).audit, { kind }))).map(
      ({ body }) => body as Record<string, unknown>,
    );
  return {
    ...{ port, workspace, folder, records },
    async run(meanwhile) {
      const session = crypto.randomUUID();
      let asked = 0;
      const stop = port.onApproval(session, async ({ id }) => {
        asked++;
        await meanwhile?.();
        await port.approvals.answer(id, "allow-once", "operator");
      });
      const events = await turn(port, "make the report", { session });
      stop();
      return { ran: existsSync(join(workspace, "marker.txt")), result: JSON.stringify(events), asked };
    },
  };
}

const pin = (port: Sallyport) => port.skills.pin("report", undefined, async () => {});

describe("a skill that is pinned", () => {
  it("[SP-3] [SP-9] runs in the sandbox when a person allows it, under one decision that was asked and one that was allowed", async () => {
    const { port, workspace, run, records } = await bench({ title: "Q3" });
    await pin(port);
    const { ran, result, asked } = await run();
    expect(result).toContain('"disposition":"completed"');
    expect(readFileSync(join(workspace, "own-folder.txt"), "utf8")).toBe("OSError");
    expect({ ran, asked }).toEqual({ ran: true, asked: 1 });
    expect(readFileSync(join(workspace, "marker.txt"), "utf8")).toBe("Q3");
    const outcomes = (await records("outcome")).filter((body) => JSON.stringify(body).includes("skill:report"));
    expect(outcomes).toHaveLength(1);
  });

  it("[SP-3] takes its arguments as data, whatever they would mean to a shell", async () => {
    const title = "\"; touch pwned; $(touch pwned) `touch pwned` '\n--help";
    const { port, workspace, run } = await bench({ title });
    await pin(port);
    expect((await run()).ran).toBe(true);
    expect(readFileSync(join(workspace, "marker.txt"), "utf8")).toBe(title);
    expect(existsSync(join(workspace, "pwned"))).toBe(false);
  });

  it("[SP-3] cannot write outside the workspace", async () => {
    const { port, run } = await bench({ title: "x", reach: "/var/reached.txt" });
    await pin(port);
    expect((await run()).ran).toBe(true);
    expect(existsSync("/var/reached.txt")).toBe(false);
  });

  it("[SP-3] has of the workspace what it declares, and no more", async () => {
    const { port, run } = await bench({ title: "x" }, {}, { ...manifest, workspace: "read" });
    await pin(port);
    expect(await run()).toMatchObject({ ran: false, asked: 1 });
  });

  it.each([
    ["no JSON", "{"],
    ["no object", "[]"],
    ["a missing one", {}],
    ["one too many", { title: "x", mode: "y" }],
    ["another type", { title: 7 }],
    ["one that is too long", { title: "x".repeat(201) }],
  ])("[SP-3] is not run, and nobody is asked, with arguments that its schema refuses: %s", async (_, args) => {
    const { port, run, records } = await bench(args);
    await pin(port);
    expect(await run()).toMatchObject({ ran: false, asked: 0 });
    expect(JSON.stringify(await records("decision"))).toContain("skill.arguments");
  });

  it("[SP-3] is not run by an agent that runs no commands, or not by this program", async () => {
    for (const agent of [
      { exec: { mode: "deny", ask: "off" } },
      { scope: { commands: ["ls"] } },
      { scope: { tools: ["exec"] } },
    ]) {
      const { port, run } = await bench({ title: "x" }, agent);
      await pin(port);
      expect(await run()).toMatchObject({ ran: false, asked: 0 });
    }
  });
});

describe("a skill that is not what was pinned", () => {
  it("[SP-3] is not run before it is pinned, or once it no longer is", async () => {
    const { port, run } = await bench({ title: "x" });
    expect(await run()).toMatchObject({ ran: false, asked: 0 });
    await pin(port);
    await port.skills.unpin("report");
    expect(await run()).toMatchObject({ ran: false, asked: 0 });
  });

  const changes: readonly (readonly [string, (folder: string) => void])[] = [
    ["one byte of the script", (folder) => writeFileSync(join(folder, "run.py"), script.replace("done", "dune"))],
    ["one byte of a file that it may read", (folder) => writeFileSync(join(folder, "data", "words.txt"), "wordz\n")],
    ["the mode of a file", (folder) => chmodSync(join(folder, "run.py"), 0o700)],
    ["a file more", (folder) => writeFileSync(join(folder, "json.py"), "print('mine')")],
    ["a file less", (folder) => rmSync(join(folder, "data", "words.txt"))],
    ["an empty directory more", (folder) => mkdirSync(join(folder, "more"))],
    ["a link", (folder) => symlinkSync("/etc/passwd", join(folder, "data", "link"))],
    ["a second name elsewhere", (folder) => linkSync(join(folder, "run.py"), join(folder, "..", "run.py"))],
    ["set-id bits", (folder) => chmodSync(join(folder, "run.py"), 0o4755)],
    [
      "what it asks for",
      (folder) => writeFileSync(join(folder, "skill.json"), JSON.stringify({ ...manifest, hosts: ["evil.example"] })),
    ],
  ];

  it.each(changes)("[SP-3] is not run, and is a finding, when it changed by %s", async (_, change) => {
    const { port, folder, run, records } = await bench({ title: "x" });
    await pin(port);
    change(folder);
    expect(await run()).toMatchObject({ ran: false, asked: 0 });
    expect(JSON.stringify(await records("finding"))).toContain("skill.changed");
  });

  it.each(changes.slice(0, 2))("[SP-3] is not run when it changes while a person is asked: %s", async (_, change) => {
    const { port, folder, run } = await bench({ title: "x" });
    await pin(port);
    expect(await run(() => change(folder))).toMatchObject({ ran: false, asked: 1 });
  });

  it("[SP-3] is not run when it is unpinned while a person is asked", async () => {
    const { port, run } = await bench({ title: "x" });
    await pin(port);
    expect(await run(() => port.skills.unpin("report"))).toMatchObject({ ran: false, asked: 1 });
  });

  it("[SP-3] runs from a copy that is made again when somebody changed it", async () => {
    const { port, run, workspace } = await bench({ title: "x" });
    await pin(port);
    expect((await run()).ran).toBe(true);
    rmSync(join(workspace, "marker.txt"));
    const copies = homePaths(port.home).skillCopies;
    for (const copy of readdirSync(copies)) writeFileSync(join(copies, copy, "run.py"), "print('mine')");
    expect((await run()).ran).toBe(true);
  });

  it("[SP-3] is pinned only while it is what was looked at", async () => {
    const { port, folder } = await bench({ title: "x" });
    const { hash } = await port.skills.show("report");
    writeFileSync(join(folder, "run.py"), "print('mine')");
    const puts: string[] = [];
    const put = async (as: string) => puts.push(as);
    expect(await port.skills.pin("report", hash, put)).toMatch(/^it is [0-9a-f]{64} now$/);
    expect(puts).toEqual([]);
    expect(await port.skills.show("report")).toMatchObject({ state: "unpinned" });
    expect(await port.skills.pin("../report", undefined, put)).toContain("a skill is named");
  });
});
