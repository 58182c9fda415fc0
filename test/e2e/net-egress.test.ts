import { execFile } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { tempDir } from "../fixtures/temp.ts";
import { authority, server } from "../net/certificates.ts";
import { type OpenEgress, rawClient, startEgress } from "../net/egress-fixture.ts";
import { startRaw } from "../net/fetching.ts";
import { startWeb } from "../net/web.ts";

const run = promisify(execFile);

/** What curl says, and its exit status. */
async function curl(...options: readonly string[]): Promise<{ readonly out: string; readonly status: number }> {
  const environment = { env: { PATH: process.env["PATH"] }, timeout: 30_000 };
  return run("curl", ["--silent", "--show-error", "--max-time", "10", ...options], environment).then(
    ({ stdout }) => ({ out: stdout, status: 0 }),
    ({ stdout, code }: { stdout: string; code: number }) => ({ out: stdout, status: code }),
  );
}

/** A port of loopback that leads to the socket of a proxy, as the inside of a sandbox has one. */
async function bridge({ egress }: OpenEgress): Promise<AsyncDisposable & { readonly port: number }> {
  const listener = createServer((client) => {
    const inside = connect(egress.socket);
    client.on("error", () => inside.destroy()).pipe(inside);
    inside.on("error", () => client.destroy()).pipe(client);
  }).listen(0, "127.0.0.1");
  await once(listener, "listening");
  const { port } = listener.address() as { port: number };
  return {
    port,
    async [Symbol.asyncDispose]() {
      listener.close();
      await once(listener, "close");
    },
  };
}

describe("curl behind the egress proxy", () => {
  const root = authority("root");
  const leaf = server("leaf", root, ["site.example.com"]);
  const resolver = async () => ["127.0.0.1"];
  const policyFor = (...ports: number[]) => ({
    hosts: ["*.example.com", "10.0.0.1", "169.254.169.254", "metadata.google.internal"],
    privateHosts: ["site.example.com"],
    ports,
    methods: ["GET", "CONNECT"],
  });

  it.each([
    ["HTTP", (port: number) => ["--proxy", `http://127.0.0.1:${port}`], 22],
    ["a tunnel", (port: number) => ["--proxytunnel", "--proxy", `http://127.0.0.1:${port}`], 22],
    ["SOCKS", (port: number) => ["--socks5-hostname", `127.0.0.1:${port}`], 97],
  ])(
    "[OC-8][CE-2.2] reaches by %s what may be reached, and nothing else, which is told",
    async (_way, options, refused) => {
      await using web = await startWeb((_, answer) => answer.end("plain"));
      await using secure = await startWeb((_, answer) => answer.end("secure"), {
        tls: { cert: leaf.cert, key: leaf.key },
      });
      await using proxy = await startEgress([], { policy: policyFor(web.port, secure.port, 80, 443), resolver });
      await using door = await bridge(proxy);
      const ca = join(tempDir(), "ca.pem");
      writeFileSync(ca, root.cert);
      const get = (...more: readonly string[]) => curl("--fail", ...options(door.port), ...more);
      expect(await get(web.at("/", "site.example.com"))).toEqual({ out: "plain", status: 0 });
      expect(await get("--cacert", ca, secure.at("/", "site.example.com"))).toEqual({ out: "secure", status: 0 });
      for (const url of [
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://metadata.google.internal/",
        "http://elsewhere.org/",
        web.at("/", "other.example.com"),
      ])
        expect((await get(url)).status, url).toBe(refused);
      // In a tunnel the request itself is refused, not the tunnel.
      expect((await get("--request", "DELETE", web.at("/", "site.example.com"))).status).toBe(22);
      expect(web.seen.map(({ method }) => method)).toEqual(["GET"]);
      const findings = proxy.egress.findings().map(({ evidence: { host, rule } }) => `${host} ${rule}`);
      expect(findings).toEqual([
        "10.0.0.1 net.address",
        "169.254.169.254 net.metadata",
        "metadata.google.internal net.metadata",
        "elsewhere.org net.host",
        "other.example.com net.address",
        "site.example.com net.method",
      ]);
    },
  );

  it("[OC-8] is stopped where a redirect leads inside, at whichever hop", async () => {
    await using web = await startWeb((asked, answer) => {
      const location = asked.url === "/start" ? "/next" : "http://169.254.169.254/latest/";
      answer.writeHead(302, { location }).end();
    });
    await using proxy = await startEgress([], { policy: policyFor(web.port, 80), resolver });
    await using door = await bridge(proxy);
    const { out } = await curl(
      "--location",
      "--proxy",
      `http://127.0.0.1:${door.port}`,
      web.at("/start", "site.example.com"),
    );
    expect(out).toBe("blocked by Sallyport: net.metadata\n");
    expect(web.seen.map(({ url }) => url)).toEqual(["/start", "/next"]);
  });

  it("[OC-8] cannot reach a host in the name of another behind the same address", async () => {
    await using secure = await startWeb((_, answer) => answer.end("secure"), {
      tls: { cert: leaf.cert, key: leaf.key },
    });
    await using proxy = await startEgress([], { policy: policyFor(secure.port), resolver });
    await using door = await bridge(proxy);
    const front = ["--connect-to", `hidden.example.com:${secure.port}:site.example.com:${secure.port}`, "--insecure"];
    const { status } = await curl(
      ...front,
      "--proxy",
      `http://127.0.0.1:${door.port}`,
      secure.at("/", "hidden.example.com"),
    );
    expect(status).not.toBe(0);
    expect(proxy.rules()).toEqual(["net.tls"]);
    expect(secure.seen).toHaveLength(0);
  });
});

