import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readEvents, type ServerSentEvent } from "../../src/agent/models/event-stream.ts";
import { readLines } from "../../src/agent/models/lines.ts";
import { ModelFailed } from "../../src/errors.ts";

/** The bytes, cut at the positions given. */
async function* cutAt(bytes: Uint8Array, cuts: readonly number[]): AsyncGenerator<Uint8Array> {
  let start = 0;
  for (const cut of [...cuts, bytes.length]
    .map((c) => c % (bytes.length + 1))
    .concat(bytes.length)
    .sort((a, b) => a - b)) {
    yield bytes.subarray(start, cut);
    start = cut;
  }
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

const utf8 = (text: string) => new TextEncoder().encode(text);
const lines = (bytes: Uint8Array, cuts: readonly number[] = [], max = 10_000) =>
  all(readLines(cutAt(bytes, cuts), max));
const events = (text: string, cuts: readonly number[] = [], max = 10_000): Promise<ServerSentEvent[]> =>
  all(readEvents(readLines(cutAt(utf8(text), cuts), max), max));

const anyCuts = fc.array(fc.nat({ max: 2_000 }), { maxLength: 20 });
const anyBody = fc.array(
  fc.oneof(
    fc.constantFrom("\r", "\n", "\r\n", "data:", "data: ", ": ", "event: ", "id", "é", "😀"),
    fc.string({ maxLength: 8, unit: "grapheme" }),
  ),
  { maxLength: 60 },
);

describe("lines of a body", () => {
  it("are the same however the bytes are cut", async () => {
    await fc.assert(
      fc.asyncProperty(anyBody, anyCuts, async (parts, cuts) => {
        const bytes = utf8(parts.join(""));
        const whole = parts
          .join("")
          .replace(/^\uFEFF/, "")
          .split(/\r\n|\r|\n/);
        if (whole.at(-1) === "") whole.pop();
        expect(await lines(bytes, cuts)).toEqual(whole);
      }),
    );
  });

  it("are the same however bytes that are not UTF-8 are cut", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), anyCuts, async (bytes, cuts) => {
        expect(await lines(bytes, cuts)).toEqual(await lines(bytes));
      }),
    );
  });

  it("keep a character whose bytes arrive one by one", async () => {
    const bytes = utf8("naïve 😀\r\n");
    expect(await lines(bytes, [...bytes.keys()])).toEqual(["naïve 😀"]);
  });

  it("hold U+FFFD where the bytes are not UTF-8", async () => {
    expect(await lines(Uint8Array.of(0x61, 0xff, 0xc3, 0x0a))).toEqual(["a��"]);
  });

  it("end with an error when one is longer than the bound, and not a character sooner", async () => {
    const bytes = utf8(`${"x".repeat(100)}\nshort\n`);
    expect(await lines(bytes, [7, 50], 100)).toHaveLength(2);
    await expect(lines(bytes, [7, 50], 99)).rejects.toThrow(ModelFailed);
    await expect(lines(bytes, [], 99)).rejects.toThrow("longer than 99");
  });
});

describe("events of a stream", () => {
  it("are the same however the bytes are cut", async () => {
    await fc.assert(
      fc.asyncProperty(anyBody, anyCuts, async (parts, cuts) => {
        expect(await events(parts.join(""), cuts)).toEqual(await events(parts.join("")));
      }),
    );
  });

  it("come out as they were put in, whatever the ends of lines", async () => {
    const anyEvent = fc.record({
      event: fc.constantFrom("message", "error", "ping"),
      data: fc.string({ unit: "grapheme" }).map((text) => text.replace(/[\r\n\uFEFF]/g, "\n")),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(anyEvent), fc.constantFrom("\n", "\r", "\r\n"), anyCuts, async (list, end, cuts) => {
        const text = list.map(({ event, data }) => {
          const dataLines = data.split("\n").map((line) => `data: ${line}${end}`);
          return `:comment${end}event: ${event}${end}id: 7${end}${dataLines.join("")}${end}`;
        });
        expect(await events(text.join(""), cuts)).toEqual(list);
      }),
    );
  });

  it("need no space after the colon, no colon, and no last empty line", async () => {
    expect(await events("data:a\ndata\ndata:  b\n\nretry: 5\n\nevent: x\n\ndata: c")).toEqual([
      { event: "message", data: "a\n\n b" },
      { event: "message", data: "c" },
    ]);
  });

  it("end with an error when their lines together are longer than the bound", async () => {
    const text = "data: 12345678\n".repeat(20);
    expect(await events(text, [], 180)).toHaveLength(1);
    await expect(events(text, [], 179)).rejects.toThrow(ModelFailed);
  });
});
