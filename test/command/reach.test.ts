import { describe, expect, it } from "vitest";
import { isVagueAddress, pathWords, storedName } from "../../src/command/reach.ts";
import type { Word } from "../../src/command/word.ts";

const word = (value: string): Word => ({
  text: value,
  span: [0, value.length],
  value,
  head: value,
  glob: false,
  plain: true,
});
const dynamic = (head: string, kind: "variable" | "substitution" = "variable"): Word => {
  const { value: _, ...rest } = word(head);
  return { ...rest, dynamic: kind };
};
const paths = (text: string, role: Parameters<typeof pathWords>[1]) =>
  pathWords(word(text), role).map(({ word: { value }, mode }) => `${mode} ${value}`);

describe("what a word reaches by its role", () => {
  it("[CE-1.1] a file: address is a path, another one is not", () => {
    expect(paths("file:///etc/shadow", "url")).toEqual(["read /etc/shadow"]);
    expect(paths("FILE://localhost/etc/shadow", "url")).toEqual(["read /etc/shadow"]);
    expect(paths("https://example.com/a", "url")).toEqual([]);
  });

  it("[CE-1.1] what is copied is a path unless it names a host", () => {
    expect(paths("host:/etc/x", "source")).toEqual([]);
    expect(paths("me@host:x", "target")).toEqual([]);
    expect(paths("./a:b", "target")).toEqual(["write ./a:b"]);
    expect(paths(".[dev,test]", "source")).toEqual(["read ."]);
    expect(paths("/etc/x", "source")).toEqual(["read /etc/x"]);
  });

  it("[CE-1.1] data names files with an at sign", () => {
    expect(paths("@/etc/shadow", "data")).toEqual(["read /etc/shadow"]);
    expect(paths("a=@x.bin;type=image/png", "data")).toEqual(["read x.bin"]);
    expect(paths("a=<x.txt", "data")).toEqual(["read x.txt"]);
    expect(paths("mail=me@example.com", "data")).toEqual([]);
    expect(paths('{"a": "@b"}', "data")).toEqual([]);
    expect(pathWords(dynamic(""), "data")).toHaveLength(1);
  });

  it("[CE-1.1] a mount gives a directory away, a volume does not", () => {
    expect(paths("/:/host", "mount")).toEqual(["write /"]);
    expect(paths("./src:/app:ro", "mount")).toEqual(["write ./src"]);
    expect(paths("type=bind,source=/etc,target=/e", "mount")).toEqual(["write /etc"]);
    expect(paths("cache:/root/.cache", "mount")).toEqual([]);
    expect(paths("type=volume,target=/e", "mount")).toEqual([]);
  });

  it("[CE-1.1] an address that starts a helper, hides its scheme or tells what a command prints is vague", () => {
    for (const text of ["ext::sh -c x", "{file,http}:///etc/passwd", "gopher://h/1"]) {
      expect(isVagueAddress(word(text), "url"), text).toBe(true);
    }
    expect(isVagueAddress(word("ext::sh -c x"), "source")).toBe(true);
    expect(isVagueAddress(dynamic(""), "url")).toBe(true);
    expect(isVagueAddress(dynamic("https://h/", "substitution"), "url")).toBe(true);
    expect(isVagueAddress(dynamic("https://h/"), "url")).toBe(false);
    for (const text of ["https://h/a[1-3]", "localhost:3000/x", "http://[::1]/"]) {
      expect(isVagueAddress(word(text), "url"), text).toBe(false);
    }
  });

  it("[CE-1.1] an address says under which name it is stored", () => {
    expect(storedName(word("https://h/a/b.sh?raw=1")).value).toBe("b.sh");
    expect(storedName(word("https://h/")).value).toBe("index.html");
    expect(storedName(word("h")).value).toBe("index.html");
    expect(storedName(dynamic("https://h/")).value).toBeUndefined();
  });
});
