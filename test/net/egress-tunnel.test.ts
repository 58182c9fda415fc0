import { once } from "node:events";
import { connect as connectTls } from "node:tls";
import { describe, expect, it } from "vitest";
import { authority, server } from "./certificates.ts";
import { type OpenEgress, type RawClient, rawClient, startEgress } from "./egress-fixture.ts";
import { startRaw } from "./fetching.ts";
import { startWeb } from "./web.ts";

const root = authority("root");
const leaf = server("leaf", root, ["site.example.com", "127.0.0.1"]);
const tls = { cert: leaf.cert, key: leaf.key };
const resolver = async () => ["127.0.0.1"];
const portOf = (url: string) => Number(new URL(url).port);
const policyFor = (...ports: number[]) => ({
  hosts: "*" as const,
  privateHosts: ["127.0.0.1", "site.example.com", "other.example.com"],
  ports,
  methods: ["GET", "CONNECT"],
});

/** The two ways to ask for a tunnel; each gives the answer: a status, or a reply of SOCKS. */
const ways: Readonly<Record<string, (client: RawClient, host: string, port: number) => Promise<number>>> = {
  CONNECT: async (client, host, port) => {
    client.say(`CONNECT ${host}:${port} HTTP/1.1\r\nHost: ${host}:${port}\r\n\r\n`);
    return Number(/^HTTP\/1\.1 (\d+)/.exec(await client.hears(/\r\n\r\n/))?.[1]);
  },
  "SOCKS 5": async (client, host, port) => {
    client.say(Uint8Array.of(5, 1, 0));
    await client.hears(/^\x05\x00/);
    client.say(socksRequest(host, port));
    return (await client.hears(/^\x05\x00\x05[\s\S]{9}/)).charCodeAt(3);
  },
};

