import { execFileSync } from "node:child_process";
import { linkSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { openPlace } from "../../src/files/descriptor.ts";
import { descriptorFault, readFile } from "../../src/files/index.ts";
import { permitFor } from "../fixtures/permit.ts";
import { tempDir } from "../fixtures/temp.ts";
import { Workspace } from "./workspace.ts";

const errorCode = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: { code?: string }) => error.code,
  );

describe("reading a file", () => {
  it("[SP-3] reads exactly the file of the request, once for each permit", async () => {
    const ws = new Workspace();
    writeFileSync(ws.at("a.txt"), "hello");
    const asked = ws.request("a.txt", "read");
    const permit = await permitFor(asked);
    expect(await readFile(permit, asked, ws.root, 100)).toMatchObject({ ok: true, encoding: "utf-8", text: "hello" });
    expect(await errorCode(readFile(permit, asked, ws.root, 100))).toBe("ERR_PERMIT_SPENT");
    const other = ws.request("b.txt", "read");
    expect(await errorCode(readFile(await permitFor(asked), other, ws.root, 100))).toBe("ERR_PERMIT_MISMATCH");
  });

  it("does not take leave to write for leave to read", async () => {
    const ws = new Workspace();
    writeFileSync(ws.at("a.txt"), "hello");
    const asked = ws.request("a.txt", "write");
    expect(await errorCode(readFile(await permitFor(asked), asked, ws.root, 100))).toBe("ERR_PERMIT_MISMATCH");
  });

  it("keeps to the smaller of the caller's and the permit's limit, and says that it cut", async () => {
    const ws = new Workspace();
    writeFileSync(ws.at("a.txt"), "äöü");
    expect(await ws.read("a.txt", 5)).toEqual({ ok: true, encoding: "utf-8", text: "äö", bytes: 5, truncated: true });
    expect(await ws.read("a.txt", 6)).toMatchObject({ text: "äöü", truncated: false });
    const asked = ws.request("a.txt", "read");
    const permit = await permitFor(asked, [{ id: "limit", bytes: 2 }]);
    expect(await readFile(permit, asked, ws.root, 100)).toMatchObject({ text: "ä", truncated: true });
  });

  it("tells text from bytes: invalid UTF-8, a cut character at the end, and NUL are binary; a byte order mark is kept", async () => {
    const ws = new Workspace();
    for (const [name, bytes] of [
      ["latin", [0x63, 0x61, 0x66, 0xe9]],
      ["overlong", [0xc0, 0xaf]],
      ["surrogate", [0xed, 0xa0, 0x80]],
      ["cut", [0x61, 0xc3]],
      ["nul", [0x61, 0, 0x62]],
    ] as const) {
      writeFileSync(ws.at(name), Buffer.from(bytes));
      expect(await ws.read(name), name).toMatchObject({
        encoding: "binary",
        content: Buffer.from(bytes),
        truncated: false,
      });
    }
    writeFileSync(ws.at("bom"), "\ufeffx");
    expect(await ws.read("bom")).toMatchObject({ encoding: "utf-8", text: "\ufeffx" });
    writeFileSync(ws.at("empty"), "");
    expect(await ws.read("empty")).toMatchObject({ encoding: "utf-8", text: "", truncated: false });
  });

  it("[CE-2.2] refuses every link, at the end and on the way, inward and outward, relative and absolute", async () => {
    const ws = new Workspace();
    const outside = tempDir();
    writeFileSync(`${outside}/secret`, "secret");
    mkdirSync(ws.at("real/deep"), { recursive: true });
    writeFileSync(ws.at("real/deep/file"), "inside");
    symlinkSync(`${outside}/secret`, ws.at("out"));
    symlinkSync("real/deep/file", ws.at("in"));
    symlinkSync(outside, ws.at("outdir"));
    symlinkSync("real", ws.at("indir"));
    symlinkSync("loop", ws.at("loop"));
    symlinkSync("nowhere", ws.at("dangling"));
    symlinkSync("/proc/self/root", ws.at("magic"));
    for (const name of [
      ...["out", "in", "outdir/secret", "indir/deep/file", "loop", "loop/x", "dangling"],
      ...["magic/etc/passwd", "indir", "outdir"],
    ]) {
      expect(await ws.read(name), name).toMatchObject({ ok: false, fault: "link" });
    }
    expect(await ws.read("real/deep/file")).toMatchObject({ ok: true, text: "inside" });
  });

  it("refuses paths that are outside the root, climb, or are no paths", async () => {
    const ws = new Workspace();
    writeFileSync(ws.at("a"), "a");
    for (const path of ["/etc/hostname", `${ws.root}x/a`, `${ws.root}/./a`]) {
      expect(await ws.read(path), path).toMatchObject({ ok: false, fault: "outside" });
    }
    // These do not even get a permit; the walk refuses them on its own.
    for (const path of [`${ws.root}/../a`, `${ws.root}/b/../a`, `${ws.root}/..`, "a", ""]) {
      expect(() => openPlace(ws.root, path), path).toThrow("is not beneath");
    }
    expect(await ws.read("a\0b")).toMatchObject({ fault: "outside" });
    expect(await ws.read("x".repeat(300))).toMatchObject({ fault: "outside" });
    expect(await ws.read("a/")).toMatchObject({ ok: true });
  });

  it("refuses what is no regular file without touching it", async () => {
    const ws = new Workspace();
    mkdirSync(ws.at("dir"));
    execFileSync("mkfifo", [ws.at("pipe")]);
    writeFileSync(ws.at("file"), "");
    expect(await ws.read("dir")).toMatchObject({ fault: "not-a-file" });
    expect(await ws.read("pipe")).toMatchObject({ fault: "not-a-file" });
    expect(await ws.read(".")).toMatchObject({ fault: "not-a-file" });
    expect(await ws.read("file/x")).toMatchObject({ fault: "not-a-directory" });
    expect(await ws.read("none")).toMatchObject({ fault: "missing" });
    expect(await ws.read("none/x")).toMatchObject({ fault: "missing" });
  });

  it("reads a file with several names, as package stores make them", async () => {
    const ws = new Workspace();
    writeFileSync(ws.at("a"), "shared");
    linkSync(ws.at("a"), ws.at("b"));
    expect(await ws.read("b")).toMatchObject({ ok: true, text: "shared" });
  });

  it("reads files whose size is not known beforehand", async () => {
    const ws = new Workspace();
    const asked = { ...ws.request("/proc/version", "read") };
    expect(await readFile(await permitFor(asked), asked, "/", 4096)).toMatchObject({
      ok: true,
      text: expect.stringContaining("Linux"),
    });
  });

  it("has no fallback where there is no /proc", () => {
    expect(descriptorFault("linux")).toBeUndefined();
    expect(descriptorFault("darwin")).toContain("Linux container");
    expect(descriptorFault("win32")).toContain("Linux container");
  });
});
