import { describe, expect, it } from "vitest";
import { textOf } from "../../src/net/charset.ts";

const text = (content: Uint8Array | string, contentType: string, cut = false) =>
  textOf(Buffer.from(content), contentType, cut);
const latin = Uint8Array.of(0x63, 0x61, 0x66, 0xe9);

describe("the text of a body", () => {
  it.each([
    ["UTF-8 unless something says otherwise", "café", "text/html", "café"],
    ["the charset of the content type", latin, "text/plain; charset=ISO-8859-1", "café"],
    ["a charset in quotes, in any case", latin, 'Text/Plain; x=y; CHARSET="latin1"', "café"],
    ["a charset of the East", Uint8Array.of(0x82, 0xa0), "text/plain; charset=shift_jis", "あ"],
    [
      "the meta element of a page",
      Buffer.concat([Buffer.from('<meta charset="latin1">'), latin]),
      "text/html",
      '<meta charset="latin1">café',
    ],
    [
      "the older meta element",
      Buffer.concat([Buffer.from('<meta http-equiv="content-type" content="text/html; charset=windows-1252">'), latin]),
      "text/html",
      '<meta http-equiv="content-type" content="text/html; charset=windows-1252">café',
    ],
    [
      "no meta element in other texts",
      Buffer.concat([Buffer.from('<meta charset="latin1">'), latin]),
      "text/plain",
      '<meta charset="latin1">caf\ufffd',
    ],
    ["a byte order mark before a charset", Uint8Array.of(0xff, 0xfe, 0x41, 0), "text/plain; charset=latin1", "A"],
    ["UTF-16 of either order", Uint8Array.of(0xfe, 0xff, 0, 0x41), "text/plain", "A"],
    ["UTF-8 for a charset nobody knows", "ü", "text/plain; charset=klingon", "ü"],
    [
      "UTF-8 for UTF-7, which no decoder should know",
      "+ADw-script+AD4-",
      "text/html; charset=utf-7",
      "+ADw-script+AD4-",
    ],
    [
      "UTF-8 for a page that claims UTF-16 in ASCII",
      '<meta charset="utf-16">ü',
      "text/html",
      '<meta charset="utf-16">ü',
    ],
  ])("is decoded by %s", (_what, content, contentType, expected) => {
    expect(text(content, contentType)).toBe(expected);
  });

  it("ends before a character that was cut", () => {
    expect(text(Uint8Array.of(0x61, 0xc3), "text/plain", true)).toBe("a");
    expect(text(Uint8Array.of(0x61, 0xc3), "text/plain", false)).toBe("a\ufffd");
    expect(text(Uint8Array.of(0x61, 0xc3), "", true)).toBe("a");
    expect(text(Uint8Array.of(0x61, 0xc3), "", false)).toBeUndefined();
  });

  it("is found out where nothing says what it is, and is none where something does", () => {
    expect(text("plain", "")).toBe("plain");
    expect(text("a\0b", "application/octet-stream")).toBeUndefined();
    expect(text("plain", "image/png")).toBeUndefined();
    expect(text("{}", "application/vnd.api+json")).toBe("{}");
  });
});
