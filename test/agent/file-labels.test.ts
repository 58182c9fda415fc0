import { mkdirSync, realpathSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { contentDigest } from "../../src/files/index.ts";
import { tempDir } from "../fixtures/temp.ts";
import { fileLabels } from "./labels.ts";

const page = { tier: "A", sources: ["url:https://evil.test/"] } as const;
const mail = { tier: "C", sources: ["mail:mallory"] } as const;
const text = "a text that is long enough to be known again\n";
const digest = contentDigest(text);

describe("the labels of files", () => {
  it("[NB-1] stay with the path and with the content, wherever it turns up", async () => {
    const labels = fileLabels();
    await labels.wrote("/ws/a.txt", digest, page);
    expect(await labels.of("/ws/a.txt")).toEqual(page);
    expect(await labels.of("/ws/copy.txt", digest)).toEqual(page);
    expect(await labels.of("/ws/a.txt", contentDigest(`${text}and more`))).toEqual(page);
    expect(await labels.of("/ws/own.txt", contentDigest("what the operator wrote, at length"))).toBeUndefined();
  });

  it("[NB-1] go when a clean turn writes the whole anew, and not for short contents elsewhere", async () => {
    const labels = fileLabels();
    await labels.wrote("/ws/a.txt", contentDigest("yes\n"), page);
    expect(await labels.of("/ws/b.txt", contentDigest("yes\n"))).toBeUndefined();
    await labels.wrote("/ws/a.txt", contentDigest("no\n"), undefined);
    expect(await labels.of("/ws/a.txt")).toBeUndefined();
  });

  it("[TT-D] join: the lowest tier, every source", async () => {
    const labels = fileLabels();
    await labels.wrote("/ws/a.txt", undefined, page);
    await labels.wrote("/ws/a.txt", undefined, mail);
    const both = { tier: "C", sources: ["mail:mallory", "url:https://evil.test/"] };
    expect(await labels.of("/ws/a.txt")).toEqual(both);
    await labels.wrote("/ws/sub/b.txt", undefined, page);
    expect(await labels.beneath(["/ws"])).toEqual(both);
    expect(await labels.beneath(["/ws/sub"])).toEqual(page);
    expect(await labels.beneath(["/ws/su", "/ws/other.txt"])).toBeUndefined();
  });

  it("[NB-1] outlive the process", async () => {
    const directory = tempDir();
    await fileLabels(directory).wrote("/ws/a.txt", digest, page);
    const again = fileLabels(directory);
    expect(await again.of("/ws/a.txt")).toEqual(page);
    expect(await again.of("/ws/b.txt", digest)).toEqual(page);
  });

  it("[NB-1] never grow fewer than what is untrusted when there is no room: a directory stands for its files", async () => {
    const labels = fileLabels(tempDir(), { paths: 10, contents: 10 });
    for (let i = 0; i < 50; i++) await labels.wrote(`/ws/many/${i}.txt`, undefined, page);
    await labels.wrote("/ws/few/a.txt", undefined, mail);
    for (let i = 0; i < 50; i++) expect(await labels.of(`/ws/many/${i}.txt`)).toEqual(page);
    expect(await labels.of("/ws/few/a.txt")).toEqual(mail);
    expect(await labels.of("/ws/few/b.txt")).toBeUndefined();
    await labels.wrote("/ws/many/1.txt", undefined, undefined);
    expect(await labels.of("/ws/many/1.txt")).toBeUndefined();
    expect(await labels.of("/ws/many/2.txt")).toEqual(page);
  });
});

describe("what changes files", () => {
  async function workspace() {
    const root = realpathSync(tempDir());
    writeFileSync(join(root, "own.txt"), "the operator's own words, at some length\n");
    mkdirSync(join(root, "old"));
    writeFileSync(join(root, "old", "mine.txt"), "more of the operator's own words, at length\n");
    await setTimeout(120);
    return root;
  }

  it("[NB-1] labels what it made, changed or renamed, and nothing else", async () => {
    const root = await workspace();
    const labels = fileLabels();
    await labels.changing([root], async (note) => {
      await note(page);
      writeFileSync(join(root, "new.txt"), text);
      renameSync(join(root, "old", "mine.txt"), join(root, "old", "renamed.txt"));
    });
    expect(await labels.of(join(root, "new.txt"))).toEqual(page);
    expect(await labels.of(join(root, "elsewhere.txt"), digest)).toEqual(page);
    expect(await labels.of(join(root, "old", "renamed.txt"))).toEqual(page);
    expect(await labels.of(join(root, "own.txt"))).toBeUndefined();
  });

  it("[NB-1] labels what it has changed while it goes on, and nothing when nothing untrusted came to it", async () => {
    const root = await workspace();
    const labels = fileLabels();
    await labels.changing([root], async (note) => {
      await note(page);
      writeFileSync(join(root, "half.txt"), text);
      expect(await labels.of(join(root, "half.txt"))).toEqual(page);
      expect(await labels.of(join(root, "own.txt"))).toBeUndefined();
      expect(await labels.beneath([root])).toEqual(page);
    });
    expect(await labels.of(join(root, "own.txt"))).toBeUndefined();
    await labels.changing([root], async () => writeFileSync(join(root, "clean.txt"), text));
    expect(await labels.of(join(root, "clean.txt"))).toBeUndefined();
  });

  it("[NB-1] is looked for after a crash, by the process that comes next", async () => {
    const root = await workspace();
    const directory = tempDir();
    const begun = Promise.withResolvers<void>();
    const crashed = fileLabels(directory).changing([root], async (note) => {
      await note(page);
      writeFileSync(join(root, "half.txt"), text);
      begun.resolve();
      await new Promise(() => {});
    });
    crashed.catch(() => {});
    await begun.promise;
    const next = fileLabels(directory);
    expect(await next.of(join(root, "half.txt"))).toEqual(page);
    expect(await next.of(join(root, "own.txt"))).toBeUndefined();
  });
});