function socksRequest(host: string, port: number, command = 1): Uint8Array {
  const ending = [port >> 8, port & 0xff];
  const v4 = /^(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(host);
  if (v4 !== null) return Uint8Array.of(5, command, 0, 1, ...v4.slice(1).map(Number), ...ending);
  return Uint8Array.of(5, command, 0, 3, host.length, ...Buffer.from(host), ...ending);
}

describe.each(Object.entries(ways))("a tunnel by %s", (way, ask) => {
  const opened = way === "CONNECT" ? 200 : 0;
  const refused = way === "CONNECT" ? 403 : 2;

  it("[OC-8] carries bytes both ways, each side ending for itself, and is recorded", async () => {
    await using host = await startRaw((socket) => {
      socket.write("\x00welcome");
      socket.on("data", (chunk) => socket.write(Buffer.from(chunk).toString().toUpperCase()));
    });
    await using proxy = await startEgress([portOf(host.url)]);
    await using client = await rawClient(proxy);
    expect(await ask(client, "127.0.0.1", portOf(host.url))).toBe(opened);
    await client.hears(/welcome/);
    client.say("\x01binary");
    client.socket.end();
    expect(await client.hungUp()).toContain("\x01BINARY");
    await once(client.socket, "close").catch(() => {});
    await expect
      .poll(() => proxy.records)
      .toEqual([
        expect.objectContaining({
          scheme: "tunnel",
          method: "CONNECT",
          effect: "allow",
          bytesOut: 7,
          bytesIn: 15,
          address: "127.0.0.1",
        }),
      ]);
    expect(proxy.records[0]).not.toHaveProperty("rule");
  });

  it("[OC-8] is refused where policy or decision say so, without a name being resolved", async () => {
    await using host = await startRaw((socket) => socket.end("secret"));
    const port = portOf(host.url);
    const resolved: string[] = [];
    await using proxy = await startEgress([], {
      policy: {
        ...policyFor(port),
        hosts: ["127.0.0.1", "10.0.0.1", "*.example.com", "localhost", "metadata.google.internal"],
      },
      resolver: async (name) => {
        resolved.push(name);
        return ["127.0.0.2"];
      },
      mayReach: async ({ host: name }) => name !== "not.example.com",
    });
    const cases: readonly (readonly [host: string, port: number, rule: string])[] = [
      ["10.0.0.1", port, "net.address"],
      ["127.0.0.2", port, "net.address"],
      ["localhost", port, "net.internal"],
      ["metadata.google.internal", port, "net.metadata"],
      ["10.0.0.1.nip.io", port, "net.address"],
      ["0x7f.1", port, "net.spelling"],
      ["elsewhere.org", port, "net.host"],
      ["127.0.0.1", 22, "net.port"],
      ["not.example.com", port, "net.permission"],
    ];
    for (const [name, at, rule] of cases) {
      await using client = await rawClient(proxy);
      expect(await ask(client, name, at), name).toBe(refused);
      await client.hungUp();
      expect(proxy.rules().at(-1), name).toBe(rule);
    }
    expect(resolved).toEqual([]);
    await using client = await rawClient(proxy);
    expect(await ask(client, "site.example.com.", port)).toBe(opened === 200 ? 502 : 5);
    await using rebound = await rawClient(proxy);
    expect(await ask(rebound, "any.example.com", port)).toBe(refused);
    expect(proxy.rules().at(-1)).toBe("net.address");
    expect(resolved).toEqual(["site.example.com", "any.example.com"]);
  });

  it("[OC-8] carries TLS, which stays closed, to the host it asks for", async () => {
    await using web = await startWeb((_, answer) => answer.end("over tls"), { tls });
    await using proxy = await startEgress([], { policy: policyFor(web.port), resolver });
    await using client = await rawClient(proxy);
    expect(await ask(client, "site.example.com", web.port)).toBe(opened);
    client.socket.removeAllListeners("data");
    const secured = connectTls({ socket: client.socket, servername: "SITE.example.com", ca: root.cert });
    secured.write("GET / HTTP/1.1\r\nHost: site.example.com\r\nConnection: close\r\n\r\n");
    let text = "";
    for await (const chunk of secured) text += chunk;
    expect(text).toContain("over tls");
    expect(web.seen).toHaveLength(1);
  });

  it("[OC-8] carries no TLS that asks for another host, nor what only looks like TLS", async () => {
    await using host = await startRaw(() => {});
    await using proxy = await startEgress([], { policy: policyFor(portOf(host.url)), resolver });
    for (const [name, servername] of [
      ["site.example.com", "other.example.com"],
      ["127.0.0.1", "site.example.com"],
    ] as const) {
      await using client = await rawClient(proxy);
      expect(await ask(client, name, portOf(host.url))).toBe(opened);
      client.socket.removeAllListeners("data");
      const secured = connectTls({ socket: client.socket, servername, rejectUnauthorized: false });
      await expect(once(secured, "secureConnect")).rejects.toThrow();
      await expect.poll(() => proxy.rules().at(-1)).toBe("net.tls");
    }
    await using client = await rawClient(proxy);
    expect(await ask(client, "site.example.com", portOf(host.url))).toBe(opened);
    client.say(Uint8Array.of(0x16, 3, 1, 0, 4, 2, 0, 0, 0));
    await client.hungUp();
    expect(host.received()).toBe(0);
    expect(proxy.records.map(({ effect, bytesOut }) => `${effect} ${bytesOut}`)).toEqual([
      "deny 0",
      "deny 0",
      "deny 0",
    ]);
    expect(proxy.egress.findings()[0]?.message).toContain('"other.example.com"');
  });

  it("[OC-8] carries plain HTTP only as HTTP: each method and host is judged", async () => {
    await using web = await startWeb((_, answer) => answer.end("over http"));
    await using proxy = await startEgress([], { policy: policyFor(web.port), resolver, limits: { headMs: 300 } });
    const first = async (lines: string) => {
      await using client = await rawClient(proxy);
      expect(await ask(client, "site.example.com", web.port)).toBe(opened);
      client.say(lines);
      return (await client.hungUp()).replace(/^[\s\S]*?(?=HTTP\/1\.1 (?!200 Conn))/, "");
    };
    const own = `Host: site.example.com:${web.port}\r\nConnection: close\r\n\r\n`;
    expect(await first(`GET /a HTTP/1.1\r\n${own}`)).toContain("over http");
    expect(await first(`\r\nGET /b HTTP/1.1\r\n${own}`)).toContain("over http");
    expect(await first(`POST /c HTTP/1.1\r\n${own}`)).toContain("net.method");
    expect(await first(`\r\n\r\nPOST /d HTTP/1.1\r\n${own}`)).toContain("net.method");
    expect(await first("GET /e HTTP/1.1\r\nHost: other.example.com\r\nConnection: close\r\n\r\n")).toContain(
      "net.malformed",
    );
    expect(await first(`GET http://other.example.com/ HTTP/1.1\r\n${own}`)).toContain("net.malformed");
    expect(await first(`CONNECT other.example.com:${web.port} HTTP/1.1\r\n${own}`)).toContain("net.malformed");
    expect(await first("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")).toMatch(/^$|net\.malformed/);
    expect(await first("GET /old\r\n")).toMatch(/^$|net\.malformed/);
    // Some servers part words at any blank, and skip blanks before them.
    for (const before of [" ", "\t", "\f", "\x1c", "\xa0", " ".repeat(9_000)])
      expect(await first(`${before}POST /f HTTP/1.1\r\n${own}`)).toMatch(/^$|net\.(?:malformed|method)/);
    for (const between of ["\v", "\x85", "\r", " ".repeat(9_000)])
      expect(await first(`POST${between}/g${between}HTTP/1.1\r\n${own}`)).toMatch(/^$|net\.(?:malformed|method)/);
    expect(web.seen.map(({ url }) => url)).toEqual(["/a", "/b"]);
  });

  it("[OC-8] carries what is no HTTP as it is, blanks or not", async () => {
    await using host = await startRaw((socket) => {
      socket.on("data", (chunk: Buffer) => socket.end(chunk));
    });
    await using proxy = await startEgress([], { policy: policyFor(portOf(host.url)), resolver });
    for (const said of ["SSH-2.0-client\r\n", "PING\r\n", " STATUS now\r\n", "\0\0\0\x08\x04\xd2\x16\x2f"]) {
      await using client = await rawClient(proxy);
      expect(await ask(client, "site.example.com", portOf(host.url))).toBe(opened);
      client.say(Buffer.from(said, "latin1"));
      expect((await client.hungUp()).endsWith(said)).toBe(true);
    }
  });

  it("[OC-8] tells a host that is not there from one that may not be reached", async () => {
    const gone = await startRaw(() => {});
    await gone[Symbol.asyncDispose]();
    await using proxy = await startEgress([], {
      policy: policyFor(portOf(gone.url)),
      resolver: async (name) => (name === "site.example.com" ? ["127.0.0.1"] : []),
    });
    for (const [name, code] of [
      ["site.example.com", opened === 200 ? 502 : 5],
      ["other.example.com", opened === 200 ? 502 : 4],
    ] as const) {
      await using client = await rawClient(proxy);
      expect(await ask(client, name, portOf(gone.url))).toBe(code);
    }
    expect(proxy.rules()).toEqual(["net.failed", "net.unresolved"]);
  });

  it("[OC-8] ends on both sides when one is cut off", async () => {
    let ended = 0;
    await using host = await startRaw((socket) => {
      socket.on("close", () => ended++);
      socket.on("data", () => socket.destroy());
    });
    await using proxy = await startEgress([portOf(host.url)]);
    const client = await rawClient(proxy);
    expect(await ask(client, "127.0.0.1", portOf(host.url))).toBe(opened);
    client.socket.destroy();
    await expect.poll(() => ended).toBe(1);
    await using other = await rawClient(proxy);
    expect(await ask(other, "127.0.0.1", portOf(host.url))).toBe(opened);
    other.say("\x01");
    await other.hungUp();
    await expect.poll(() => proxy.records.length).toBe(2);
  });
});

describe("SOCKS 5", () => {
  const port = 443;
  const reply = async (proxy: OpenEgress, ...parts: Uint8Array[]) => {
    await using client = await rawClient(proxy);
    for (const part of parts) client.say(part);
    return [...Buffer.from(await client.hungUp(), "latin1")].slice(0, 4);
  };
  const greeting = Uint8Array.of(5, 1, 0);

  it("[OC-8] is understood without authentication and for CONNECT alone", async () => {
    await using proxy = await startEgress([port]);
    expect(await reply(proxy, Uint8Array.of(5, 1, 2))).toEqual([5, 0xff]);
    expect(await reply(proxy, Uint8Array.of(5, 0))).toEqual([5, 0xff]);
    for (const command of [2, 3, 0, 9])
      expect(await reply(proxy, greeting, socksRequest("1.1.1.1", port, command))).toEqual([5, 0, 5, 7]);
    for (const type of [0, 2, 5, 255])
      expect(await reply(proxy, greeting, Uint8Array.of(5, 1, 0, type, 0, 0))).toEqual([5, 0, 5, 8]);
    expect(await reply(proxy, greeting, Uint8Array.of(4, 1, 0, 1))).toEqual([5, 0, 5, 1]);
    expect(proxy.rules().every((rule) => rule === "net.malformed")).toBe(true);
  });

  it("[OC-8] takes no name that another program could read as something else", async () => {
    await using proxy = await startEgress([port]);
    for (const name of [
      "a.com/",
      "a@b.com",
      "a.com:80",
      "a b",
      "a\0.com",
      "\x7f",
      "é.com",
      "[::1]",
      "",
      "a.com#",
      "%31.com",
    ]) {
      const bytes = Buffer.from(name, "latin1");
      const request = Uint8Array.of(5, 1, 0, 3, bytes.length, ...bytes, 1, 187);
      expect(await reply(proxy, greeting, request), JSON.stringify(name)).toEqual([5, 0, 5, 8]);
    }
    expect(proxy.asked).toEqual([]);
  });

  it("[OC-8] judges addresses of IPv6 and those in names alike, in whatever pieces they come", async () => {
    await using proxy = await startEgress([port]);
    const v6 = Uint8Array.of(5, 1, 0, 4, ...new Array(10).fill(0), 0xff, 0xff, 10, 0, 0, 1, 1, 187);
    const named = Uint8Array.of(5, 1, 0, 3, 3, ...Buffer.from("::1"), 1, 187);
    for (const request of [v6, named]) {
      expect(await reply(proxy, greeting, request)).toEqual([5, 0, 5, 2]);
      await using client = await rawClient(proxy);
      for (const byte of [...greeting, ...request]) {
        client.say(Uint8Array.of(byte));
        await new Promise(setImmediate);
      }
      expect(Buffer.from(await client.hungUp(), "latin1")[3]).toBe(2);
    }
    expect(proxy.rules()).toEqual(Array.from({ length: 4 }, () => "net.address"));
  });
});
