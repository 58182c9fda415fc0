import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { Agent } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openEgress, publicOnly } from "../../src/net/index.ts";
import { rawClient, startEgress, through } from "./egress-fixture.ts";
import { startRaw } from "./fetching.ts";
import { startWeb } from "./web.ts";

const portOf = (url: string) => Number(new URL(url).port);
const connectTo = (url: string) => `CONNECT 127.0.0.1:${portOf(url)} HTTP/1.1\r\nHost: x\r\n\r\n`;

describe("what may go through one proxy", () => {
  it("[OC-8] is so many bytes in all, both ways, of requests and tunnels together; then nothing more", async () => {
    await using web = await startWeb((_, answer) => answer.end("x".repeat(20_000)));
    await using proxy = await startEgress([web.port], { limits: { bytes: 50_000 } });
    for (let i = 0; i < 2; i++) expect((await through(proxy, web.at("/"))).body).toHaveLength(20_000);
    await expect(through(proxy, web.at("/"))).rejects.toThrow();
    expect(await through(proxy, web.at("/"))).toMatchObject({ status: 403, rule: "net.bytes" });
    await using client = await rawClient(proxy);
    client.say(connectTo(web.at("/")));
    expect(await client.hungUp()).toContain("net.bytes");
    expect(proxy.rules()).toEqual(["ok", "ok", "net.bytes", "net.bytes", "net.bytes"]);
    const [, , cut] = proxy.records;
    expect(cut).toMatchObject({ effect: "allow" });
    expect(proxy.egress.findings().map(({ evidence }) => evidence["rule"])).toContain("net.bytes");
  });

  it("[OC-8] is so many bytes of one connection, so that what is sent out counts as much as what comes in", async () => {
    await using sink = await startRaw((socket) => socket.resume());
    await using web = await startWeb((_, answer) => answer.end("x"));
    await using proxy = await startEgress([portOf(sink.url), web.port], { limits: { connectionBytes: 50_000 } });
    await using client = await rawClient(proxy);
    client.say(connectTo(sink.url));
    await client.hears(/200/);
    client.say(Buffer.alloc(200_000));
    await client.hungUp();
    expect(sink.received()).toBeLessThanOrEqual(65_536);
    await expect(through(proxy, web.at("/"), { method: "POST", body: "b".repeat(200_000) })).rejects.toThrow();
    // A long head carries as much as a body.
    const headers = { "x-long": "h".repeat(9_000) };
    const small = await startEgress([web.port], { limits: { connectionBytes: 8_000 } });
    await expect(through(small, web.at("/"), { headers })).rejects.toThrow();
    await small[Symbol.asyncDispose]();
    expect(proxy.rules()).toEqual(["net.bytes", "net.bytes"]);
    expect((await through(proxy, web.at("/"))).body).toBe("x");
  });

  it("[OC-8] lasts so long: a connection, a silence, and all of it", async () => {
    await using dripping = await startRaw((socket) => {
      const drip = setInterval(() => socket.write("."), 10);
      socket.once("close", () => clearInterval(drip));
    });
    await using silent = await startRaw(() => {});
    await using web = await startWeb((_, answer) => answer.end("x"));
    const ports = [dripping.url, silent.url].map(portOf);
    for (const [url, limits] of [
      [dripping.url, { connectionMs: 100 }],
      [silent.url, { idleMs: 100 }],
      [dripping.url, { runMs: 100 }],
    ] as const) {
      await using proxy = await startEgress(ports, { limits });
      await using client = await rawClient(proxy);
      client.say(connectTo(url));
      await client.hungUp();
      expect(proxy.rules()).toEqual(["net.timeout"]);
      const other = await startEgress(ports, { limits });
      await expect(through(other, url)).rejects.toThrow();
      await other[Symbol.asyncDispose]();
      expect(other.rules()[0]).toMatch(/net\.(?:timeout|failed)/);
    }
    const over = await startEgress([web.port], { limits: { runMs: 1 } });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await through(over, web.at("/"))).toMatchObject({ status: 504, rule: "net.timeout" });
    await over[Symbol.asyncDispose]();
  });

  it("[OC-8] says soon and briefly where it goes", async () => {
    await using web = await startWeb((_, answer) => answer.end("x"));
    await using proxy = await startEgress([web.port], { limits: { headMs: 150, headBytes: 4_096 } });
    const slow = [
      "",
      "GET http://x/ HTTP/1.1\r\n",
      "\x05",
      "\x05\x01",
      "\x05\x01\x00",
      "\x05\x01\x00\x05\x01\x00\x03\xff",
    ];
    const started = performance.now();
    await Promise.all(
      slow.map(async (bytes) => {
        await using client = await rawClient(proxy);
        client.say(bytes);
        await client.hungUp();
      }),
    );
    await using dripping = await rawClient(proxy);
    dripping.say("GET http://x/ HTTP/1.1\r\n");
    const drip = setInterval(() => dripping.say("X-A: b\r\n"), 10);
    await dripping.hungUp();
    clearInterval(drip);
    expect(performance.now() - started).toBeLessThan(3_000);
    await using long = await rawClient(proxy);
    long.say(`GET ${web.at("/")} HTTP/1.1\r\nHost: a\r\nX-Long: ${"x".repeat(10_000)}\r\n\r\n`);
    expect(await long.hungUp()).toMatch(/^HTTP\/1\.1 431/);
    expect((await through(proxy, web.at("/"))).body).toBe("x");
  });

  it("[OC-8] is so many connections at one time, and leaves room again", async () => {
    await using web = await startWeb((_, answer) => answer.end("x"));
    await using proxy = await startEgress([web.port], { limits: { connections: 2 } });
    const clients = [await rawClient(proxy), await rawClient(proxy)];
    await using third = await rawClient(proxy);
    await third.hungUp();
    await expect.poll(() => proxy.egress.findings().map(({ evidence }) => evidence["rule"])).toEqual(["net.busy"]);
    for (const client of clients) client.socket.destroy();
    await expect
      .poll(() =>
        through(proxy, web.at("/")).then(
          ({ body }) => body,
          () => "no",
        ),
      )
      .toBe("x");
  });

  it("[OC-8] is nothing any more when what goes through cannot be recorded", async () => {
    await using web = await startWeb((_, answer) => answer.end("x"));
    const record = () => {
      throw new Error("the disk is full");
    };
    await using proxy = await startEgress([web.port], { record });
    expect((await through(proxy, web.at("/"))).body).toBe("x");
    await expect.poll(() => through(proxy, web.at("/")).then(({ rule }) => rule)).toBe("net.record");
    expect(web.seen.length).toBeLessThanOrEqual(2);
  });

  it("[OC-8] is nothing any more after too many refusals, which fill no log", async () => {
    await using web = await startWeb((_, answer) => answer.end("x"));
    await using proxy = await startEgress([web.port], { limits: { refusals: 3 } });
    expect((await through(proxy, web.at("/"))).body).toBe("x");
    for (let i = 0; i < 4; i++) expect((await through(proxy, "http://10.0.0.1/")).rule).toBe("net.address");
    for (let i = 0; i < 4; i++) expect((await through(proxy, web.at("/"))).rule).toBe("net.refusals");
    expect(proxy.rules()).toEqual(["ok", "net.address", "net.address", "net.address"]);
    expect(proxy.egress.findings().map(({ evidence }) => evidence["times"])).toEqual([4, 4]);
  });

  it("[OC-8] asks nobody about more than a thousand targets", async () => {
    let asked = 0;
    const mayReach = async () => asked++ < 0;
    const policy = { ...publicOnly, ports: [80], methods: ["GET"] };
    await using proxy = await startEgress([], { policy, mayReach, limits: { refusals: 2_000 } });
    const agent = new Agent({ keepAlive: false });
    for (let i = 0; i < 1_010; i++)
      expect((await through(proxy, `http://h${i}.example.com/`, { agent })).rule).toBe("net.permission");
    expect(asked).toBe(1_000);
  });

  it("[OC-8] waits for a host no longer than for a silence, nor for a resolver", async () => {
    const policy = { ...publicOnly, ports: [80], methods: ["GET", "CONNECT"] };
    await using proxy = await startEgress([], {
      policy,
      resolver: () => new Promise(() => {}),
      limits: { idleMs: 100 },
    });
    expect(await through(proxy, "http://slow.example.com/")).toMatchObject({
      rule: expect.stringMatching(/timeout|failed/),
    });
    await using client = await rawClient(proxy);
    client.say("CONNECT slow.example.com:80 HTTP/1.1\r\nHost: x\r\n\r\n");
    await client.hungUp();
  });
});

