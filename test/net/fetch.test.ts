import { describe, expect, it } from "vitest";
import { guardedFetch, publicOnly } from "../../src/net/index.ts";
import { permitFor } from "../fixtures/permit.ts";
import { request } from "../fixtures/request.ts";
import { fetched, outcome, urlRequest } from "./fetching.ts";
import { startWeb } from "./web.ts";

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => "no error",
    (error: { code?: string }) => error.code,
  );

describe("fetching", () => {
  it("[SP-3][OC-8] brings the text of exactly the URL that was permitted, once", async () => {
    await using web = await startWeb((_, answer) =>
      answer.writeHead(200, { "content-type": "text/plain", "x-note": "n", "set-cookie": "session=1" }).end("hello"),
    );
    const url = web.at("/page?x=1");
    const asked = urlRequest(url);
    const permit = await permitFor(asked);
    const policy = { ...publicOnly, privateHosts: [`127.0.0.1:${web.port}`] };
    const result = await guardedFetch(permit, asked, { policy });
    expect(result).toMatchObject({
      ok: true,
      status: 200,
      url,
      contentType: "text/plain",
      text: "hello",
      bytes: 5,
      truncated: false,
      hops: [url],
    });
    expect(result.ok && result.headers).toMatchObject({ "x-note": "n" });
    expect(result.ok && Object.keys(result.headers)).not.toContain("set-cookie");
    expect(await codeOf(guardedFetch(permit, asked, { policy }))).toBe("ERR_PERMIT_SPENT");
    expect(await codeOf(guardedFetch(await permitFor(asked), urlRequest(web.at("/other")), { policy }))).toBe(
      "ERR_PERMIT_MISMATCH",
    );
    expect(web.seen).toHaveLength(1);
    expect(web.seen[0]).toMatchObject({ method: "GET", url: "/page?x=1", headers: { host: `127.0.0.1:${web.port}` } });
  });

  it("[CE-4] takes no leave for something else, and sends no method or body that was not decided on", async () => {
    await using web = await startWeb((_, answer) => answer.end());
    const path = request({ resource: { type: "path", id: "/ws/a", access: "read" } });
    expect(await codeOf(guardedFetch(await permitFor(path), path, { policy: publicOnly }))).toBe("ERR_PERMIT_MISMATCH");
    expect(await codeOf(fetched(web.at("/"), { method: "POST" }))).toBe("ERR_PERMIT_MISMATCH");
    expect(await codeOf(fetched(web.at("/"), { method: "POST", body: "b" }, { method: "POST" }))).toBe(
      "ERR_PERMIT_MISMATCH",
    );
    expect(web.seen).toHaveLength(0);
    const sent = await fetched(web.at("/"), { method: "POST", body: "b" }, { method: "POST", body: "b" });
    expect(sent.ok).toBe(true);
    expect(web.seen[0]).toMatchObject({ method: "POST", body: "b" });
  });

  it("[OC-8] reaches loopback only where an operator opened it", async () => {
    await using web = await startWeb((_, answer) => answer.end("secret"));
    expect(await outcome(web.at("/"), { policy: publicOnly })).toBe("net.address");
    expect(await outcome(web.at("/", "localhost"), { policy: publicOnly })).toBe("net.internal");
    const resolver = async () => ["127.0.0.1"];
    expect(
      await outcome(web.at("/", "innocent.example.com"), { policy: { ...publicOnly, ports: [web.port] }, resolver }),
    ).toBe("net.address");
    expect(web.seen).toHaveLength(0);
    const policy = { ...publicOnly, privateHosts: ["innocent.example.com"] };
    expect(await outcome(web.at("/", "innocent.example.com"), { policy, resolver })).toBe(200);
    expect(web.seen[0]?.headers.host).toBe(`innocent.example.com:${web.port}`);
  });

  it("[OC-8] takes network failures for answers, not errors", async () => {
    const web = await startWeb((_, answer) => answer.end());
    const gone = web.at("/");
    await web[Symbol.asyncDispose]();
    expect(await outcome(gone)).toBe("net.failed");
    expect(await outcome("http://name.example.com/", { resolver: () => Promise.reject(new Error("ENOTFOUND")) })).toBe(
      "net.unresolved",
    );
    await using breaking = await startWeb((_, answer) => answer.destroy());
    expect(await outcome(breaking.at("/"))).toBe("net.failed");
    await using web2 = await startWeb((_, answer) => answer.end());
    expect(await outcome(web2.at("/"), { headers: { "x-note": "a\r\nevil: b" } })).toBe("net.failed");
    const signal = AbortSignal.abort();
    expect(await outcome(web2.at("/"), { signal })).toBe("net.cancelled");
    expect(web2.seen).toHaveLength(0);
  });

  it("sends no header of the connection that the caller wrote", async () => {
    await using web = await startWeb((_, answer) => answer.end());
    const headers = {
      Host: "evil.example.com",
      "Transfer-Encoding": "chunked",
      "Proxy-Authorization": "x",
      "X-Own": "y",
    };
    expect(await outcome(web.at("/"), { headers })).toBe(200);
    expect(web.seen[0]?.headers).toMatchObject({ host: `127.0.0.1:${web.port}`, "x-own": "y", connection: "close" });
    expect(web.seen[0]?.headers).not.toHaveProperty("transfer-encoding");
    expect(web.seen[0]?.headers).not.toHaveProperty("proxy-authorization");
  });

  it("tells text from what is none", async () => {
    await using web = await startWeb((asked, answer) => {
      const type = decodeURIComponent(asked.url?.slice(1) ?? "");
      if (type !== "") answer.setHeader("content-type", type);
      answer.end(asked.headers["x-bytes"] === "odd" ? Buffer.from([0x89, 0x50, 0]) : "text");
    });
    const at = (type: string) => web.at(`/${encodeURIComponent(type)}`);
    for (const type of [
      "text/html",
      "application/json; charset=utf-8",
      "application/problem+json",
      "image/svg+xml",
      "",
    ])
      expect(await outcome(at(type)), type).toBe(200);
    expect(await outcome(at("application/octet-stream"))).toBe(200);
    for (const type of ["image/png", "application/pdf", "application/zip", "video/mp4", "font/woff2"])
      expect(await outcome(at(type)), type).toBe("net.content");
    expect(await outcome(at(""), { headers: { "x-bytes": "odd" } })).toBe("net.content");
  });
});

