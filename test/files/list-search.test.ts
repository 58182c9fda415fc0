import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { secretsBeneath } from "../../src/files/index.ts";
import { tempDir } from "../fixtures/temp.ts";
import { Workspace } from "./workspace.ts";

describe("listing a directory", () => {
  it("[SP-3] names what is there, in order, without following links", async () => {
    const ws = new Workspace();
    mkdirSync(ws.at("b"));
    writeFileSync(ws.at("c"), "");
    symlinkSync("/etc", ws.at("a"));
    expect(await ws.list(".")).toEqual({
      ok: true,
      truncated: false,
      entries: [
        { name: "a", kind: "link" },
        { name: "b", kind: "directory" },
        { name: "c", kind: "file" },
      ],
    });
    expect(await ws.list("a")).toMatchObject({ fault: "link" });
    expect(await ws.list("c")).toMatchObject({ fault: "not-a-directory" });
  });

  it("is bounded", async () => {
    const ws = new Workspace();
    for (let i = 0; i < 12; i++) writeFileSync(ws.at(`f${i}`), "");
    expect(await ws.list(".", 10)).toMatchObject({ truncated: true, entries: { length: 10 } });
    expect(await ws.list(".", 12)).toMatchObject({ truncated: false, entries: { length: 12 } });
  });
});

