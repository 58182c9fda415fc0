import { describe, expect, it } from "vitest";
import { judgeUrl, publicOnly, resolveTarget, serverResolver } from "../../src/net/index.ts";
import { type DnsServer, startDnsServer, type Zone } from "./dns-server.ts";
import { rawClient, startEgress, through } from "./egress-fixture.ts";
import { outcome } from "./fetching.ts";
import { startWeb } from "./web.ts";

const resolverOf = (server: DnsServer) => serverResolver(`127.0.0.1:${server.port}`);

/** The rule that refuses a name of a zone, or its addresses. */
async function resolved(zone: Zone, host = "site.example.com"): Promise<unknown> {
  await using server = await startDnsServer(zone);
  const judged = judgeUrl(`https://${host}/`, publicOnly);
  if (!judged.ok) return judged.reason.rule;
  const result = await resolveTarget(judged, publicOnly, resolverOf(server), AbortSignal.timeout(1_500));
  return result.ok ? result.addresses : result.reason.rule;
}

describe("what a name server may answer", () => {
  it("[OC-8] is public addresses, of both kinds, be they many, or behind other names", async () => {
    expect(await resolved({ "site.example.com": ["93.184.216.34"] })).toEqual(["93.184.216.34"]);
    expect(await resolved({ "site.example.com": ["93.184.216.34", "2606:4700:4700::1111"] })).toEqual([
      "93.184.216.34",
      "2606:4700:4700::1111",
    ]);
    expect(await resolved({ "site.example.com": ["2606:4700:4700::1111"] })).toEqual(["2606:4700:4700::1111"]);
    const many = Array.from({ length: 20 }, (_, i) => `93.184.216.${i}`);
    expect(await resolved({ "site.example.com": many })).toEqual(many);
    const chain: Zone = { "site.example.com": { alias: "cdn.example.net" }, "cdn.example.net": ["93.184.216.34"] };
    expect(await resolved(chain)).toEqual(["93.184.216.34"]);
  });

  it.each<readonly [what: string, addresses: readonly string[], rule: string]>([
    ["a loopback address", ["127.0.0.1"], "net.address"],
    ["this host", ["0.0.0.0"], "net.address"],
    ["a private address", ["10.0.0.1"], "net.address"],
    ["a link-local address", ["169.254.1.1"], "net.address"],
    ["a shared address", ["100.64.0.1"], "net.address"],
    ["a metadata service", ["169.254.169.254"], "net.metadata"],
    ["Azure's metadata service", ["168.63.129.16"], "net.metadata"],
    ["a public and a private address", ["93.184.216.34", "192.168.1.1"], "net.address"],
    ["a private and a public address", ["192.168.1.1", "93.184.216.34"], "net.address"],
    ["a public IPv4 and a loopback IPv6 address", ["93.184.216.34", "::1"], "net.address"],
    ["a public IPv6 and a private IPv4 address", ["10.0.0.1", "2606:4700:4700::1111"], "net.address"],
    ["a mapped address", ["::ffff:7f00:1"], "net.address"],
    ["an address inside NAT64", ["64:ff9b::a00:1"], "net.address"],
    ["an address inside 6to4", ["2002:a00:1::"], "net.address"],
    ["a unique local address", ["fd00::1"], "net.address"],
    ["a link-local IPv6 address", ["fe80::1"], "net.address"],
    [
      "one private address among many",
      [...Array.from({ length: 15 }, (_, i) => `8.8.4.${i}`), "10.1.1.1"],
      "net.address",
    ],
    ["more addresses than anybody has", Array.from({ length: 40 }, (_, i) => `8.8.4.${i}`), "net.unresolved"],
  ])("[OC-8] is not %s", async (_what, addresses, rule) => {
    expect(await resolved({ "site.example.com": addresses })).toBe(rule);
    const chain: Zone = { "site.example.com": { alias: "db.internal" }, "db.internal": addresses };
    expect(await resolved(chain)).toBe(rule);
  });

  it("[OC-8] is not nothing: no such name, no address, silence, half an answer", async () => {
    expect(await resolved({})).toBe("net.unresolved");
    expect(await resolved({ "site.example.com": [] })).toBe("net.unresolved");
    expect(await resolved({ "site.example.com": "silent" })).toBe("net.unresolved");
    expect(await resolved({ "site.example.com": "truncated" })).toBe("net.unresolved");
    expect(await resolved({ "site.example.com": { alias: "site.example.com2" } })).toBe("net.unresolved");
  });
});

describe("a name whose next answer is another", () => {
  /** Two servers on one port: the one that may be reached, and the one that must not be. */
  async function startPair() {
    const open = await startWeb((_, answer) => answer.end("open"));
    const secret = await startWeb((_, answer) => answer.end("secret"), { host: "127.0.0.2", port: open.port });
    return { open, secret };
  }
  const rebinding: Zone = { "rebind.example.com": { rebind: [["127.0.0.1"], ["127.0.0.2"]] } };

  it("[OC-8] is connected to at the address that was judged, by a fetch and through the proxy", async () => {
    const { open, secret } = await startPair();
    await using _open = open;
    await using _secret = secret;
    const url = open.at("/", "rebind.example.com");
    const policy = { ...publicOnly, privateHosts: ["127.0.0.1/32"], ports: [open.port] };
    {
      await using dns = await startDnsServer(rebinding);
      expect(await outcome(url, { policy, resolver: resolverOf(dns) })).toBe(200);
      expect(await outcome(url, { policy, resolver: resolverOf(dns) })).toBe("net.address");
    }
    await using dns = await startDnsServer(rebinding);
    await using proxy = await startEgress([], {
      policy: { ...policy, methods: ["GET", "CONNECT"] },
      resolver: resolverOf(dns),
    });
    expect(await through(proxy, url)).toMatchObject({ status: 200, body: "open" });
    // The connection that is kept is the one that was judged; a new one is judged anew.
    expect(await through(proxy, url)).toMatchObject({ status: 200, body: "open" });
    await using client = await rawClient(proxy);
    client.say(`CONNECT rebind.example.com:${open.port} HTTP/1.1\r\nHost: x\r\n\r\n`);
    expect(await client.hungUp()).toContain("net.address");
    expect(secret.seen).toHaveLength(0);
    // Who asks twice is deceived: what is tested here can fail.
    await using naive = await startDnsServer(rebinding);
    const ask = resolverOf(naive);
    expect(await ask("rebind.example.com")).toEqual(["127.0.0.1"]);
    expect(await ask("rebind.example.com")).toEqual(["127.0.0.2"]);
  });
});