it("[OC-8] the proxy itself takes no proxy of the environment", async () => {
  await using web = await startWeb((_, answer) => answer.end("direct"));
  await using other = await startWeb((_, answer) => answer.end("proxied"));
  const variables = ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"];
  const env = {
    PATH: process.env["PATH"],
    NODE_USE_ENV_PROXY: "1",
    ...Object.fromEntries(variables.map((name) => [name, other.at("")])),
  };
  const child = fileURLToPath(new URL("../net/egress-child.ts", import.meta.url));
  const { stdout } = await run(process.execPath, [child, web.at("/")], { env, timeout: 30_000 });
  expect(JSON.parse(stdout)).toMatchObject({ status: 200, body: "direct" });
  expect(other.seen).toHaveLength(0);
});

describe("ten thousand connections", () => {
  const handles = () => process.getActiveResourcesInfo().filter((kind) => !kind.startsWith("Timeout")).length;

  it("[OC-8] one after the other leave nothing behind, however they end", async () => {
    await using host = await startRaw((socket) => socket.once("data", () => socket.end("\x00bye")));
    const port = Number(new URL(host.url).port);
    await using proxy = await startEgress([port], { limits: { bytes: 1 << 30, refusals: 10_000 } });
    const connectTo = `CONNECT 127.0.0.1:${port} HTTP/1.1\r\nHost: x\r\n\r\n`;
    const socks = Uint8Array.of(5, 1, 0, 5, 1, 0, 1, 127, 0, 0, 1, port >> 8, port & 0xff);
    const endings: readonly (() => Promise<void>)[] = [
      async () => {
        await using client = await rawClient(proxy);
        client.say(connectTo);
        client.say("\x01");
        await client.hungUp();
      },
      async () => {
        await using client = await rawClient(proxy);
        client.say(socks);
        await client.hears(/^\x05\x00\x05\x00/);
      },
      async () => {
        await using client = await rawClient(proxy);
        client.say(connectTo);
      },
      async () => {
        await using client = await rawClient(proxy);
        client.say("CONNECT 10.0.0.1:1 HTTP/1.1\r\nHost: x\r\n\r\n");
        await client.hungUp();
      },
      async () => {
        await using _client = await rawClient(proxy);
      },
      async () => {
        await using client = await rawClient(proxy);
        client.say("no request\r\n\r\n");
        await client.hungUp();
      },
    ];
    for (const end of endings) await end();
    const before = handles();
    for (let i = 0; i < 10_000; i++) await endings[i % endings.length]?.();
    await expect.poll(handles, { timeout: 10_000 }).toBeLessThanOrEqual(before);
    expect(proxy.egress.findings().length).toBeLessThan(10);
  });
});
