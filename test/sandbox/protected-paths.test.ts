import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { SandboxFailed } from "../../src/errors.ts";
import { protect, protectedNames } from "../../src/sandbox/protected-paths.ts";
import { tempDir } from "../fixtures/temp.ts";

const names = [...protectedNames].toSorted();

describe("[CE-2.1] protected paths of a workspace", () => {
  it("are all there while they are held, and none is left", () => {
    const root = tempDir();
    const protection = protect(root, []);
    expect(readdirSync(root).toSorted()).toEqual(names);
    expect(protection.paths.toSorted()).toEqual(names.map((name) => join(root, name)));
    protection.release();
    expect(readdirSync(root)).toEqual([]);
  });

  it("stay as they are where they are real", () => {
    const root = tempDir();
    mkdirSync(join(root, ".git", "hooks"), { recursive: true });
    writeFileSync(join(root, ".envrc"), "");
    const protection = protect(root, []);
    expect(protection.paths).toContain(join(root, ".envrc"));
    protection.release();
    expect(readdirSync(root).toSorted()).toEqual([".envrc", ".git"]);
  });

  it("stay held until the last command that relies on them has ended", () => {
    const root = tempDir();
    const [first, second] = [protect(root, []), protect(root, [])];
    first.release();
    expect(existsSync(join(root, ".mcp.json"))).toBe(true);
    second.release();
    expect(readdirSync(root)).toEqual([]);
  });

  it("leave out what the spec does not protect", () => {
    const root = tempDir();
    const protection = protect(root, [".git"]);
    expect(existsSync(join(root, ".git"))).toBe(false);
    expect(protection.paths).toHaveLength(names.length - 1);
    protection.release();
  });

  it("are refused when one is a link, and nothing is left of the others", () => {
    const root = tempDir();
    symlinkSync("/etc/hostname", join(root, ".zshrc"));
    expect(() => protect(root, [])).toThrow(SandboxFailed);
    expect(readdirSync(root)).toEqual([".zshrc"]);
  });

  it("are refused where they cannot be made", () => {
    expect(() => protect("/proc/self/task", [])).toThrow(SandboxFailed);
  });

  it("of a crashed process are taken over and removed", () => {
    const root = tempDir();
    leave(root, 4_194_000);
    protect(root, []).release();
    expect(readdirSync(root)).toEqual([]);
  });

  it("of another running process are relied on and left, whoever ends first", () => {
    const root = tempDir();
    leave(root, 1);
    protect(root, []).release();
    expect(readdirSync(root)).toEqual([".mcp.json"]);
    expect(statSync(join(root, ".mcp.json")).mtimeMs).toBe(0);
    protect(root, []).release();
    expect(readdirSync(root)).toEqual([".mcp.json"]);
  });

  it("are left when something real has taken the place of the stand-in", () => {
    const root = tempDir();
    const protection = protect(root, []);
    rmdirSync(join(root, ".mcp.json"));
    writeFileSync(join(root, ".mcp.json"), "{}");
    protection.release();
    expect(readFileSync(join(root, ".mcp.json"), "utf8")).toBe("{}");
  });

  it("may vanish with the workspace", () => {
    const root = tempDir();
    const protection = protect(root, []);
    rmSync(root, { recursive: true });
    expect(() => protection.release()).not.toThrow();
  });

  it("do not exist in a single file", () => {
    const file = join(tempDir(), "notes.txt");
    writeFileSync(file, "");
    expect(protect(file, []).paths).toEqual([]);
  });
});

function leave(root: string, owner: number): void {
  const path = join(root, ".mcp.json");
  mkdirSync(path, { mode: 0o555 });
  utimesSync(path, owner, owner);
}