describe("the socket of a proxy", () => {
  it("[OC-8] is its owner's alone, replaces what an earlier one left, and goes when it closes", async () => {
    const base = mkdtempSync(join(tmpdir(), "sallyport-egress-"));
    const socket = join(base, "run", "egress.sock");
    const options = {
      socket,
      policy: { ...publicOnly, methods: ["GET"] },
      mayReach: async () => true,
      record: () => {},
    };
    const first = await openEgress(options);
    expect(statSync(join(base, "run")).mode & 0o777).toBe(0o700);
    expect(statSync(socket).mode & 0o777).toBe(0o600);
    await first.close();
    await first.close();
    expect(() => statSync(socket)).toThrow("ENOENT");
    const left = createServer().listen(socket);
    await new Promise((resolve) => left.once("listening", resolve));
    const second = await openEgress(options);
    await second.close();
    left.close();
    rmSync(base, { recursive: true });
  });

  it("[OC-8] is not made where others could get at it, or where something else lies", async () => {
    const base = mkdtempSync(join(tmpdir(), "sallyport-egress-"));
    const open = (socket: string) =>
      openEgress({ socket, policy: { ...publicOnly, methods: ["GET"] }, mayReach: async () => true, record: () => {} });
    mkdirSync(join(base, "wide"));
    chmodSync(join(base, "wide"), 0o755);
    mkdirSync(join(base, "own"), { mode: 0o700 });
    symlinkSync(join(base, "own"), join(base, "link"));
    writeFileSync(join(base, "own", "file"), "kept");
    for (const path of ["wide/s", "link/s", "own/file", `own/${"x".repeat(120)}`])
      await expect(open(join(base, path)), path).rejects.toMatchObject({ code: "ERR_EGRESS_UNUSABLE" });
    rmSync(base, { recursive: true });
  });

  it("[OC-8] takes everything with it that is open or being opened", async () => {
    let open = 0;
    await using host = await startRaw((socket) => {
      open++;
      socket.once("close", () => open--);
    });
    const proxy = await startEgress([portOf(host.url)]);
    const tunnel = await rawClient(proxy);
    tunnel.say(connectTo(host.url));
    await tunnel.hears(/200/);
    const request = await rawClient(proxy);
    request.say(`GET ${host.url} HTTP/1.1\r\nHost: a\r\n\r\n`);
    await expect.poll(() => open).toBe(2);
    const idle = await rawClient(proxy);
    const policy = { ...publicOnly, ports: [80], methods: ["CONNECT"] };
    const deciding = await startEgress([], { policy, mayReach: () => new Promise(() => {}) });
    const waiting = await rawClient(deciding);
    waiting.say("CONNECT a.example.com:80 HTTP/1.1\r\nHost: x\r\n\r\n");
    await expect.poll(() => deciding.egress.findings()).toEqual([]);
    await Promise.all([proxy, deciding].map((one) => one[Symbol.asyncDispose]()));
    await Promise.all([tunnel, request, idle, waiting].map((client) => client.hungUp()));
    await expect.poll(() => open).toBe(0);
    expect(proxy.rules()).toEqual(["net.closed", "net.closed"]);
    expect(proxy.egress.findings()).toEqual([]);
  });
});
