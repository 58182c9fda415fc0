/** A URL, what its name resolves to and where its answers lead, where the row says so. */
export interface UrlCase {
  readonly kind: string;
  readonly url: string;
  readonly addresses?: readonly string[];
  readonly redirects?: readonly (string | { readonly url: string; readonly addresses: readonly string[] })[];
}

const list = (kind: string, text: string): UrlCase[] =>
  text
    .trim()
    .split(/\s+/)
    .map((url) => ({ kind, url }));
const exact = (kind: string, urls: readonly string[]): UrlCase[] => urls.map((url) => ({ kind, url }));
const answers = (kind: string, rows: readonly (readonly string[])[]): UrlCase[] =>
  rows.map((addresses, i) => ({ kind, url: `https://name${i}.example.com/`, addresses }));
const redirects = (
  kind: string,
  rows: readonly UrlCase["redirects"][],
  url = "https://site.example.com/a/b",
): UrlCase[] => rows.map((hops = []) => ({ kind, url, redirects: hops }));

/** What must be refused. */
export const denied: readonly UrlCase[] = [
  ...list(
    "IPv4 in other notations",
    `http://2130706433/ http://0x7f000001/ http://0x7f.0x0.0x0.0x1/ http://0177.0.0.1/ http://017700000001/ http://127.1/ http://127.0.1/
    http://0x7f.1/ http://0177.1/ http://2852039166/ http://0xa9fea9fe/ http://0251.0376.0251.0376/ http://0xa9.254.0251.254/
    http://3232235777/ http://0xc0a80101/ http://192.168.257/ http://10.1/ http://0/ http://0x0/ http://00/ http://0.0/ http://010.0.0.1/
    http://8.8.8.010/ http://127.0.0.01/ http://127.0.0.1./ http://0x7F.0.0.1/ http://127.0.0.0x1/ http://1.1/ http://0x08080808/`,
  ),
  ...list(
    "numbers that are no address",
    `http://256.1.1.1/ http://4294967296/ http://1.2.3.4.5/ http://0x100000000/ http://1.2.3.0x100/ http://09.1.1.1/`,
  ),
  ...exact("Unicode hosts that mean an address or this machine", [
    "http://１２７.0.0.1/",
    "http://127。0。0。1/",
    "http://127．0．0．1/",
    "http://127｡0｡0｡1/",
    "http://①②⑦.⓪.⓪.①/",
    "http://1⁶9.254.169.254/",
    "http://𝟏𝟐𝟕.0.0.1/",
    "http://127\u00ad.0.0.1/",
    "http://127.0.0.1\u200b/",
    "http://ｌocalhost/",
    "http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/",
    "http://loc\u00adalhost/",
    "http://LOCALHOST/",
    "http://ﬁle.internal/",
    "http://metadata。google。internal/",
    "http://１６９.２５４.１６９.２５４/",
  ]),
  ...list(
    "percent-coded hosts",
    `http://%31%32%37.0.0.1/ http://127%2e0%2e0%2e1/ http://%6c%6f%63%61%6c%68%6f%73%74/ http://loc%61lhost/
    http://%30x7f.1/ http://169.254.169%2e254/ http://example.com%00.127.0.0.1/ http://example.com%2f@127.0.0.1/ http://%5b::1%5d/
    http://127.0.0.1%0d%0a/ http://%E2%91%A0%E2%91%A1%E2%91%A6.0.0.1/ http://metadata%2egoogle%2einternal/`,
  ),
  ...exact("control characters and spaces", [
    "http://127.0\t.0.1/",
    "http://exa\nmple.com/",
    "ht\rtp://example.com/",
    "http://example.com/\r\nHost: internal",
    "http://example.com/a\u0000b",
    "http://exam ple.com/",
    "http://example.com\u007f/",
    "\u00a0http://127.0.0.1/",
  ]),
  ...list(
    "user information",
    `http://example.com@127.0.0.1/ http://example.com:80@127.0.0.1/ http://user:pass@example.com/ http://a@b@127.0.0.1/ http://@127.0.0.1/
    http://:@example.com/ http://user@example.com/ http://example.com%40127.0.0.1/ http://127.0.0.1:80@example.com/ https://%75ser@example.com/`,
  ),
  ...exact("slashes and backslashes", [
    "http://example.com\\@127.0.0.1/",
    "http://127.0.0.1\\@example.com/",
    "http:\\\\127.0.0.1\\",
    "http:/\\127.0.0.1/",
    "http:127.0.0.1",
    "http:/127.0.0.1",
    "http:///127.0.0.1/",
    "http:////169.254.169.254/",
    "http:\\\\example.com/",
    "//127.0.0.1/",
    "///127.0.0.1/",
    "/\\127.0.0.1/",
    "127.0.0.1",
    "localhost:80",
    "example.com",
    "/etc/passwd",
    "",
    "http://",
    "http://:80/",
    "http://?a",
  ]),
  ...list(
    "where the authority ends",
    `http://127.0.0.1#@example.com/ http://127.0.0.1?@example.com/ http://example.com#@127.0.0.1/ http://example.com?@127.0.0.1/
    http://127.0.0.1:80#.example.com http://127.0.0.1?.example.com http://127.0.0.1/.example.com http://localhost#example.com http://10.0.0.1:443?x`,
  ),
  ...list(
    "schemes",
    `file:///etc/passwd file://127.0.0.1/c$ ftp://example.com/ gopher://127.0.0.1:6379/_INFO dict://127.0.0.1:11211/stat ldap://example.com/
    ldaps://example.com/ tftp://example.com/x sftp://example.com/ ssh://example.com/ smb://example.com/ data:text/html,x javascript:alert(1)
    blob:https://example.com/1 jar:http://example.com!/ view-source:http://example.com/ ws://example.com/ wss://example.com/ netdoc:///etc/passwd
    php://filter/resource=x unix:///run/docker.sock http+unix://%2Frun%2Fdocker.sock/ about:blank mailto:a@example.com chrome://settings/
    res://x jdbc:mysql://example.com/ imap://example.com/ telnet://example.com/ rtsp://example.com/ git://example.com/ s3://bucket/ httpx://example.com/`,
  ),
  ...list(
    "names of this machine",
    `http://localhost/ http://localhost./ http://localhost:8080/ http://LocalHost/ http://a.localhost/ http://localhost.localdomain/
    http://localhost4/ http://localhost6/ http://ip6-localhost/ http://ip6-loopback/ http://broadcasthost/ http://x.localdomain/`,
  ),
  ...list(
    "names of inside",
    `http://intranet/ http://db/ http://redis:6379/ http://router.lan/ http://printer.local/ http://a.b.internal/ http://wiki.corp/ http://nas.home/
    http://x.home.arpa/ http://x.intranet/ http://x.private/ http://api.svc/ http://api.default.svc.cluster.local/ http://node.consul/ http://x.test/
    http://x.invalid/ http://abc.onion/ http://1.0.0.127.in-addr.arpa/ http://X.INTERNAL./ http://kubernetes/ http://ip-10-0-0-1.ec2.internal/`,
  ),
  ...list(
    "names of metadata services",
    `http://metadata/ http://metadata.google.internal/computeMetadata/v1/ http://METADATA.GOOGLE.INTERNAL./ http://metadata.goog/
    http://instance-data/latest/ http://instance-data.ec2.internal/ http://metadata.azure.internal/ http://metadata.azure.com/ http://metadata.tencentyun.com/
    http://metadata.packet.net/ http://metadata.platformequinix.com/ http://api.metadata.cloud.ibm.com/ http://rancher-metadata/ http://host.docker.internal/
    http://gateway.docker.internal/ http://host.containers.internal/ http://kubernetes.default.svc/ http://kubernetes.default/ http://x.metadata.google.internal/`,
  ),
  ...list(
    "addresses of this machine",
    `http://127.0.0.1/ https://127.0.0.1:8443/ http://127.255.255.254/ http://0.0.0.0/ http://0.0.0.0:8080/ http://0.1.2.3/ http://[::]/ http://[::1]/
    http://[0:0:0:0:0:0:0:1]/ http://[0000::0001]:80/ http://[::0]/`,
  ),
  ...list(
    "private addresses",
    `http://10.0.0.1/ http://10.255.255.255/ http://172.16.0.1/ http://172.31.255.255/ http://192.168.0.1/ http://192.168.255.255:8080/
    http://100.64.0.1/ http://100.127.255.255/ http://[fc00::1]/ http://[fd12:3456:789a::1]/ http://[fdff::]/ http://[fec0::1]/`,
  ),
  ...list(
    "link-local addresses",
    `http://169.254.0.1/ http://169.254.255.254/ http://[fe80::1]/ http://[febf::1]/ http://[fe80::1%25eth0]/ http://[fe80::1%eth0]/`,
  ),
  ...list(
    "addresses for protocols, tests and many",
    `http://192.0.0.1/ http://192.0.2.1/ http://198.51.100.1/ http://203.0.113.1/ http://198.18.0.1/ http://198.19.255.255/ http://192.88.99.1/
    http://224.0.0.1/ http://239.255.255.250/ http://240.0.0.1/ http://255.255.255.255/ http://[ff02::1]/ http://[2001:db8::1]/ http://[3fff::1]/ http://[100::1]/
    http://[2001:2::1]/ http://[2001:10::1]/ http://[2001:20::1]/ http://[5f00::1]/ http://[4000::1]/ http://[8000::1]/`,
  ),
  ...list(
    "IPv4 inside IPv6",
    `http://[::ffff:127.0.0.1]/ http://[::ffff:7f00:1]/ http://[0:0:0:0:0:ffff:10.0.0.1]/ http://[::ffff:c0a8:101]/ http://[::127.0.0.1]/ http://[::7f00:1]/
    http://[::8.8.8.8]/ http://[::ffff:0:127.0.0.1]/ http://[64:ff9b::127.0.0.1]/ http://[64:ff9b::a00:1]/ http://[64:ff9b:1::a00:1]/ http://[64:ff9b:1:a00:0:100::]/
    http://[2002:7f00:1::]/ http://[2002:a00:1::1]/ http://[2001:0:7f00:1::]/ http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/ http://[2606:4700::5efe:10.0.0.1]/
    http://[2606:4700::200:5efe:127.0.0.1]/ http://[fe80::5efe:192.168.0.1]/`,
  ),
  ...list(
    "addresses of metadata services",
    `http://169.254.169.254/latest/meta-data/ http://169.254.169.254:80/ http://169.254.169.253/ http://169.254.169.123/ http://169.254.170.2/v2/
    http://169.254.170.23/ http://169.254.42.42/ http://169.254.0.23/ http://168.63.129.16/ http://100.100.100.200/ http://192.0.0.192/ http://[fd00:ec2::254]/ http://[fd00:ec2::23]/
    http://[fd20:ce::254]/ http://[fd00:42::42]/ http://[fd00:c1::a9fe:a9fe]/ http://[fe80::a9fe:a9fe]/ http://[::ffff:169.254.169.254]/ http://[::ffff:a9fe:a9fe]/
    http://[64:ff9b::a9fe:a9fe]/ http://[2002:a9fe:a9fe::]/ http://[::ffff:a83f:8110]/ http://[::a9fe:a9fe]/`,
  ),
  ...list(
    "addresses written in names",
    `http://127.0.0.1.nip.io/ http://10.0.0.1.nip.io/ http://app.192.168.1.1.sslip.io/ http://app-10-0-0-1.nip.io/ http://7f000001.nip.io/ http://169-254-169-254.sslip.io/
    http://localtest.me/ http://x.lvh.me/ http://vcap.me/ http://7f000001.c0a80001.rbndr.us/ http://--1.sslip.io/ http://make-1.2.3.4-rebind-127.0.0.1-rr.1u.ms/`,
  ),
  ...list(
    "ports that are not of the web",
    `http://example.com:0/ http://example.com:22/ http://example.com:25/ http://example.com:53/ http://example.com:111/ http://example.com:2375/ http://example.com:2379/
    http://example.com:3306/ http://example.com:5432/ http://example.com:6379/ http://example.com:9200/ http://example.com:10250/ http://example.com:11211/ https://example.com:27017/
    http://example.com:65536/ http://example.com:-1/ http://example.com:8o/`,
  ),
  ...answers("answers of a name server", [
    ["127.0.0.1"],
    ["0.0.0.0"],
    ["10.0.0.1"],
    ["172.20.0.1"],
    ["192.168.0.10"],
    ["169.254.169.254"],
    ["168.63.129.16"],
    ["100.100.100.200"],
    ["100.64.1.1"],
    ["224.0.0.251"],
    ["198.18.0.1"],
    ["::1"],
    ["::"],
    ["fd00::1"],
    ["fe80::1"],
    ["fe80::1%eth0"],
    ["::ffff:127.0.0.1"],
    ["::ffff:7f00:1"],
    ["64:ff9b::10.0.0.1"],
    ["2002:7f00:1::"],
    ["fd00:ec2::254"],
    ["93.184.216.34", "127.0.0.1"],
    ["127.0.0.1", "93.184.216.34"],
    ["93.184.216.34", "::1"],
    ["2606:4700:4700::1111", "10.0.0.1"],
    ["1.1.1.1", "8.8.8.8", "9.9.9.9", "192.168.1.1"],
    [],
    ["not an address"],
    ["127.1"],
    ["0x7f000001"],
    Array.from({ length: 33 }, (_, i) => `8.8.4.${i}`),
  ]),
  ...redirects("redirects", [
    ["http://127.0.0.1/"],
    ["https://127.0.0.1/"],
    ["https://169.254.169.254/latest/"],
    ["//169.254.169.254/"],
    ["/\\169.254.169.254/"],
    ["\\\\10.0.0.1\\"],
    ["https://localhost/"],
    ["https://metadata.google.internal/"],
    ["https://[::1]/"],
    ["https://[::ffff:a00:1]/"],
    ["file:///etc/passwd"],
    ["gopher://example.com/"],
    ["javascript:alert(1)"],
    ["data:text/html,x"],
    ["ftp://example.com/"],
    ["https://user:pass@example.com/"],
    ["https://example.com:6379/"],
    ["https://2130706433/"],
    ["https://0x7f.1/"],
    ["https://["],
    ["/next", "https://10.0.0.1/"],
    ["https://cdn.example.com/", "/x", "//192.168.0.1/"],
    ["http://example.com/"],
    ["/1", "/2", "/3", "/4", "/5", "/6"],
    [{ url: "https://cdn.example.com/", addresses: ["10.0.0.1"] }],
    ["/a", { url: "/b", addresses: ["93.184.216.34", "169.254.169.254"] }],
    ["https://10.0.0.1.nip.io/"],
  ]),
];

