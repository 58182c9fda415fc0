import { Agent } from "node:http";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type OpenEgress, rawClient, startEgress, through } from "./egress-fixture.ts";
import { startRaw } from "./fetching.ts";
import { startWeb } from "./web.ts";

const head = (lines: readonly string[]) => `${lines.join("\r\n")}\r\n\r\n`;

/** The status line and the rule that a proxy answers bytes with before it hangs up. */
async function said(proxy: OpenEgress, bytes: string): Promise<string> {
  await using client = await rawClient(proxy);
  client.say(bytes);
  const heard = await client.hungUp();
  return `${/^HTTP\/1\.1 (\d+)/.exec(heard)?.[1]} ${/x-sallyport-rule: (\S+)/i.exec(heard)?.[1]}`;
}

describe("plain HTTP through the egress proxy", () => {
  it("[OC-8] reaches the host of the URL with method, path, headers and body, and brings its answer", async () => {
    await using web = await startWeb((_, answer) =>
      answer.writeHead(201, "Made", { "x-note": "n", "set-cookie": ["a=1", "b=2"] }).end("hello"),
    );
    await using proxy = await startEgress([web.port]);
    const answer = await through(proxy, web.at("/a%20b?x=1&y=http://10.0.0.1/"), {
      method: "POST",
      body: "body",
      headers: { "x-own": "v", host: "elsewhere.example.com" },
    });
    expect(answer).toMatchObject({
      status: 201,
      body: "hello",
      headers: { "x-note": "n", "set-cookie": ["a=1", "b=2"] },
    });
    expect(web.seen[0]).toMatchObject({ method: "POST", url: "/a%20b?x=1&y=http://10.0.0.1/", body: "body" });
    expect(web.seen[0]?.headers).toMatchObject({ host: `127.0.0.1:${web.port}`, "x-own": "v" });
    expect(proxy.records).toEqual([
      expect.objectContaining({ scheme: "http", host: "127.0.0.1", port: web.port, method: "POST", effect: "allow" }),
    ]);
    const [record] = proxy.records;
    expect(record).toMatchObject({ address: "127.0.0.1" });
    expect(record?.bytesOut).toBeGreaterThan(4);
    expect(record?.bytesIn).toBeGreaterThan(5);
    expect(JSON.stringify(proxy.records)).not.toContain("a%20b");
  });

  it("[OC-8] is refused where the policy or whoever decides says so, with the rule and no remedy", async () => {
    await using web = await startWeb((_, answer) => answer.end("secret"));
    const resolver = async () => ["127.0.0.2"];
    const policy = { hosts: "*", privateHosts: ["127.0.0.1"], ports: [web.port, 80], methods: ["GET"] } as const;
    const mayReach = async ({ host }: { host: string }) => (host === "not.example.com" ? "it is not for you" : true);
    await using proxy = await startEgress([], { policy, resolver, mayReach });
    const refusals: readonly (readonly [url: string, rule: string, method?: string])[] = [
      [`http://127.0.0.2:${web.port}/`, "net.address"],
      [`http://2130706433:${web.port}/`, "net.spelling"],
      [`http://localhost:${web.port}/`, "net.internal"],
      ["http://169.254.169.254/latest/", "net.metadata"],
      ["http://metadata.google.internal/", "net.metadata"],
      [`http://rebound.example.com:${web.port}/`, "net.address"],
      ["http://example.com:8080/", "net.port"],
      [web.at("/"), "net.method", "POST"],
      [web.at("/"), "net.method", "DELETE"],
      ["http://not.example.com/", "net.permission"],
      [`http://user:pass@127.0.0.1:${web.port}/`, "net.userinfo"],
    ];
    for (const [url, rule, method = "GET"] of refusals) {
      const answer = await through(proxy, url, { method });
      expect(answer, url).toMatchObject({ status: 403, rule, body: `blocked by Sallyport: ${rule}\n` });
    }
    expect(proxy.rules()).toEqual(refusals.map(([, rule]) => rule));
    expect(proxy.records.every(({ effect, bytesIn }) => effect === "deny" && bytesIn === 0)).toBe(true);
    expect(proxy.egress.findings()).toContainEqual({
      rule: "sandbox.net.denied",
      message: expect.stringContaining("127.0.0.2"),
      evidence: { rule: "net.address", host: "127.0.0.2", port: web.port, method: "GET", times: 1 },
    });
    expect(web.seen).toHaveLength(0);
    expect((await through(proxy, web.at("/"))).body).toBe("secret");
  });

  it("[OC-8] asks whoever decides once for an origin and a method, before any name is resolved", async () => {
    await using web = await startWeb((_, answer) => answer.end());
    const resolved: string[] = [];
    const resolver = async (host: string) => {
      resolved.push(host);
      return ["127.0.0.1"];
    };
    const policy = {
      hosts: "*",
      privateHosts: ["a.example.com"],
      ports: [web.port],
      methods: ["GET", "HEAD"],
    } as const;
    const asked: string[] = [];
    const mayReach = async ({ method, host }: { method: string; host: string }) => {
      asked.push(`${method} ${host}`);
      if (host === "broken.example.com") throw new Error("broken");
      return host === "a.example.com";
    };
    await using proxy = await startEgress([], { policy, resolver, mayReach });
    for (let i = 0; i < 3; i++) expect((await through(proxy, web.at("/", "a.example.com"))).status).toBe(200);
    expect((await through(proxy, web.at("/", "A.example.com."), { method: "HEAD" })).status).toBe(200);
    for (const host of ["b.example.com", "b.example.com", "broken.example.com"])
      expect((await through(proxy, web.at("/", host))).rule).toBe("net.permission");
    expect(asked).toEqual(["GET a.example.com", "HEAD a.example.com", "GET b.example.com", "GET broken.example.com"]);
    expect(new Set(resolved)).toEqual(new Set(["a.example.com"]));
  });

  it("[OC-8] leaves redirects to the client, which meets the same gate", async () => {
    await using web = await startWeb((asked, answer) =>
      answer.writeHead(302, { location: asked.url === "/a" ? "http://169.254.169.254/" : "/a" }).end(),
    );
    await using proxy = await startEgress([web.port, 80]);
    const answer = await through(proxy, web.at("/a"));
    expect(answer).toMatchObject({ status: 302, headers: { location: "http://169.254.169.254/" } });
    expect(await through(proxy, answer.headers.location ?? "")).toMatchObject({ status: 403, rule: "net.metadata" });
  });

  it("[OC-8] drops what belongs to one hop, on the way out and on the way back", async () => {
    await using host = await startRaw((socket) =>
      socket.once("data", () =>
        socket.write(
          `${head([
            "HTTP/1.1 200 OK",
            "Connection: keep-alive, X-Back",
            "X-Back: 1",
            "Keep-Alive: timeout=99",
            "Proxy-Authenticate: Basic",
            "Upgrade: h2c",
            "X-Kept: 1",
            "Content-Length: 2",
          ])}ok`,
        ),
      ),
    );
    await using web = await startWeb((_, answer) => answer.end());
    await using proxy = await startEgress([web.port, Number(new URL(host.url).port)]);
    const headers = {
      Connection: "keep-alive, X-Hop, Content-Length",
      "X-Hop": "1",
      "Proxy-Authorization": "Basic eA==",
      "Proxy-Connection": "keep-alive",
      TE: "trailers",
      Upgrade: "websocket",
      "X-Kept": "1",
    };
    expect((await through(proxy, web.at("/"), { method: "POST", headers, body: "body" })).status).toBe(200);
    expect(web.seen[0]?.body).toBe("body");
    const { headers: seen } = web.seen[0] ?? { headers: {} };
    expect(seen).toMatchObject({ "x-kept": "1" });
    for (const name of ["x-hop", "proxy-authorization", "proxy-connection", "te", "upgrade", "keep-alive"])
      expect(seen, name).not.toHaveProperty(name);
    const back = await through(proxy, host.url);
    expect(back).toMatchObject({ status: 200, body: "ok", headers: { "x-kept": "1" } });
    for (const name of ["x-back", "proxy-authenticate", "upgrade"]) expect(back.headers, name).not.toHaveProperty(name);
    expect(back.headers["keep-alive"]).not.toBe("timeout=99");
  });

  it("[OC-8] carries bodies of every framing both ways, and answers without one", async () => {
    await using web = await startWeb((asked, answer) => {
      if (asked.url === "/none") answer.writeHead(204).end();
      else if (asked.url === "/same") answer.writeHead(304, { "content-length": "99" }).end();
      else if (asked.url === "/long") answer.end("x".repeat(3_000_000));
      else answer.writeHead(200, { "transfer-encoding": "chunked" }).end("y".repeat(100_000));
    });
    await using proxy = await startEgress([web.port]);
    expect(await through(proxy, web.at("/none"))).toMatchObject({ status: 204, body: "" });
    expect(await through(proxy, web.at("/same"))).toMatchObject({ status: 304, body: "" });
    expect(await through(proxy, web.at("/long"), { method: "HEAD" })).toMatchObject({ body: "" });
    expect((await through(proxy, web.at("/long"))).body).toBe("x".repeat(3_000_000));
    const chunked = { method: "POST", headers: { "transfer-encoding": "chunked" }, body: "z".repeat(500_000) };
    expect((await through(proxy, web.at("/chunks"), chunked)).body).toBe("y".repeat(100_000));
    expect(web.seen.at(-1)?.body).toBe("z".repeat(500_000));
    expect((await through(proxy, web.at("/empty"), { method: "POST" })).status).toBe(200);
    expect(proxy.rules().every((rule) => rule === "ok")).toBe(true);
  });

  it("[OC-8] keeps connections on both sides, one host's apart from another's, and mends one that went stale", async () => {
    let connections = 0;
    await using host = await startRaw((socket) => {
      connections++;
      let served = 0;
      socket.on("data", () => {
        if (++served <= 2) socket.write(`${head(["HTTP/1.1 200 OK", "Content-Length: 2"])}ok`);
        else socket.destroy();
      });
    });
    await using proxy = await startEgress([Number(new URL(host.url).port)]);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (let i = 0; i < 4; i++) expect((await through(proxy, host.url, { agent })).body).toBe("ok");
    agent.destroy();
    expect(connections).toBe(2);
    // What may not be sent twice is not.
    expect((await through(proxy, host.url, { method: "POST", body: "b" })).status).toBe(502);
  });

  it("[OC-8] answers 502 for a host that is not there, breaks off or speaks no HTTP, and 400 for no proxy request", async () => {
    const gone = await startRaw(() => {});
    await gone[Symbol.asyncDispose]();
    await using breaking = await startRaw((socket) => socket.destroy());
    await using strange = await startRaw((socket) => socket.end("SSH-2.0-x\r\n\r\n"));
    const port = (url: string) => Number(new URL(url).port);
    await using proxy = await startEgress([gone, breaking, strange].map(({ url }) => port(url)));
    for (const { url } of [gone, breaking, strange])
      expect(await through(proxy, url), url).toMatchObject({ status: 502, rule: "net.failed" });
    const none = await startEgress([80], { resolver: async () => [] });
    expect(await through(none, "http://none.example.com/")).toMatchObject({ status: 502, rule: "net.unresolved" });
    await none[Symbol.asyncDispose]();
    expect(await said(proxy, head(["GET /x HTTP/1.1", "Host: 127.0.0.1", "Connection: close"]))).toBe(
      "400 net.malformed",
    );
    expect(await said(proxy, head(["GET https://example.com/ HTTP/1.1", "Host: a", "Connection: close"]))).toBe(
      "400 net.malformed",
    );
    for (const [authority, answer] of [
      ["[::1]:443", "403 net.address"],
      ["[fe80::1%eth0]:443", "400 net.malformed"],
      ["example.com", "400 net.malformed"],
      ["example.com:65536", "400 net.malformed"],
      ["user@example.com:443", "400 net.malformed"],
      ["http://example.com:443", "400 net.malformed"],
    ])
      expect(await said(proxy, head([`CONNECT ${authority} HTTP/1.1`, "Host: a"])), authority).toBe(answer);
    expect(await said(proxy, head(["OPTIONS * HTTP/1.1", "Host: a", "Connection: close"]))).toBe("400 net.malformed");
  });

  it("[OC-8] cuts an answer short visibly when the host breaks off", async () => {
    await using host = await startRaw((socket) =>
      socket.once("data", () => socket.end(`${head(["HTTP/1.1 200 OK", "Transfer-Encoding: chunked"])}5\r\nhello\r\n`)),
    );
    await using proxy = await startEgress([Number(new URL(host.url).port)]);
    await expect(through(proxy, host.url)).rejects.toThrow("aborted");
    expect(proxy.rules()).toEqual(["net.failed"]);
  });
});

