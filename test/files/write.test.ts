import {
  chmodSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { describe, expect, it } from "vitest";
import { writeFile } from "../../src/files/index.ts";
import { permitFor } from "../fixtures/permit.ts";
import { tempDir } from "../fixtures/temp.ts";
import { Workspace } from "./workspace.ts";

describe("writing a file", () => {
  it("[SP-3] creates and replaces, keeps the mode of what it replaces, and leaves nothing else behind", async () => {
    const ws = new Workspace();
    expect(await ws.write("a.sh", "one")).toEqual({ ok: true, bytes: 3, created: true });
    chmodSync(ws.at("a.sh"), 0o750);
    expect(await ws.write("a.sh", "zwei ü")).toEqual({ ok: true, bytes: 7, created: false });
    expect(readFileSync(ws.at("a.sh"), "utf8")).toBe("zwei ü");
    expect(statSync(ws.at("a.sh")).mode & 0o777).toBe(0o750);
    expect(readdirSync(ws.root)).toEqual(["a.sh"]);
  });

  it("makes directories that are missing, beneath the root", async () => {
    const ws = new Workspace();
    expect(await ws.write("a/b/c.txt", "deep")).toMatchObject({ ok: true, created: true });
    expect(readFileSync(ws.at("a/b/c.txt"), "utf8")).toBe("deep");
  });

  it("[CE-2.2] writes through no link, and never outside", async () => {
    const ws = new Workspace();
    const outside = tempDir();
    writeFileSync(`${outside}/victim`, "old");
    symlinkSync(`${outside}/victim`, ws.at("link"));
    symlinkSync(outside, ws.at("dir"));
    symlinkSync(`${outside}/new`, ws.at("dangling"));
    for (const name of ["link", "dir/victim", "dir/new", "dir/sub/new", "dangling"]) {
      expect(await ws.write(name, "evil"), name).toMatchObject({ ok: false, fault: "link" });
    }
    expect(await ws.write(`${outside}/new`, "evil")).toMatchObject({ fault: "outside" });
    expect(readFileSync(`${outside}/victim`, "utf8")).toBe("old");
    expect(readdirSync(outside)).toEqual(["victim"]);
  });

  it("[CE-2.2] refuses files with another name, with a set-id bit, and what is no file", async () => {
    const ws = new Workspace();
    writeFileSync(ws.at("a"), "a");
    linkSync(ws.at("a"), ws.at("b"));
    writeFileSync(ws.at("suid"), "s");
    chmodSync(ws.at("suid"), 0o4755);
    writeFileSync(ws.at("sgid"), "s");
    chmodSync(ws.at("sgid"), 0o2755);
    mkdirSync(ws.at("dir"));
    expect(await ws.write("b", "x")).toMatchObject({ fault: "link" });
    expect(await ws.write("suid", "x")).toMatchObject({ fault: "set-id" });
    expect(await ws.write("sgid", "x")).toMatchObject({ fault: "set-id" });
    expect(await ws.write("dir", "x")).toMatchObject({ fault: "not-a-file" });
    expect(await ws.write(".", "x")).toMatchObject({ fault: "not-a-file" });
    expect(await ws.write("a/x", "x")).toMatchObject({ fault: "not-a-directory" });
    expect(readdirSync(ws.root).toSorted()).toEqual(["a", "b", "dir", "sgid", "suid"]);
  });

  it("[OC-16] refuses what no agent may write even with a permit for it", async () => {
    const ws = new Workspace();
    for (const name of [".git/hooks/pre-commit", "skills/new/SKILL.md", "AGENTS.md", ".Mcp.json", ".bashrc"]) {
      expect(await ws.write(name, "x"), name).toMatchObject({ ok: false, fault: "protected" });
    }
    expect(readdirSync(ws.root)).toEqual([]);
    expect(await ws.write("docs/agents-guide.md", "x")).toMatchObject({ ok: true });
  });

  it("[CE-4] writes only a text that stood in the arguments which were decided on", async () => {
    const ws = new Workspace();
    const asked = ws.request("a", "write", { content: "approved" });
    await expect(writeFile(await permitFor(asked), asked, ws.root, "other")).rejects.toMatchObject({
      code: "ERR_PERMIT_MISMATCH",
    });
    const reading = ws.request("a", "read", { content: "approved" });
    await expect(writeFile(await permitFor(reading), reading, ws.root, "approved")).rejects.toMatchObject({
      code: "ERR_PERMIT_MISMATCH",
    });
    expect(readdirSync(ws.root)).toEqual([]);
  });

  it("keeps to the limit of the permit", async () => {
    const ws = new Workspace();
    const asked = ws.request("a", "write", { content: "12345" });
    const permit = await permitFor(asked, [{ id: "limit", bytes: 4 }]);
    expect(await writeFile(permit, asked, ws.root, "12345")).toMatchObject({ fault: "too-large" });
  });
});

describe("editing a file", () => {
  it("[SP-3] applies every edit in order, keeping the byte order mark and the line ends", async () => {
    const ws = new Workspace();
    writeFileSync(ws.at("a"), "\ufeffone\r\ntwo\r\n");
    const edits = [
      { find: "one", replace: "three" },
      { find: "three\r\n", replace: "$&\r\n" },
    ];
    expect(await ws.edit("a", edits)).toMatchObject({ ok: true, created: false });
    expect(readFileSync(ws.at("a"), "utf8")).toBe("\ufeff$&\r\ntwo\r\n");
  });

  it.each([
    ["a passage that is not there", [{ find: "x", replace: "y" }], "no-match"],
    ["a passage that is there twice", [{ find: "o", replace: "y" }], "no-match"],
    ["an empty passage", [{ find: "", replace: "y" }], "no-match"],
    [
      "a later one that fails",
      [
        { find: "foo", replace: "bar" },
        { find: "gone", replace: "" },
      ],
      "no-match",
    ],
  ])("refuses %s and leaves the file alone", async (_what, edits, fault) => {
    const ws = new Workspace();
    writeFileSync(ws.at("a"), "foo");
    expect(await ws.edit("a", edits)).toMatchObject({ ok: false, fault });
    expect(readFileSync(ws.at("a"), "utf8")).toBe("foo");
  });

  it("refuses binary, large, linked, protected and missing files", async () => {
    const ws = new Workspace();
    writeFileSync(ws.at("binary"), Buffer.from([0xff, 0xfe, 0x61]));
    writeFileSync(ws.at("large"), "a".repeat(11));
    writeFileSync(ws.at("a"), "a");
    symlinkSync("a", ws.at("link"));
    linkSync(ws.at("a"), ws.at("b"));
    const edit = [{ find: "a", replace: "b" }];
    expect(await ws.edit("binary", edit)).toMatchObject({ fault: "not-a-file" });
    expect(await ws.edit("large", edit, 10)).toMatchObject({ fault: "too-large" });
    expect(await ws.edit("link", edit)).toMatchObject({ fault: "link" });
    expect(await ws.edit("b", edit)).toMatchObject({ fault: "link" });
    expect(await ws.edit("CLAUDE.md", edit)).toMatchObject({ fault: "protected" });
    expect(await ws.edit("none", edit)).toMatchObject({ fault: "missing" });
  });

  it("does not lay an edit over a change that another made meanwhile", async () => {
    const ws = new Workspace();
    const text = `start ${"x".repeat(1 << 20)}`;
    let refused = 0;
    for (let i = 0; i < 200 && refused === 0; i++) {
      writeFileSync(ws.at("a"), text);
      const editing = ws.edit("a", [{ find: "start", replace: "end" }], 2 << 20);
      for (let turn = 0; turn < i % 20; turn++) await new Promise(setImmediate);
      writeFileSync(ws.at("a"), "other");
      const result = await editing;
      const after = readFileSync(ws.at("a"), "utf8");
      // Either the edit came first and was then overwritten by path, or it saw the change.
      expect(after === "other" || after.startsWith("end x")).toBe(true);
      if (!result.ok && result.fault === "changed") {
        expect(after).toBe("other");
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(0);
  });
});
