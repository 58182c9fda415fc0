import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isBeneath } from "../../src/decision/index.ts";
import { visibleRoots } from "../../src/files/index.ts";

const path = fc
  .array(fc.constantFrom("a", "b", "ab"), { minLength: 1, maxLength: 4 })
  .map((parts) => `/${parts.join("/")}`);
const roots = fc.array(path, { maxLength: 4 });
const covers = (of: readonly string[], at: string) => of.some((root) => isBeneath(root, at));

/** What mounts would make of a path: the innermost directory that covers it decides. */
function shown({ readOnly, readWrite }: ReturnType<typeof visibleRoots>, at: string): "hidden" | "ro" | "rw" {
  const inner = [...readOnly, ...readWrite]
    .filter((root) => isBeneath(root, at))
    .sort((a, b) => b.length - a.length)[0];
  if (inner === undefined) return "hidden";
  return readWrite.includes(inner) ? "rw" : "ro";
}

describe("[OC-4] [CE-2.1] what a command sees of its scope's directories", () => {
  it("is what may be read, and of that only what may be written can be changed", () => {
    fc.assert(
      fc.property(roots, roots, path, (read, write, at) => {
        const changeable = covers(read, at) && covers(write, at);
        const expected = changeable ? "rw" : covers(read, at) ? "ro" : "hidden";
        expect(shown(visibleRoots(read, write, "rw"), at)).toBe(expected);
      }),
      { numRuns: 2_000 },
    );
  });

  it("cannot be changed in a read-only sandbox, and is nothing in one without", () => {
    fc.assert(
      fc.property(roots, roots, path, (read, write, at) => {
        expect(shown(visibleRoots(read, write, "ro"), at)).toBe(covers(read, at) ? "ro" : "hidden");
        expect(shown(visibleRoots(read, write, "none"), at)).toBe("hidden");
      }),
      { numRuns: 500 },
    );
  });

  it("names no directory twice, and none in both", () => {
    fc.assert(
      fc.property(roots, roots, (read, write) => {
        const { readOnly, readWrite } = visibleRoots(read, write, "rw");
        expect(new Set([...readOnly, ...readWrite]).size).toBe(readOnly.length + readWrite.length);
      }),
    );
  });

  it.each([
    { read: ["/w"], write: ["/w"], readOnly: [], readWrite: ["/w"] },
    { read: ["/w"], write: ["/out"], readOnly: ["/w"], readWrite: [] },
    { read: ["/w/src"], write: ["/w"], readOnly: [], readWrite: ["/w/src"] },
    { read: ["/w"], write: ["/w/out"], readOnly: ["/w"], readWrite: ["/w/out"] },
    { read: ["/w", "/w/out"], write: ["/w/out"], readOnly: ["/w"], readWrite: ["/w/out"] },
    { read: ["/"], write: ["/w"], readOnly: ["/"], readWrite: ["/w"] },
  ])("is $readOnly and $readWrite of reading $read and writing $write", ({ read, write, readOnly, readWrite }) => {
    expect(visibleRoots(read, write, "rw")).toEqual({ readOnly, readWrite });
  });
});