describe("a request that two programs would read in two ways", () => {
  const get = "GET http://127.0.0.1:PORT/ HTTP/1.1";
  const post = "POST http://127.0.0.1:PORT/ HTTP/1.1";
  const smuggled = "GET http://127.0.0.1:PORT/smuggled HTTP/1.1\r\nHost: a\r\n\r\n";
  const attempts: Readonly<Record<string, string>> = {
    "a length and chunks": `${head([post, "Host: a", "Content-Length: 5", "Transfer-Encoding: chunked"])}0\r\n\r\n${smuggled}`,
    "chunks and a length": `${head([post, "Host: a", "Transfer-Encoding: chunked", "Content-Length: 5"])}0\r\n\r\n${smuggled}`,
    "two lengths": head([post, "Host: a", "Content-Length: 0", "Content-Length: 50"]) + smuggled,
    "a list of lengths": head([post, "Host: a", "Content-Length: 0, 50"]) + smuggled,
    "a signed length": head([post, "Host: a", "Content-Length: +0"]) + smuggled,
    "a hexadecimal length": head([post, "Host: a", "Content-Length: 0x0"]) + smuggled,
    "another coding": `${head([post, "Host: a", "Transfer-Encoding: xchunked"])}0\r\n\r\n${smuggled}`,
    "chunks coded twice": `${head([post, "Host: a", "Transfer-Encoding: chunked, gzip"])}0\r\n\r\n${smuggled}`,
    "a space before the colon": head([post, "Host: a", "Content-Length : 50"]) + smuggled,
    "a folded header": head([get, "Host: a", "X: 1", " Content-Length: 50"]) + smuggled,
    "two hosts": head([get, "Host: a", "Host: b"]),
    "a bare line feed": `${get}\nHost: a\n\n`,
    "a bare carriage return": `${get}\r\nHost: a\rX: b\r\n\r\n`,
    "a NUL": head([get, "Host: a", "X: a\0b"]),
    "no host": head([get]),
    "a header without a name": head([get, "Host: a", ": x"]),
    "a chunk that is longer than it says": `${head([post, "Host: a", "Transfer-Encoding: chunked"])}1\r\nab\r\n0\r\n\r\n`,
    "a chunk without a length": `${head([post, "Host: a", "Transfer-Encoding: chunked"])}x\r\n\r\n`,
    "a space in the URL": head(["GET http://127.0.0.1:PORT/a b HTTP/1.1", "Host: a"]),
    "another version": head(["GET http://127.0.0.1:PORT/ HTTP/2.0", "Host: a"]),
    "a backslash": head(["GET http://127.0.0.1:PORT\\@example.com/ HTTP/1.1", "Host: a"]),
    "a TLS handshake": "\x16\x03\x01\x00\x05hello",
    "SOCKS 4": "\x04\x01\x00\x50\x7f\x00\x00\x01\x00",
  };

  it.each(Object.entries(attempts))("[OC-8] is refused, and nothing of it reaches a host: %s", async (_name, bytes) => {
    await using web = await startWeb((_, answer) => answer.end("reached"));
    await using proxy = await startEgress([web.port]);
    await using client = await rawClient(proxy);
    client.say(bytes.replaceAll("PORT", String(web.port)));
    client.socket.end();
    const heard = await client.hungUp();
    expect(heard).not.toContain("reached");
    expect(heard).toMatch(/^$|^HTTP\/1\.1 4\d\d .*\r\n/);
    expect(web.seen.filter(({ url, body }) => url === "/smuggled" || body !== "")).toEqual([]);
    expect(proxy.egress.findings().length).toBeGreaterThan(0);
  });

  it("[OC-8] is let through where it is ordinary: requests ahead of their answers, in their order, and HTTP/1.0", async () => {
    await using web = await startWeb((asked, answer) =>
      setTimeout(() => answer.end(`<${asked.url}>`), asked.url === "/1" ? 30 : 0),
    );
    await using proxy = await startEgress([web.port]);
    await using client = await rawClient(proxy);
    for (const path of ["/1", "/2", "/3"]) client.say(head([`GET ${web.at(path)} HTTP/1.1`, "Host: a"]));
    const heard = await client.hears(/<\/3>/);
    expect(heard.match(/<[^>]*>/g)).toEqual(["</1>", "</2>", "</3>"]);
    await using old = await rawClient(proxy);
    old.say(`GET ${web.at("/old")} HTTP/1.0\r\n\r\n`);
    expect(await old.hungUp()).toContain("</old>");
  });

  it("[OC-8] is refused when there are too many ahead of their answers", async () => {
    await using web = await startWeb((asked, answer) => void (asked.url === "/0" ? undefined : answer.end()));
    await using proxy = await startEgress([web.port]);
    await using client = await rawClient(proxy);
    for (let i = 0; i < 40; i++) client.say(head([`GET ${web.at(`/${i}`)} HTTP/1.1`, "Host: a"]));
    await client.hungUp();
    expect(web.seen.length).toBeLessThanOrEqual(1);
    expect(proxy.rules()).toContain("net.malformed");
  });

  it("[OC-8] harms nobody else, whatever the bytes, nor does a policy that breaks", async () => {
    await using web = await startWeb((_, answer) => answer.end("reached"));
    await using proxy = await startEgress([web.port], { limits: { headMs: 50 } });
    const start = fc.constantFrom(
      "",
      "\x05\x01\x00",
      "\x05\x01\x00\x05\x01\x00\x03",
      "GET ",
      `GET ${web.at("/")} HTTP/1.1\r\n`,
      `CONNECT 127.0.0.1:${web.port} HTTP/1.1\r\nHost: a\r\n\r\n`,
    );
    await fc.assert(
      fc.asyncProperty(start, fc.uint8Array({ maxLength: 300 }), async (first, noise) => {
        await using client = await rawClient(proxy);
        client.say(first);
        client.say(noise);
        client.socket.end();
        await client.hungUp();
        expect((await through(proxy, web.at("/"))).body).toBe("reached");
      }),
      { numRuns: 60 },
    );
    const policy = {
      hosts: "*",
      get privateHosts(): readonly string[] {
        throw new Error("broken");
      },
      ports: [web.port],
      methods: ["GET", "CONNECT"],
    } as const;
    await using broken = await startEgress([], { policy });
    await expect(through(broken, web.at("/"))).rejects.toThrow();
    await using client = await rawClient(broken);
    client.say(`CONNECT 127.0.0.1:${web.port} HTTP/1.1\r\nHost: a\r\n\r\n`);
    expect(await client.hungUp()).toBe("");
  });
});
