import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { expandPattern, realPathOf } from "../../src/files/index.ts";
import { tempDir } from "../fixtures/temp.ts";

function workspace(): { readonly at: (path: string) => string; readonly outside: string } {
  const root = realpathSync(tempDir());
  const outside = realpathSync(tempDir());
  for (const name of ["a", "b", ".hidden"]) mkdirSync(join(root, name));
  writeFileSync(join(root, "a", "x.txt"), "");
  writeFileSync(join(root, "b", "y.txt"), "");
  writeFileSync(join(outside, "x.txt"), "");
  symlinkSync(outside, join(root, "away"));
  symlinkSync("away", join(root, "twice"));
  symlinkSync(join(outside, "nothing"), join(root, "dangling"));
  symlinkSync("loop", join(root, "loop"));
  return { at: (path) => join(root, path), outside };
}

describe("where a path leads", () => {
  it("[CE-1.1] is the end of every link on it, whether or not anything is there", () => {
    const { at, outside } = workspace();
    expect(realPathOf(at("a/x.txt"))).toBe(at("a/x.txt"));
    expect(realPathOf(at("new/deep/file"))).toBe(at("new/deep/file"));
    expect(realPathOf(at("away/x.txt"))).toBe(join(outside, "x.txt"));
    expect(realPathOf(at("twice/new/file"))).toBe(join(outside, "new/file"));
    expect(realPathOf(at("dangling/file"))).toBe(join(outside, "nothing/file"));
    expect(realPathOf(at("a/x.txt/beneath"))).toBe(at("a/x.txt/beneath"));
  });

  it("[CE-1.1] is the root, which nobody may write, where it cannot be told", () => {
    const { at } = workspace();
    expect(realPathOf(at("loop/file"))).toBe("/");
    for (const pid of ["self", "1"]) expect(realPathOf(`/proc/${pid}/root`)).toBe("/");
  });
});

describe("what a pattern means", () => {
  it("[CE-1.1] is every path that the shell would take it for, links included", () => {
    const { at } = workspace();
    expect(expandPattern(at("*/x.txt"))?.toSorted()).toEqual(
      [at("a/x.txt"), at("away/x.txt"), at("b/x.txt"), at("twice/x.txt")]
        .concat([at("dangling/x.txt"), at("loop/x.txt")])
        .toSorted(),
    );
    expect(expandPattern(at("[ab]/*.txt"))).toEqual([at("a/x.txt"), at("b/y.txt")]);
    expect(expandPattern(at("?"))).toEqual([at("a"), at("b")]);
    expect(expandPattern(at(".h*"))).toEqual([at(".hidden")]);
    expect(expandPattern(at("nothing*"))).toEqual([]);
  });

  it("[CE-1.1] cannot be told when it would take reading too many directories", () => {
    const { at } = workspace();
    for (let i = 0; i < 5_000; i++) writeFileSync(at(`b/${i}`), "");
    expect(expandPattern(at("*/*"))).toBeUndefined();
    expect(expandPattern(at("a/*"))).toEqual([at("a/x.txt")]);
  });
});