describe("searching", () => {
  const tree = () => {
    const ws = new Workspace();
    for (const directory of ["src/deep", "docs", ".git", "node_modules/x"])
      mkdirSync(ws.at(directory), { recursive: true });
    for (const [name, text] of Object.entries({
      "src/a.ts": "one\nNeedle two\n",
      "src/deep/b.ts": "needle",
      "docs/c.md": "a needle here",
      ".env": "KEY=needle",
      id_rsa: "needle",
      ".git/config": "needle",
      "node_modules/x/i.js": "needle",
      "binary.bin": "needle\0",
      "latin.txt": Buffer.from([0xe9, ...Buffer.from("needle")]),
    }))
      writeFileSync(ws.at(name), text);
    return ws;
  };
  const paths = (ws: Workspace, found: Awaited<ReturnType<Workspace["search"]>>) =>
    found.ok ? found.matches.map(({ path, line }) => `${path.slice(ws.root.length + 1)}:${line}`) : found;

  it("[OC-5][PH-1] shows nothing of a secret, wherever a line is cut, and does not tell what one begins with", async () => {
    const ws = new Workspace();
    const secret = ["gh", "p_", "q".repeat(36)].join("");
    writeFileSync(ws.at("long.json"), `${"a ".repeat(90)}needle ${"b ".repeat(60)}${secret} end`);
    writeFileSync(ws.at("key.txt"), `one\n${secret.slice(0, 20)}\n${secret.slice(20)}\nneedle after\n`);
    const secretsIn = (text: string) =>
      [...text.matchAll(/ghp_\w{16}\n?q{20}/g)].map(({ index, 0: found }) => ({
        start: index,
        end: index + found.length,
        placeholder: "[redacted]",
      }));
    const found = await ws.search(".", { text: "needle", secretsIn });
    expect(paths(ws, found)).toEqual(["key.txt:4", "long.json:1"]);
    expect(JSON.stringify(found)).not.toContain("ghp");
    expect(paths(ws, await ws.search(".", { text: "ghp_q", secretsIn }))).toEqual([]);
    expect(paths(ws, await ws.search(".", { text: "ghp_q" }))).toHaveLength(2);
  });

  it("[SP-3][PH-1] finds text by line and passes over secrets, binary files, repository internals and packages", async () => {
    const ws = tree();
    expect(paths(ws, await ws.search(".", { text: "needle" }))).toEqual(["docs/c.md:1", "src/deep/b.ts:1"]);
    expect(paths(ws, await ws.search(".", { text: "NEEDLE", ignoreCase: true }))).toEqual([
      "docs/c.md:1",
      "src/a.ts:2",
      "src/deep/b.ts:1",
    ]);
    expect(await ws.search(".env", { text: "needle" })).toMatchObject({ ok: true, matches: [], files: 0 });
    expect(paths(ws, await ws.search("src/deep/b.ts", { text: "needle" }))).toEqual(["src/deep/b.ts:1"]);
    const statePaths = [ws.at("docs")];
    expect(paths(ws, await ws.search(".", { text: "needle", statePaths }))).toEqual(["src/deep/b.ts:1"]);
  });

  it("narrows by suffix and by glob", async () => {
    const ws = tree();
    const found = async (more: object) =>
      paths(ws, await ws.search(".", { text: "needle", ignoreCase: true, ...more }));
    expect(await found({ suffix: ".md" })).toEqual(["docs/c.md:1"]);
    expect(await found({ glob: "*.ts" })).toEqual(["src/a.ts:2", "src/deep/b.ts:1"]);
    expect(await found({ glob: "src/*.ts" })).toEqual(["src/a.ts:2"]);
    expect(await found({ glob: "src/**/b.ts" })).toEqual(["src/deep/b.ts:1"]);
  });

  it("[CE-2.2] follows no link, to a file or a directory", async () => {
    const ws = new Workspace();
    const outside = tempDir();
    writeFileSync(`${outside}/f`, "needle");
    symlinkSync(`${outside}/f`, ws.at("f"));
    symlinkSync(outside, ws.at("d"));
    symlinkSync(".", ws.at("self"));
    expect(await ws.search(".", { text: "needle" })).toMatchObject({ ok: true, matches: [], truncated: false });
  });

  it("takes the text literally, in time that does not grow with what it looks like", async () => {
    const ws = new Workspace();
    writeFileSync(ws.at("a"), `${"a".repeat(1 << 19)}\n(a+)+$\n`);
    const started = performance.now();
    expect(await ws.search(".", { text: "(a+)+$" })).toMatchObject({ matches: [{ line: 2 }] });
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it("says when a bound ended it: files, bytes, matches, depth, entries, time", async () => {
    const ws = new Workspace();
    mkdirSync(ws.at("x/y/z"), { recursive: true });
    for (let i = 0; i < 8; i++) writeFileSync(ws.at(`f${i}`), "needle\nneedle\n");
    writeFileSync(ws.at("x/y/z/f"), "needle");
    const search = (limits: object) => ws.search(".", { text: "needle" }, limits);
    expect(await search({})).toMatchObject({ truncated: false, files: 9, matches: { length: 17 } });
    expect(await search({ files: 3 })).toMatchObject({ truncated: true, files: 3 });
    expect(await search({ bytes: 30 })).toMatchObject({ truncated: true, files: 3 });
    expect(await search({ matches: 5 })).toMatchObject({ truncated: true, matches: { length: 5 } });
    expect(await search({ depth: 2 })).toMatchObject({ truncated: true, files: 8 });
    expect(await search({ entries: 4 })).toMatchObject({ truncated: true });
    expect(await search({ ms: 0 })).toMatchObject({ truncated: true, matches: [] });
    expect(await search({ fileBytes: 10 })).toMatchObject({ truncated: false, files: 1 });
  });

  it("shows the part of a long line where the text is", async () => {
    const ws = new Workspace();
    writeFileSync(ws.at("a"), `${"x".repeat(5_000)}needle${"y".repeat(5_000)}`);
    const found = await ws.search(".", { text: "needle" }, { lineLength: 40 });
    const [match] = found.ok ? found.matches : [];
    expect(match?.text).toHaveLength(40);
    expect(match?.text).toContain("needle");
  });
});

describe("secrets beneath a directory", () => {
  it("[PH-1] are found wherever they lie, with the state of Sallyport, and links are left out", async () => {
    const ws = new Workspace();
    mkdirSync(ws.at("a/.ssh"), { recursive: true });
    mkdirSync(ws.at("state"));
    writeFileSync(ws.at("a/.env"), "");
    writeFileSync(ws.at("a/.env.example"), "");
    writeFileSync(ws.at("a/note"), "");
    symlinkSync("note", ws.at("a/id_rsa"));
    expect(await secretsBeneath(ws.root, [ws.at("state")])).toEqual([ws.at("a/.env"), ws.at("a/.ssh"), ws.at("state")]);
    expect(await secretsBeneath(ws.at("nowhere"), [])).toBeUndefined();
  });
});
