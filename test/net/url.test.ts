import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { judgeUrl, type NetPolicy, publicOnly, requireNetPolicy } from "../../src/net/index.ts";

/** The rule that refused a URL, without its prefix, or `ok`. */
function verdict(url: string, policy: Partial<NetPolicy> = {}): string {
  const judged = judgeUrl(url, { ...publicOnly, ...policy });
  return judged.ok ? "ok" : judged.reason.rule.replace("net.", "");
}

const list = (text: string) => text.trim().split(/\s+/);

const classes: readonly (readonly [name: string, rule: string, urls: readonly string[]])[] = [
  [
    "decimal, hex, octal and short IPv4",
    "spelling",
    list(`
    http://2130706433/ http://0x7f000001/ http://0x7f.0.0.1/ http://0177.0.0.1/ http://017700000001/ http://127.1/
    http://127.0.1/ http://0x7f.1/ http://0xa9fea9fe/ http://2852039166/`),
  ],
  [
    "numbers too large or too many",
    "malformed",
    list(`
    http://256.0.0.1/ http://4294967296/ http://1.2.3.4.5/ http://0x100000000/ http://1.2.3.256/`),
  ],
  [
    "leading zeros, even of public addresses",
    "spelling",
    list(`
    http://010.0.0.1/ http://8.8.8.010/ http://127.0.0.01/ http://1.1.1.01/`),
  ],
  ["a trailing dot on an address", "spelling", list("http://127.0.0.1./ http://8.8.8.8./")],
  [
    "other digits, letters and full stops",
    "spelling",
    [
      "http://１２７.0.0.1/",
      "http://①②⑦.⓪.⓪.①/",
      "http://127。0。0。1/",
      "http://127．0．0．1/",
      "http://1\u00ad27.0.0.1/",
      "http://127\u200b.0.0.1/",
    ],
  ],
  ["percent-coded hosts", "spelling", list("http://%31%32%37.0.0.1/ http://127.0.0.%31/ http://%30x7f.1/")],
  [
    "control characters inside",
    "spelling",
    [
      "http://exa\tmple.com/",
      "http://example\n.com/",
      "http://127.0\r\n.0.1/",
      "ht\ntp://example.com/",
      "http://example.com/a\nb",
    ],
  ],
  [
    "user information",
    "userinfo",
    list(`
    http://good.com@127.0.0.1/ http://good.com:80@evil.com/ https://user:pass@example.com/ http://a@b@127.0.0.1/
    http://user@example.com/`),
  ],
  [
    "backslashes",
    "spelling",
    [
      "http://127.0.0.1\\@good.com/",
      "http://good.com\\@127.0.0.1/",
      "http://localhost\\@good.com/",
      "http:\\\\good.com/",
    ],
  ],
  [
    "# and ? before @",
    "spelling",
    list(`
    http://127.0.0.1#@good.com/ http://127.0.0.1?@good.com/ http://good.com#@127.0.0.1/ http://good.com?@127.0.0.1/`),
  ],
  ["an empty user", "spelling", list("http://@example.com/ http://:@example.com/ http://@127.0.0.1/")],
  [
    "missing or extra slashes",
    "spelling",
    [
      "http:127.0.0.1",
      "http:/127.0.0.1/",
      "http:///127.0.0.1/",
      "http:\\\\127.0.0.1\\",
      "http:///good.com/",
      "http:good.com",
    ],
  ],
  [
    "relative and empty",
    "malformed",
    ["//127.0.0.1/", "/etc/passwd", "example.com", "", " ", "http://", "http://?", "http://:80/"],
  ],
  [
    "other schemes",
    "scheme",
    list(`
    file:///etc/passwd ftp://example.com/ gopher://127.0.0.1:70/_x dict://127.0.0.1:11211/ ldap://x/
    data:text/html,x javascript:alert(1) blob:http://x/y ws://example.com/ wss://example.com/ jar:http://x!/
    view-source:http://x/ unix:/run/docker.sock http+unix://%2Frun%2Fdocker.sock/ ssh://x/ tftp://x/
    netdoc:///etc/passwd php://filter/x`),
  ],
  [
    "names of this machine",
    "internal",
    [
      "http://localhost/",
      "http://LOCALHOST/",
      "http://localhost./",
      "http://a.localhost/",
      "http://localhost.localdomain/",
      "http://localhost6/",
      "http://ip6-localhost/",
      "http://ip6-loopback/",
      "http://ｌocalhost/",
      "http://loc%61lhost/",
    ],
  ],
  [
    "internal names",
    "internal",
    list(`
    http://intranet/ http://router.lan/ http://printer.local/ http://x.internal/ http://db.corp/ http://x.home.arpa/
    http://x.home/ http://api.svc/ http://a.b.svc.cluster.local/ http://x.consul/ http://x.test/ http://x.invalid/
    http://abc.onion/ http://x.intranet/ http://x.private/ http://x.local./`),
  ],
  [
    "names in which an address is written that is not public",
    "address",
    list(`
    https://127.0.0.1.nip.io/ http://app.10.0.0.1.nip.io/ http://app-192-168-1-250.nip.io/ http://7f000001.nip.io/
    http://10-0-0-1.sslip.io/ http://--1.sslip.io/ http://fd00--1.sslip.io/ http://7f000001.c0a80001.rbndr.us/
    http://make-8-8-8-8-rebind-127-0-0-1-rr.1u.ms/ http://localtest.me/ http://a.b.lvh.me/ http://0a000001.sslip.io/`),
  ],
  [
    "names in which the address of a metadata service is written",
    "metadata",
    list("http://169.254.169.254.nip.io/ http://a9fea9fe.sslip.io/ http://x.168-63-129-16.sslip.io/"),
  ],
  [
    "metadata names",
    "metadata",
    list(`
    http://metadata/ http://metadata.google.internal/computeMetadata/v1/ http://METADATA.google.internal./
    http://metadata.goog/ http://instance-data/ http://instance-data.ec2.internal/ http://metadata.azure.internal/
    http://metadata.tencentyun.com/ http://metadata.packet.net/ http://host.docker.internal/
    http://gateway.docker.internal/ http://kubernetes.default/ http://kubernetes.default.svc/
    http://x.metadata.google.internal/`),
  ],
  [
    "addresses of this host",
    "address",
    list(`
    http://0.0.0.0/ http://0.1.2.3/ http://127.0.0.1/ http://127.9.9.9/ http://[::]/ http://[::1]/`),
  ],
  [
    "private and shared addresses",
    "address",
    list(`
    http://10.0.0.1/ http://172.16.0.1/ http://192.168.1.1/ http://100.64.0.1/ http://[fc00::1]/ http://[fd00::1]/
    http://[fec0::1]/`),
  ],
  ["link-local addresses", "address", list("http://169.254.1.1/ http://[fe80::1]/")],
  ["zones", "malformed", list("http://[fe80::1%25eth0]/ http://[fe80::1%eth0]/")],
  [
    "addresses for tests, protocols and many",
    "address",
    list(`
    http://192.0.2.1/ http://198.18.0.1/ http://203.0.113.9/ http://224.0.0.1/ http://255.255.255.255/
    http://240.0.0.1/ http://[ff02::1]/ http://[2001:db8::1]/ http://[4000::1]/ http://[5f00::1]/`),
  ],
  [
    "IPv4 inside IPv6",
    "address",
    list(`
    http://[::ffff:7f00:1]/ http://[::7f00:1]/ http://[::808:808]/ http://[::ffff:0:7f00:1]/
    http://[64:ff9b::7f00:1]/ http://[64:ff9b:1::7f00:1]/ http://[2002:7f00:1::]/
    http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/ http://[2606:4700::5efe:7f00:1]/`),
  ],
  [
    "the same with a dotted end",
    "address",
    list(`
    http://[::ffff:127.0.0.1]/ http://[::127.0.0.1]/ http://[64:ff9b::127.0.0.1]/`),
  ],
  [
    "metadata addresses",
    "metadata",
    list(`
    http://169.254.169.254/latest/meta-data/ http://169.254.170.2/ http://168.63.129.16/ http://100.100.100.200/
    http://192.0.0.192/ http://169.254.42.42/ http://[fd00:ec2::254]/ http://[fd20:ce::254]/
    http://[::ffff:a9fe:a9fe]/ http://[64:ff9b::a9fe:a9fe]/ http://[2002:a9fe:a9fe::]/`),
  ],
  [
    "ports that are not of the web",
    "port",
    list(`
    http://example.com:22/ http://example.com:25/ http://example.com:6379/ http://example.com:2375/
    http://example.com:2379/ http://example.com:10250/ https://example.com:11211/ http://example.com:0/`),
  ],
];

