import { pipeline, Readable } from "node:stream";
import { brotliCompressSync, constants, createGzip, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { guardedFetch, publicOnly } from "../../src/net/index.ts";
import { permitFor } from "../fixtures/permit.ts";
import { fetched, outcome, startRaw, urlRequest } from "./fetching.ts";
import { startWeb } from "./web.ts";

const head = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n";

describe("what a server may make a fetch wait for or hold", () => {
  it("[OC-8] is a time for all of it: connecting, headers, a body that drips, redirects", async () => {
    await using silent = await startRaw(() => {});
    await using dripping = await startRaw((socket) => {
      socket.write(`${head}\r\n`);
      const drip = setInterval(() => socket.write("x"), 10);
      socket.once("close", () => clearInterval(drip));
    });
    await using drippingHeaders = await startRaw((socket) => {
      socket.write("HTTP/1.1 200 OK\r\n");
      const drip = setInterval(() => socket.write("X-A: b\r\n"), 10);
      socket.once("close", () => clearInterval(drip));
    });
    for (const { url } of [silent, dripping, drippingHeaders]) {
      const started = performance.now();
      expect(await outcome(url, { timeoutMs: 150 })).toBe("net.timeout");
      expect(performance.now() - started).toBeLessThan(2_000);
    }
    const resolver = () => new Promise<never>(() => {});
    expect(await outcome("http://slow.example.com/", { timeoutMs: 50, resolver })).toBe("net.timeout");
  });

  it("[OC-8] is so many bytes: the rest is cut off and the server is hung up on", async () => {
    let closed = false;
    await using web = await startWeb((_, answer) => {
      answer.writeHead(200, { "content-type": "text/plain" });
      const more = () => {
        while (!answer.destroyed && answer.write("x".repeat(65_536)));
      };
      answer.on("drain", more);
      answer.on("close", () => {
        closed = true;
      });
      more();
    });
    const result = await fetched(web.at("/"), { maxBytes: 100_000 });
    expect(result).toMatchObject({ ok: true, bytes: 100_000, truncated: true });
    expect(result.ok && result.text.length).toBe(100_000);
    for (let i = 0; i < 100 && !closed; i++) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(closed).toBe(true);
    expect(await fetched(web.at("/"), { maxBytes: 0 })).toMatchObject({ ok: true, text: "", truncated: true });
  });

  it("[OC-8] is the permit's limit where that is smaller", async () => {
    await using web = await startWeb((_, answer) => answer.end("0123456789"));
    const asked = urlRequest(web.at("/"));
    const policy = { ...publicOnly, privateHosts: ["127.0.0.1"] };
    const permit = await permitFor(asked, [{ id: "limit", bytes: 4 }]);
    expect(await guardedFetch(permit, asked, { policy })).toMatchObject({ text: "0123", truncated: true });
    await using silent = await startRaw(() => {});
    const slow = urlRequest(silent.url);
    const brief = await permitFor(slow, [{ id: "limit", ms: 50 }]);
    expect(await guardedFetch(brief, slow, { policy })).toMatchObject({ reason: { rule: "net.timeout" } });
    const boxed = await permitFor(asked, [{ id: "sandbox", hosts: [] }]);
    await expect(guardedFetch(boxed, asked, { policy })).rejects.toMatchObject({ code: "ERR_OBLIGATION_UNMET" });
  });

  it("[OC-8] is so many bytes after decompression, whatever the bomb", async () => {
    const zeros = Buffer.alloc(16 << 20);
    const quick = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } };
    const bombs = { gzip: gzipSync(zeros), br: brotliCompressSync(zeros, quick), deflate: deflateSync(zeros) };
    await using web = await startWeb((asked, answer) => {
      const coding = (asked.url?.slice(1) ?? "") as keyof typeof bombs;
      answer.writeHead(200, { "content-type": "text/plain", "content-encoding": coding }).end(bombs[coding]);
    });
    for (const coding of Object.keys(bombs)) {
      const result = await fetched(web.at(`/${coding}`), { maxBytes: 10_000 });
      expect(result, coding).toMatchObject({ ok: true, bytes: 10_000, truncated: true });
    }
  });

  it("[OC-8] is no endless stream of compressed nothing: what is not needed is not even made", async () => {
    let made = 0;
    const zeros = Readable.from(
      (function* () {
        for (;;) {
          made += 65_536;
          yield Buffer.alloc(65_536);
        }
      })(),
    );
    await using web = await startWeb((_, answer) => {
      answer.writeHead(200, { "content-type": "text/plain", "content-encoding": "gzip" });
      pipeline(zeros, createGzip(), answer, () => {});
    });
    expect(await fetched(web.at("/"), { maxBytes: 100_000 })).toMatchObject({ ok: true, truncated: true });
    const then = made;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(made - then).toBeLessThan(16 << 20);
    expect(zeros.destroyed).toBe(true);
  });

  it("[OC-8] is no more compressed bytes than the text could need", async () => {
    // An empty gzip member after the other: much to take in, nothing to show for it.
    const member = gzipSync("");
    const members = Buffer.concat(Array.from({ length: 20_000 }, () => member));
    await using web = await startWeb((_, answer) => answer.writeHead(200, { "content-encoding": "gzip" }).end(members));
    expect(await fetched(web.at("/"), { maxBytes: 1_000 })).toMatchObject({
      ok: false,
      reason: { rule: "net.failed", message: expect.stringContaining("compressed bytes") },
    });
  });

  it("[OC-8] is headers of 32 KiB", async () => {
    await using web = await startRaw((socket) => socket.write(`${head}X-Big: ${"x".repeat(40_000)}\r\n\r\nbody`));
    expect(await outcome(web.url)).toBe("net.failed");
  });
});

describe("content codings", () => {
  const text = "Grüße ".repeat(1_000);
  const coded: Readonly<Record<string, Buffer>> = {
    gzip: gzipSync(text),
    "x-gzip": gzipSync(text),
    br: brotliCompressSync(text),
    deflate: deflateSync(text),
    "Deflate ": deflateRawSync(text),
    "gzip, br": brotliCompressSync(gzipSync(text)),
    identity: Buffer.from(text),
  };

  it.each(Object.keys(coded))("are undone: %s", async (coding) => {
    await using web = await startWeb((_, answer) =>
      answer.writeHead(200, { "content-type": "text/plain", "content-encoding": coding }).end(coded[coding]),
    );
    expect(await fetched(web.at("/"))).toMatchObject({ ok: true, text, truncated: false });
    expect(web.seen[0]?.headers["accept-encoding"]).toBe("gzip, deflate, br");
  });

  it("are refused where they are unknown, too many, broken or break off", async () => {
    const bad: Readonly<Record<string, Buffer>> = {
      zstd: Buffer.from("x"),
      "gzip, gzip, gzip": gzipSync(gzipSync(gzipSync("x"))),
      gzip: Buffer.from("no gzip"),
      br: brotliCompressSync(text).subarray(0, 10),
      deflate: deflateSync(text).subarray(0, 20),
    };
    for (const [coding, body] of Object.entries(bad)) {
      await using web = await startWeb((_, answer) => answer.writeHead(200, { "content-encoding": coding }).end(body));
      expect(await outcome(web.at("/")), coding).toBe("net.failed");
    }
    await using short = await startRaw((socket) => socket.end(`${head}Content-Length: 100\r\n\r\nshort`));
    expect(await outcome(short.url)).toBe("net.failed");
  });
});