describe("a name whose addresses change", () => {
  /** Two servers on one port: the one a check is meant to see, and the one that must not be reached. */
  async function startPair() {
    const open = await startWeb((asked, answer) =>
      asked.url === "/again" ? answer.writeHead(302, { location: "/" }).end() : answer.end("open"),
    );
    const secret = await startWeb((_, answer) => answer.end("secret"), { host: "127.0.0.2", port: open.port });
    return { open, secret };
  }

  it("[OC-8] is resolved once a hop, and connected to at an address that was judged", async () => {
    const { open, secret } = await startPair();
    await using _open = open;
    await using _secret = secret;
    const policy = { ...publicOnly, privateHosts: ["127.0.0.1/32"], ports: [open.port] };
    const answers = [["127.0.0.1"], ["127.0.0.2"]];
    const rebinding = () => {
      let asked = 0;
      return async () => answers[Math.min(asked++, 1)] ?? [];
    };
    const url = open.at("/", "rebind.example.com");
    expect(await fetched(url, { policy, resolver: rebinding() })).toMatchObject({ ok: true, text: "open" });
    // A client that resolves again after the check is deceived: what is tested here can fail.
    const resolver = rebinding();
    expect(await resolver()).toEqual(["127.0.0.1"]);
    expect(await naiveFetch(url, resolver)).toBe("secret");
    // The second hop is resolved anew and judged anew.
    const again = open.at("/again", "rebind.example.com");
    expect(await fetched(again, { policy, resolver: rebinding() })).toMatchObject({ reason: { rule: "net.address" } });
    expect(secret.seen).toHaveLength(1);
  });
});

async function naiveFetch(url: string, resolver: () => Promise<readonly string[]>): Promise<string> {
  const [address] = await resolver();
  return (await fetch(url.replace("rebind.example.com", address ?? ""))).text();
}