describe("a URL before it is resolved", () => {
  it.each(classes)("[OC-8] is refused: %s", (_name, rule, urls) => {
    for (const url of urls) expect(verdict(url), JSON.stringify(url)).toBe(rule);
  });

  it("[OC-8] is let through in its ordinary forms", () => {
    for (const url of [
      "https://example.com/",
      "HTTP://EXAMPLE.COM/",
      "http://example.com:8080/a?b=c#d",
      "https://example.com:8443/",
      "https://sub.example.co.uk/path/@user",
      "https://example.com/?next=http://127.0.0.1/",
      "https://example.com/a\\b",
      "  https://example.com/  ",
      "https://example.com./",
      "https://münchen.example.com/",
      "https://xn--mnchen-3ya.de/",
      "http://8.8.8.8/",
      "http://8.8.8.8:80/x",
      "https://1.1.1.1",
      "http://168.63.129.17/",
      "https://[2606:4700:4700::1111]/",
      "https://[2606:4700:4700::1111]:8443/",
      "https://localhost.example.com/",
      "https://metadata.example.com/",
      "https://internal.example.com/",
      "https://10.example.com/",
      "https://8.8.8.8.nip.io/",
      "https://nip.io/",
      "https://[2606:4700:4700:0:0:0:0:1111]/",
      "https://[2606:4700:4700::ABCD]/",
      "https://[::ffff:8.8.8.8]/",
      "https://example.com?mail=a@b.com",
      "https://example.com#top",
    ]) {
      expect(verdict(url), url).toBe("ok");
    }
  });

  it("[OC-8] comes out parsed once, with one form of its host", () => {
    const judged = judgeUrl("https://EXAMPLE.com./x", publicOnly);
    expect(judged).toMatchObject({ ok: true, host: "example.com", port: 443, isAddress: false });
    expect(judged.ok && judged.url.href).toBe("https://example.com/x");
    expect(judgeUrl("http://[2606:4700::1]:8080/", publicOnly)).toMatchObject({
      host: "2606:4700::1",
      port: 8080,
      isAddress: true,
    });
  });

  it("never throws, whatever it is given", () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 0xffff }), { maxLength: 40 }), (codes) => {
        const text = String.fromCharCode(...codes);
        verdict(text);
        verdict(`http://${text}/`);
      }),
      { numRuns: 500 },
    );
    expect(verdict(`https://example.com/${"a".repeat(9_000)}`)).toBe("malformed");
  });
});

