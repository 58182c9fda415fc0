import { X509Certificate } from "node:crypto";
import { describe, expect, it } from "vitest";
import { isPinned, pinOf } from "../../src/net/certificate-pin.ts";
import { connect } from "../../src/net/connection.ts";
import { openUpstream } from "../../src/net/index.ts";
import { authority, server } from "./certificates.ts";
import { fetched, startRaw } from "./fetching.ts";
import { startWeb } from "./web.ts";

async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  let text = "";
  for await (const chunk of body) text += Buffer.from(chunk).toString();
  return text;
}

const root = authority("root");
const middle = authority("middle", root);
const leaf = server("leaf", middle, ["localhost", "127.0.0.1"]);
const stranger = authority("stranger");
const tls = { cert: leaf.cert + middle.cert, key: leaf.key };

describe("an endpoint of the operator", () => {
  it("answers piece by piece, with its status and headers", async () => {
    let more = () => {};
    await using web = await startWeb((_, answer) => {
      answer.writeHead(201, { "x-note": "n" }).write("one");
      more = () => answer.end("two");
    });
    const headers = { authorization: "Bearer k" };
    const answer = await openUpstream(new URL(web.at("/v1")), { headers, body: "question" });
    expect(answer).toMatchObject({ status: 201, headers: { "x-note": "n" } });
    const pieces: string[] = [];
    for await (const chunk of answer.body) {
      pieces.push(Buffer.from(chunk).toString());
      more();
    }
    expect(pieces).toEqual(["one", "two"]);
    expect(web.seen[0]).toMatchObject({ method: "POST", url: "/v1", body: "question", headers });
  });

  it("is not followed anywhere else", async () => {
    await using web = await startWeb((_, answer) => answer.writeHead(302, { location: "/other" }).end());
    const answer = await openUpstream(new URL(web.at("/")));
    expect(answer.status).toBe(302);
    expect(await textOf(answer.body)).toBe("");
    expect(web.seen).toHaveLength(1);
  });

  it("may be silent for so long and no longer, before and within its answer", async () => {
    await using silent = await startRaw(() => {});
    await expect(openUpstream(new URL(silent.url), { timeoutMs: 50 })).rejects.toThrow("silent for 50 ms");
    // Without a length, the end of the connection would look like the end of the body.
    await using stalling = await startRaw((socket) => socket.write("HTTP/1.1 200 OK\r\n\r\npart"));
    const answer = await openUpstream(new URL(stalling.url), { timeoutMs: 50 });
    await expect(textOf(answer.body)).rejects.toThrow("silent for 50 ms");
  });

  it("is left when the caller gives up, before and within its answer", async () => {
    await using stalling = await startRaw((socket) => socket.write("HTTP/1.1 200 OK\r\n\r\npart"));
    await using silent = await startRaw(() => {});
    const early = new AbortController();
    const pending = openUpstream(new URL(silent.url), { signal: early.signal });
    early.abort(new Error("enough"));
    await expect(pending).rejects.toThrow("enough");
    const late = new AbortController();
    const answer = await openUpstream(new URL(stalling.url), { signal: late.signal });
    const reading = textOf(answer.body);
    late.abort(new Error("enough"));
    await expect(reading).rejects.toThrow("enough");
    await expect(openUpstream(new URL(silent.url), { signal: AbortSignal.abort(new Error("never")) })).rejects.toThrow(
      "never",
    );
  });

  it("[SE-1.1] is believed only with a certificate that verifies for its name", async () => {
    await using web = await startWeb((_, answer) => answer.end("ok"), { tls });
    const url = new URL(web.at("/", "localhost"));
    const answer = await openUpstream(url, { ca: root.cert });
    expect(await textOf(answer.body)).toBe("ok");
    await expect(openUpstream(url)).rejects.toThrow();
    await expect(openUpstream(url, { ca: stranger.cert })).rejects.toThrow();
    const other = server("other", middle, ["elsewhere.example.com"]);
    await using wrong = await startWeb((_, reply) => reply.end("ok"), {
      tls: { cert: other.cert + middle.cert, key: other.key },
    });
    await expect(openUpstream(new URL(wrong.at("/", "localhost")), { ca: root.cert })).rejects.toThrow("altnames");
    expect(wrong.seen).toHaveLength(0);
    expect(await fetched(web.at("/"), { ca: root.cert })).toMatchObject({ ok: true, text: "ok" });
    expect(await fetched(web.at("/"))).toMatchObject({ ok: false, reason: { rule: "net.failed" } });
  });

  it("[SE-1.1] is pinned to its key, to a spare one, or to an authority above it, before anything is sent", async () => {
    await using web = await startWeb((_, answer) => answer.end("ok"), { tls });
    const url = new URL(web.at("/", "localhost"));
    const open = (...pins: string[]) => openUpstream(url, { ca: root.cert, pins, body: "secret" });
    for (const pins of [[leaf.pin], [stranger.pin, leaf.pin], [middle.pin], [root.pin], [`sha256/${leaf.pin}`]])
      expect((await open(...pins)).status).toBe(200);
    const sent = web.seen.length;
    for (const pins of [[stranger.pin], ["nonsense"], [""], [leaf.pin.toLowerCase()]])
      await expect(open(...pins)).rejects.toMatchObject({ code: "ERR_UPSTREAM_PIN_MISMATCH" });
    expect(web.seen.length).toBe(sent);
    await using plain = await startWeb((_, answer) => answer.end());
    await expect(openUpstream(new URL(plain.at("/")), { pins: [leaf.pin] })).rejects.toMatchObject({
      code: "ERR_UPSTREAM_PIN_MISMATCH",
    });
    expect(plain.seen).toHaveLength(0);
  });

  it("[SE-1.1] is not pinned by a certificate that it merely shows", async () => {
    // The leaf claims an authority's name, and the server sends that authority's certificate, which never signed it.
    const pretender = authority("middle", stranger);
    const forged = server("leaf", pretender, ["localhost"]);
    await using web = await startWeb((_, answer) => answer.end("ok"), {
      tls: { cert: forged.cert + pretender.cert + middle.cert, key: forged.key },
    });
    const ca = stranger.cert;
    const open = (pin: string) => openUpstream(new URL(web.at("/", "localhost")), { ca, pins: [pin] });
    await expect(open(middle.pin)).rejects.toMatchObject({ code: "ERR_UPSTREAM_PIN_MISMATCH" });
    expect((await open(pretender.pin)).status).toBe(200);
  });

  it("[SE-1.1] has a pin as RFC 7469 counts it", () => {
    const certificate = new X509Certificate(leaf.cert);
    expect(pinOf(certificate)).toBe(leaf.pin);
    expect(isPinned([certificate], [leaf.pin])).toBe(true);
    expect(isPinned([certificate], [])).toBe(false);
    expect(isPinned([], [leaf.pin])).toBe(false);
    const unsigned = [certificate, new X509Certificate(stranger.cert)];
    expect(isPinned(unsigned, [stranger.pin])).toBe(false);
  });
});

describe("a connection", () => {
  it("[OC-8] that reached an address which is refused sends nothing, not even a handshake", async () => {
    await using raw = await startRaw(() => {});
    for (const scheme of ["http:", "https:"]) {
      const url = new URL(raw.url);
      url.protocol = scheme;
      const connecting = connect({
        url: new URL(url.href.replace("127.0.0.1", "name.example.com")),
        method: "POST",
        headers: {},
        body: "secret",
        addresses: ["127.0.0.1"],
        signal: AbortSignal.timeout(2_000),
        onConnected(socket) {
          expect(socket.remoteAddress).toBe("127.0.0.1");
          throw new Error("refused");
        },
      });
      await expect(connecting).rejects.toThrow("refused");
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(raw.received()).toBe(0);
  });
});