/** What must be let through: the twins of the above. */
export const allowed: readonly UrlCase[] = [
  ...list(
    "ordinary URLs",
    `https://example.com/ http://example.com/ https://example.com https://www.example.com/a/b/c.html https://sub.domain.example.co.uk/ https://example.org:443/ http://example.org:80/
    http://example.com:8080/ https://example.com:8443/x https://a-b.example.com/ https://a_b.example.com/ https://xn--mnchen-3ya.de/ https://1.example.com/ https://0x7f.example.com/
    https://example.com/index.php?id=1&x=2 https://example.com/#top https://example.com?q=1 https://example.com#a https://api.example.com/v1/users/42 https://example.museum/ https://t.co/x
    https://registry.npmjs.org/left-pad https://raw.githubusercontent.com/a/b/main/README.md https://en.wikipedia.org/wiki/Server-side_request_forgery`,
  ),
  ...exact("Unicode and case", [
    "https://münchen.example.com/",
    "https://例え.jp/",
    "https://пример.рф/",
    "https://bücher.example/",
    "HTTPS://EXAMPLE.COM/",
    "hTTp://Example.Com/PATH",
    "https://ｅｘａｍｐｌｅ.com/",
    "https://example.com/ü/日本?q=ñ",
    "  https://example.com/  ",
    "https://example.com/\n",
  ]),
  ...list(
    "trailing dots, codes and signs outside the host",
    `https://example.com./ http://example.com.:8080/ https://example.com/%2e%2e/%2F https://example.com/%31%32%37.0.0.1 https://example.com/a%20b?c=%0d%0a
    https://example.com/?u=http://127.0.0.1/ https://example.com/?u=http%3A%2F%2F169.254.169.254%2F https://example.com/@user https://example.com/@127.0.0.1/ https://example.com/a@b
    https://example.com?mail=a@b.com https://example.com/a\\b https://example.com/a//b///c https://example.com/#http://10.0.0.1/ https://example.com/a:b https://example.com/;x=1
    https://example.com/?x[]=1&y={z}|^ https://example.com/localhost https://example.com/file:///etc/passwd`,
  ),
  ...list(
    "names that only look like inside",
    `https://localhost.example.com/ https://metadata.example.com/ https://metadata.google.com/ https://internal.example.com/ https://mylocalhost.com/ https://notlocal.net/
    https://intranet.example.org/ https://corp.example.com/ https://10.example.com/ https://127-0-0-1.example.com/ https://127.0.0.1.example.com/ https://test.example.com/ https://onion.example.com/
    https://home.example.com/ https://kubernetes.io/ https://docker.com/ https://consul.io/ https://local.example.com/ https://private.example.com/ https://nip.io/ https://8.8.8.8.nip.io/
    https://1-1-1-1.sslip.io/ https://nip.io.example.com/ https://10.0.0.1.nip.io.example.com/ https://azure.com/ https://internal.com/ https://localdomain.org/`,
  ),
  ...list(
    "public addresses",
    `http://1.1.1.1/ https://8.8.8.8/ http://8.8.8.8:8080/ https://93.184.216.34/x http://9.255.255.255/ http://11.0.0.1/ http://126.255.255.255/ http://128.0.0.1/ http://100.63.255.255/
    http://100.128.0.1/ http://169.253.1.1/ http://169.255.1.1/ http://172.15.255.255/ http://172.32.0.1/ http://192.167.1.1/ http://192.169.1.1/ http://198.17.1.1/ http://198.20.1.1/
    http://223.255.255.254/ http://168.63.129.15/ http://168.63.129.17/ http://203.0.112.1/ http://192.0.1.1/`,
  ),
  ...list(
    "public IPv6 addresses",
    `http://[2606:4700:4700::1111]/ https://[2606:4700:4700::1111]:8443/ https://[2001:4860:4860::8888]/ http://[2a00:1450:4001:81b::200e]/ http://[2606:4700:4700:0:0:0:0:1111]/
    http://[2606:4700:4700::ABCD]/ http://[2606:4700:4700:0000:0000:0000:0000:1111]/ http://[2400:cb00::1]/ http://[::ffff:8.8.8.8]/ http://[::ffff:808:808]/ http://[2003::1]/ http://[2001:200::1]/`,
  ),
  ...answers("answers of a name server", [
    ["93.184.216.34"],
    ["2606:4700:4700::1111"],
    ["93.184.216.34", "2606:4700:4700::1111"],
    ["1.1.1.1", "8.8.8.8", "9.9.9.9"],
    ["::ffff:8.8.8.8"],
    ["64:ff9b::808:808"],
    Array.from({ length: 32 }, (_, i) => `8.8.4.${i}`),
    ["168.63.129.17"],
  ]),
  ...redirects("redirects", [
    ["/next"],
    ["next?x=1"],
    ["https:127.0.0.1/"],
    ["#top"],
    ["https://www.example.org/"],
    ["//cdn.example.com/x"],
    ["https://example.com:8443/"],
    ["/1", "/2", "/3", "/4", "/5"],
    ["https://xn--mnchen-3ya.de/"],
    [{ url: "https://cdn.example.com/", addresses: ["93.184.216.34"] }, "/x"],
  ]),
  { kind: "redirects", url: "http://example.com/", redirects: ["https://example.com/"] },
  { kind: "redirects", url: "http://example.com/", redirects: ["http://example.net:8080/"] },
  { kind: "long", url: `https://example.com/?q=${"a".repeat(4_000)}` },
];