describe("what an operator opens", () => {
  it("[OC-8] is that host alone, by name, by address, by port, by range", () => {
    const open = (...privateHosts: string[]) => ({ privateHosts });
    expect(verdict("http://intranet.corp/", open("intranet.corp"))).toBe("ok");
    expect(verdict("http://intranet.corp:9000/", open("intranet.corp"))).toBe("ok");
    expect(verdict("http://intranet.corp:9000/", open("intranet.corp:9001"))).toBe("internal");
    expect(verdict("http://intranet.corp:9000/", open("Intranet.corp:9000"))).toBe("ok");
    expect(verdict("http://other.corp/", open("intranet.corp"))).toBe("internal");
    expect(verdict("http://x.intranet.corp/", open("intranet.corp"))).toBe("internal");
    expect(verdict("http://127.0.0.1:5000/", open("127.0.0.1:5000"))).toBe("ok");
    expect(verdict("http://127.0.0.1:5001/", open("127.0.0.1:5000"))).toBe("address");
    expect(verdict("http://127.0.0.2/", open("127.0.0.1"))).toBe("address");
    expect(verdict("http://10.1.2.3/", open("10.1.0.0/16"))).toBe("ok");
    expect(verdict("http://10.2.0.1/", open("10.1.0.0/16"))).toBe("address");
    expect(verdict("http://[::1]:3000/", open("[::1]:3000"))).toBe("ok");
    expect(verdict("http://[fd12::5]/", open("fd12::/32"))).toBe("ok");
    expect(verdict("http://[fd12::5]/", open("fd12::5"))).toBe("ok");
    expect(verdict("http://[::ffff:a01:203]/", open("10.1.0.0/16"))).toBe("ok");
    expect(verdict("http://[2002:a01:203::]/", open("10.1.0.0/16"))).toBe("address");
  });

  it("[OC-8] never is a metadata service, a group address, or a form of either", () => {
    const privateHosts = ["0.0.0.0/0", "::/0", "metadata.google.internal", "169.254.169.254", "168.63.129.16"];
    for (const url of classes.find(([name]) => name === "metadata addresses")?.[2] ?? [])
      expect(verdict(url, { privateHosts }), url).toBe("metadata");
    expect(verdict("http://metadata.google.internal/", { privateHosts })).toBe("metadata");
    expect(verdict("http://224.0.0.1/", { privateHosts })).toBe("address");
    expect(verdict("http://10.0.0.1/", { privateHosts })).toBe("ok");
  });

  it("[CC-2.2] means something in every entry", () => {
    const require = (policy: Partial<NetPolicy>) => () => requireNetPolicy({ ...publicOnly, ...policy });
    for (const good of [
      "a.corp",
      "a.corp:1",
      "10.0.0.1",
      "10.0.0.1:65535",
      "::1",
      "[::1]",
      "[::1]:80",
      "10.0.0.0/8",
      "fd00::/8",
    ])
      expect(require({ privateHosts: [good] }), good).not.toThrow();
    for (const bad of [
      ...["", ":80", "a.corp:", "a.corp:0", "a.corp:65536", "a.corp:x", "*.corp", "http://a.corp", "a.corp/x", "a b"],
      ...[
        "10.0.0.0/33",
        "10.0.0.0/",
        "10.0.0.0/-1",
        "010.0.0.1",
        "10.1",
        "::ffff:10.0.0.0/104",
        "fe80::1%eth0",
        "[a.corp]",
      ],
      ...["169.254.169.254", "168.63.129.16:80", "metadata.google.internal", "[fd00:ec2::254]:80"],
    ])
      expect(require({ privateHosts: [bad] }), bad).toThrow(
        expect.objectContaining({ code: "ERR_NET_POLICY_INVALID" }),
      );
    expect(require({ ports: [0] })).toThrow("no port");
    expect(require({ ports: [9000] })).not.toThrow();
  });

  it("[OC-8] may be narrowed to named hosts, and widened by ports", () => {
    expect(verdict("https://api.example.com/", { hosts: ["*.example.com"] })).toBe("ok");
    expect(verdict("https://example.org/", { hosts: ["*.example.com"] })).toBe("host");
    expect(verdict("https://evilexample.com/", { hosts: ["*.example.com"] })).toBe("host");
    expect(verdict("http://localhost/", { hosts: ["localhost"] })).toBe("internal");
    expect(verdict("http://10.0.0.1/", { hosts: ["10.0.0.1"] })).toBe("address");
    expect(verdict("http://example.com:9000/", { ports: [9000] })).toBe("ok");
  });
});
