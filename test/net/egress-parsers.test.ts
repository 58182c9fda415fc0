import { once } from "node:events";
import { createServer, get, type IncomingMessage } from "node:http";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { Duplex } from "node:stream";
import { buffer } from "node:stream/consumers";
import { connect as connectTls } from "node:tls";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AnswerHead, AnswerReader } from "../../src/net/egress/answer.ts";
import { readGreeting, readSocksRequest } from "../../src/net/egress/socks.ts";
import { recogniseSpeech } from "../../src/net/egress/speech.ts";

const bytes = fc.uint8Array({ maxLength: 400 });

describe("SOCKS 5 as bytes", () => {
  it("[OC-8] is never misread, whatever the bytes", () => {
    fc.assert(
      fc.property(bytes, (noise) => {
        for (const said of [noise, Uint8Array.of(5, 1, 0, 3, ...noise), Uint8Array.of(5, 1, 0, ...noise)]) {
          const greeting = readGreeting(said);
          if (typeof greeting === "number") expect(greeting).toBeLessThanOrEqual(said.length);
          const request = readSocksRequest(said);
          if (request === undefined || "reply" in request) continue;
          expect(request.length).toBeLessThanOrEqual(said.length);
          expect(request.host).toMatch(/^[\w.:-]{1,255}$/);
          expect(request.port).toBeLessThan(65_536);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it("[OC-8] means the same in one piece and in its beginnings, which only lack something", () => {
    const name = fc.stringMatching(/^[a-z0-9.-]{1,60}$/);
    fc.assert(
      fc.property(name, fc.nat({ max: 65_535 }), bytes, (host, port, rest) => {
        const request = Buffer.from([5, 1, 0, 3, host.length, ...Buffer.from(host), port >> 8, port & 0xff]);
        for (let length = 0; length < request.length; length++)
          expect(readSocksRequest(request.subarray(0, length))).toBeUndefined();
        expect(readSocksRequest(Buffer.concat([request, rest]))).toEqual({ host, port, length: request.length });
      }),
    );
  });
});

/** What a TLS client of Node says first. */
async function clientHello(servername?: string): Promise<Buffer> {
  const said: Buffer[] = [];
  const wire = new Duplex({
    read() {},
    write(chunk, _encoding, done) {
      said.push(chunk);
      done();
    },
  });
  const socket = connectTls({ socket: wire, ...(servername !== undefined && { servername }), ALPNProtocols: ["h2"] });
  socket.on("error", () => {});
  await expect.poll(() => said.length).toBeGreaterThan(0);
  socket.destroy();
  return Buffer.concat(said);
}

/** The same message in records of so many bytes. */
function inRecords(hello: Buffer, size: number): Buffer {
  const message = hello.subarray(5);
  const records: Buffer[] = [];
  for (let at = 0; at < message.length; at += size) {
    const part = message.subarray(at, at + size);
    records.push(Buffer.from([0x16, 3, 1, part.length >> 8, part.length & 0xff]), part);
  }
  return Buffer.concat(records);
}

describe("what a client speaks in a tunnel", () => {
  it("[OC-8] is TLS with the server name of a real handshake, in whatever records it comes", async () => {
    const hello = await clientHello("Site.Example.com");
    const expected = { kind: "tls", serverName: "site.example.com" };
    expect(recogniseSpeech(hello)).toEqual(expected);
    for (const size of [60, 100, 1_000]) {
      const records = inRecords(hello, size);
      expect(recogniseSpeech(records), `${size}`).toEqual(expected);
      expect(recogniseSpeech(records.subarray(0, -1))).toBeUndefined();
    }
    const early = Buffer.concat([hello, Buffer.from("\x14\x03\x03\x00\x01\x01\x17\x03\x03\x00\x02ab", "latin1")]);
    expect(recogniseSpeech(early)).toEqual(expected);
    expect(recogniseSpeech(inRecords(hello, 1))).toEqual({ kind: "broken-tls" });
    for (let length = 1; length < hello.length; length++)
      expect(recogniseSpeech(hello.subarray(0, length))).toBeUndefined();
    expect(recogniseSpeech(await clientHello())).toEqual({ kind: "tls", serverName: undefined });
  });

  it("[OC-8] is never TLS for another host when a byte of the handshake is changed, unless that byte is of the name", async () => {
    const hello = await clientHello("site.example.com");
    const at = hello.indexOf("site.example.com");
    fc.assert(
      fc.property(fc.nat({ max: hello.length - 1 }), fc.nat({ max: 255 }), (place, value) => {
        const changed = Buffer.from(hello);
        changed[place] = value;
        const speech = recogniseSpeech(changed);
        const isOfName = place >= at - 9 && place < at + 16;
        if (speech?.kind === "tls" && !isOfName) expect([undefined, "site.example.com"]).toContain(speech.serverName);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ["http", "GET / HTTP/1.1\r\n"],
    ["http", "\r\n\r\nGET / HTTP/1.1\r\n"],
    ["http", "get /x"],
    ["http", "POST\t/ HTTP/1.1"],
    ["http", "GET http://a/"],
    ["http", "OPTIONS * HTTP/1.1"],
    ["http", "PRI * HTTP/2.0"],
    ["http", "CONNECT a:443 HTTP/1.1\r\n"],
    ["http", "M-SEARCH x HTTP/1.1\n"],
    ["other", "SSH-2.0-OpenSSH\r\n"],
    ["other", "EHLO example.com\r\n"],
    ["other", "003agit-upload-pack /x\0host=a\0"],
    ["other", "\x00\x01"],
    ["other", `${"A".repeat(40)} / HTTP/1.1`],
    [undefined, "GET"],
    [undefined, "GET "],
    [undefined, "\r\n"],
    [undefined, "EHLO exa"],
  ])("[OC-8] is %s: %j", (kind, text) => {
    expect(recogniseSpeech(Buffer.from(text, "latin1"))?.kind).toBe(kind);
  });

  it("[OC-8] is clear after 17 KiB at most, whatever the bytes, and then does not change", () => {
    const start = fc.constantFrom("", "\x16\x03\x01", "\x16\x03\x01\x40\x00\x01\x00\x3f\xf0", "GET ", "\r\n");
    fc.assert(
      fc.property(start, bytes, fc.uint8Array({ minLength: 18_000, maxLength: 18_000 }), (first, next, long) => {
        const said = Buffer.concat([Buffer.from(first, "latin1"), next, long]);
        expect(recogniseSpeech(said)).toBeDefined();
        const early = recogniseSpeech(said.subarray(0, first.length + next.length));
        if (early !== undefined) expect(recogniseSpeech(said)).toEqual(early);
      }),
    );
  });
});

/** An answer as the reader tells it, or `refused`. */
function read(
  pieces: readonly Buffer[],
  method = "GET",
): { head?: AnswerHead; body: string; isComplete: boolean } | "refused" {
  let head: AnswerHead | undefined;
  let isComplete = false;
  const body: Buffer[] = [];
  const reader = new AnswerReader(method, 16_384, {
    head: (answer) => {
      head = answer;
    },
    data: (chunk) => body.push(chunk),
    end: () => {
      isComplete = true;
    },
  });
  try {
    for (const piece of pieces) reader.push(piece);
    reader.finish();
  } catch {
    return "refused";
  }
  return { ...(head && { head }), body: Buffer.concat(body).toString("latin1"), isComplete };
}

const cut = (text: Buffer, places: readonly number[]): Buffer[] => {
  const ends = [...new Set(places.map((place) => place % (text.length + 1)))].toSorted((a, b) => a - b);
  return [...ends, text.length].map((end, i) => text.subarray(ends[i - 1] ?? 0, end));
};

describe("an answer of HTTP/1 as bytes", () => {
  const plain = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
  const chunked =
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nhel\r\n2\r\nlo\r\n0\r\nTrailer: t\r\n\r\n";
  const closing = "HTTP/1.1 200 OK\r\nX: y\r\n\r\nhello";

  it("[OC-8] is the same in whatever pieces it comes", () => {
    const places = fc.array(fc.nat(), { maxLength: 12 });
    fc.assert(
      fc.property(
        fc.constantFrom(plain, chunked, closing, `HTTP/1.1 103 Early\r\nLink: x\r\n\r\n${chunked}`),
        places,
        (text, at) => {
          expect(read(cut(Buffer.from(text), at))).toMatchObject({
            body: "hello",
            isComplete: true,
            head: { status: 200 },
          });
        },
      ),
      { numRuns: 500 },
    );
  });

  it("[OC-8] is refused where it can be read in two ways or breaks off", () => {
    const with200 = (...lines: string[]) => `${["HTTP/1.1 200 OK", ...lines].join("\r\n")}\r\n\r\n`;
    for (const text of [
      with200("Content-Length: 5", "Transfer-Encoding: chunked"),
      with200("Content-Length: 5", "Content-Length: 5"),
      with200("Content-Length: 5, 5"),
      with200("Content-Length: +5"),
      with200("Content-Length: 0x5"),
      with200("Content-Length: "),
      with200("Transfer-Encoding: gzip, chunked"),
      with200("Transfer-Encoding: xchunked"),
      with200("Transfer-Encoding: chunked", "Transfer-Encoding: chunked"),
      with200("X: 1", " folded: 2"),
      with200("X : 1"),
      with200(": 1"),
      with200("X"),
      with200("X: a\0b"),
      with200("X: a\rb"),
      with200("X: a\nb"),
      "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      "HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n",
      "HTTP/2 200 OK\r\n\r\n",
      "HTTP/1.1 20 OK\r\n\r\n",
      "HTTP/1.1 200 OK\n\n",
      "ICY 200 OK\r\n\r\n",
      plain.slice(0, -1),
      `${plain}HTTP/1.1 200 OK\r\n\r\n`,
      chunked.slice(0, -2),
      `${with200("Transfer-Encoding: chunked")}-1\r\n`,
      `${with200("Transfer-Encoding: chunked")}0x5\r\nhello\r\n`,
      `${with200("Transfer-Encoding: chunked")}5\r\nhello!\r\n0\r\n\r\n`,
      `${with200("Transfer-Encoding: chunked")}1${"0".repeat(20)}\r\n`,
      `${with200("Transfer-Encoding: chunked")}5;${"x".repeat(5_000)}\r\n`,
      `HTTP/1.1 200 ${"x".repeat(20_000)}`,
      "",
    ])
      expect(read([Buffer.from(text, "latin1")]), JSON.stringify(text.slice(0, 80))).toBe("refused");
    expect(read([Buffer.from("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n")], "HEAD")).toMatchObject({
      body: "",
      isComplete: true,
    });
    expect(read([Buffer.from("HTTP/1.1 304\r\nContent-Length: 5\r\n\r\n")])).toMatchObject({
      body: "",
      isComplete: true,
    });
  });

  it("[OC-8] is never misread, whatever the bytes", () => {
    const part = fc.constantFrom(
      "HTTP/1.1 200 OK\r\n",
      "Content-Length: 3\r\n",
      "Transfer-Encoding: chunked\r\n",
      "\r\n",
      "3\r\n",
      "abc",
      "0\r\n",
    );
    const text = fc.array(
      fc.oneof(
        { weight: 6, arbitrary: part },
        bytes.map((b) => Buffer.from(b).toString("latin1")),
      ),
      { maxLength: 10 },
    );
    fc.assert(
      fc.property(text, (parts) => {
        const said = Buffer.from(parts.join(""), "latin1");
        const whole = read([said]);
        expect(read([...said].map((byte) => Buffer.of(byte)))).toEqual(whole);
        if (whole !== "refused") expect(whole.isComplete && whole.head !== undefined).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it("[OC-8] is what the client of Node makes of it too", async () => {
    const header = fc.tuple(fc.stringMatching(/^X-[A-Za-z0-9-]{1,8}$/), fc.stringMatching(/^[!-~]{0,20}$/));
    const body = fc.uint8Array({ maxLength: 3_000 });
    const kinds = fc.constantFrom("length", "chunks", "close");
    await fc.assert(
      fc.asyncProperty(
        fc.array(header, { maxLength: 5 }),
        body,
        kinds,
        fc.array(fc.nat(), { maxLength: 5 }),
        async (headers, content, kind, at) => {
          let said: Buffer = Buffer.alloc(0);
          const web = createServer((_, answer) => {
            for (const [name, value] of headers) answer.appendHeader(name, value);
            if (kind === "length") answer.setHeader("content-length", content.length);
            if (kind === "close") answer.removeHeader("transfer-encoding");
            for (const part of cut(Buffer.from(content), at)) answer.write(part);
            answer.end();
          }).listen(0, "127.0.0.1");
          await once(web, "listening");
          const tap = createTcpServer((client) => {
            const upstream = get({ port: (web.address() as AddressInfo).port, host: "127.0.0.1", agent: false });
            upstream.on("socket", (socket) => {
              socket.on("data", (chunk: Buffer) => {
                said = Buffer.concat([said, chunk]);
              });
            });
            upstream.on("response", (answer) => answer.resume().once("close", () => client.end(said)));
          }).listen(0, "127.0.0.1");
          await once(tap, "listening");
          const [answer] = (await once(
            get({ port: (tap.address() as AddressInfo).port, host: "127.0.0.1", agent: false }),
            "response",
          )) as [IncomingMessage];
          const expected = { headers: answer.rawHeaders, body: (await buffer(answer)).toString("latin1") };
          web.close();
          tap.close();
          const ours = read(cut(said, at));
          expect(ours).not.toBe("refused");
          if (ours !== "refused") expect({ headers: ours.head?.headers, body: ours.body }).toEqual(expected);
        },
      ),
      { numRuns: 40 },
    );
  });
});
