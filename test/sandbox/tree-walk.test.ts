import { spawnSync } from "node:child_process";
import { mkdirSync, realpathSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { walkTree } from "../../src/sandbox/audit/tree-walk.ts";
import { tempDir } from "../fixtures/temp.ts";

/** A directory with files in three depths, and a link to another one. */
function tree() {
  const root = join(realpathSync(tempDir()), "root");
  const outside = realpathSync(tempDir());
  mkdirSync(join(root, "a/b"), { recursive: true });
  mkdirSync(join(outside, "a"));
  for (const name of ["one", "a/two", "a/b/three"]) writeFileSync(join(root, name), name);
  writeFileSync(join(outside, "secret"), "secret");
  symlinkSync(outside, join(root, "link"));
  return { root, outside };
}

async function visited(root: string, bounds?: { entries: number; ms: number }) {
  const paths: string[] = [];
  const complete = await walkTree([root], ({ path }) => paths.push(path.slice(root.length + 1)), bounds);
  return { paths, complete };
}

describe("[CE-2.2] a walk of a tree that others change", () => {
  it("sees what is no directory, what lies nearer first, and enters no link", async () => {
    const { paths, complete } = await visited(tree().root);
    expect(complete).toBe(true);
    expect(paths.slice(0, 2).toSorted()).toEqual(["link", "one"]);
    expect(paths.slice(2)).toEqual(["a/two", "a/b/three"]);
  });

  it("ends at its bounds, and says so", async () => {
    const { root } = tree();
    expect(await visited(root, { entries: 6, ms: 1_000 })).toMatchObject({ complete: true });
    expect(await visited(root, { entries: 4, ms: 1_000 })).toMatchObject({ complete: false });
    expect(await visited(root, { entries: 1_000, ms: -1 })).toMatchObject({ complete: false });
  });

  it("says when there is something that it cannot look into", async () => {
    const { root } = tree();
    const deep = 'd=$(printf "%0200d" 0); for i in $(seq 25); do mkdir "$d" && cd "$d"; done; echo x >hidden';
    spawnSync("sh", ["-c", deep], { cwd: root });
    expect(await visited(root)).toMatchObject({ complete: false, paths: expect.arrayContaining(["one", "a/two"]) });
    spawnSync("rm", ["-rf", root]);
    expect(await visited(root)).toEqual({ complete: true, paths: [] });
  });

  it("sees nothing of where a directory leads that turned into a link after it was listed", async () => {
    const { root, outside } = tree();
    const paths: string[] = [];
    await walkTree([root], ({ path }) => {
      if (paths.push(path) > 1) return;
      renameSync(join(root, "a"), join(root, "moved"));
      symlinkSync(outside, join(root, "a"));
    });
    expect(paths.filter((path) => /secret|two|three/.test(path))).toEqual([]);
  });

  it("sees nothing of where the root leads when it turned into a link", async () => {
    const { root, outside } = tree();
    renameSync(root, `${root}-moved`);
    symlinkSync(outside, root);
    expect((await visited(root)).paths).toEqual([]);
  });

  it("tells names that are not UTF-8 apart", async () => {
    const { root } = tree();
    for (const byte of [0xfe, 0xff]) writeFileSync(Buffer.concat([Buffer.from(`${root}/`), Buffer.from([byte])]), "");
    expect((await visited(root)).paths).toEqual(expect.arrayContaining(["\u00fe", "\u00ff"]));
  });
});
