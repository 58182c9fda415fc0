import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AddressClass, classifyAddress } from "../../src/net/index.ts";

const list = (text: string) => text.trim().split(/\s+/);

const table: Readonly<Record<Exclude<AddressClass, "invalid">, readonly string[]>> = {
  public: list(`
    1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.1 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.1 169.253.255.255
    169.255.0.0 172.15.255.255 172.32.0.0 192.0.1.1 192.167.255.255 192.169.0.0 198.17.255.255 198.20.0.0 203.0.112.1
    203.0.114.1 223.255.255.255 168.63.129.15 168.63.129.17 2606:4700:4700::1111 2001:4860:4860::8888
    2a00:1450:4001:81b::200e 2001:200::1 2400:cb00::1 2003::1 ::ffff:8.8.8.8 64:ff9b::8.8.8.8`),
  loopback: list("127.0.0.1 127.1.2.3 127.255.255.255 ::1 ::ffff:127.0.0.1 ::ffff:7f00:1 64:ff9b::7f00:1"),
  "this-host": list("0.0.0.0 0.1.2.3 0.255.255.255 :: ::ffff:0.0.0.0 64:ff9b::"),
  private: list(`
    10.0.0.1 10.255.255.255 172.16.0.1 172.31.255.255 192.168.0.1 192.168.255.255 fc00::1 fd12:3456::1 fdff:ffff::1
    fec0::1 feff::1 ::ffff:10.0.0.1 64:ff9b::192.168.1.1`),
  "link-local": list("169.254.0.1 169.254.255.255 fe80::1 febf::1 fe80::5efe:10.0.0.1 ::ffff:169.254.1.1"),
  shared: list("100.64.0.1 100.127.255.255 ::ffff:100.64.0.1"),
  reserved: list(`
    192.0.0.1 192.0.0.171 192.0.2.1 198.51.100.1 203.0.113.255 198.18.0.1 198.19.255.255 192.88.99.1 240.0.0.1
    255.255.255.255 2001:db8::1 3fff::1 3fff:fff::1 2001:2::1 2001:10::1 2001:20::1 2001:1::1 2001:1ff::1 100::1
    5f00::1 4000::1 1::1 8000::1 e000::1 ::ffff:240.0.0.1`),
  multicast: list("224.0.0.1 239.255.255.255 ff02::1 ff0e::1 ::ffff:224.0.0.1"),
  metadata: list(`
    169.254.169.254 169.254.170.2 169.254.170.23 169.254.169.123 169.254.42.42 168.63.129.16 100.100.100.200
    192.0.0.192 fd00:ec2::254 fd00:ec2::23 fd20:ce::254 fd00:42::42 fd00:c1::a9fe:a9fe fe80::a9fe:a9fe
    ::ffff:169.254.169.254 ::ffff:a9fe:a9fe 64:ff9b::169.254.169.254 64:ff9b::a83f:8110 ::168.63.129.16
    ::ffff:0:169.254.169.254 2002:a9fe:a9fe::1 2002:a83f:8110:: 2001:0:a9fe:a9fe::1
    2001:0:4136:e378:8000:63bf:5601:5601 64:ff9b:1::a9fe:a9fe 64:ff9b:1:a9fe:a9:fe00:: 64:ff9b:1:fe:a9:fea9:fe00:0
    2606:4700::5efe:169.254.169.254 2606:4700::200:5efe:168.63.129.16`),
  translated: list(`
    ::2 ::8.8.8.8 ::808:808 ::127.0.0.1 ::7f00:1 ::240.0.0.1 ::ffff:0:8.8.8.8 ::ffff:0:127.0.0.1 64:ff9b:1::8.8.8.8
    64:ff9b:1:a00:0:100:: 2002:808:808::1 2002:7f00:1:: 2002:a00:1::1 2001:0:4136:e378:8000:63bf:3fff:fdd2
    2606:4700::5efe:8.8.8.8 2606:4700::5efe:127.0.0.1 2a00::200:5efe:10.0.0.1 2a00::300:5efe:10.0.0.1`),
};

describe("address classes", () => {
  it.each(Object.entries(table))("[OC-8] are told apart: %s", (kind, addresses) => {
    for (const address of addresses) {
      expect(classifyAddress(address), address).toBe(kind);
    }
  });

  it("[OC-8] leave everything that is not plainly an address out", () => {
    for (const text of [
      ...["", "localhost", "0x7f.0.0.1", "0177.0.0.1", "010.0.0.1", "2130706433", "127.1", "127.0.0.1.", "127.0.0.256"],
      ...["fe80::1%eth0", "::1%1", "[::1]", "1.2.3.4/8", " 8.8.8.8", "8.8.8.8 ", "::ffff:8.8.8", "::g", "1.2.3.4:80"],
    ]) {
      expect(classifyAddress(text), JSON.stringify(text)).toBe("invalid");
    }
  });
});

const octet = fc.nat({ max: 255 });
/** Often near the edges of the special blocks, sometimes anywhere. */
const ipv4 = fc.oneof(
  fc.tuple(octet, octet, octet, octet),
  fc.tuple(fc.constantFrom(0, 9, 10, 11, 100, 127, 168, 169, 172, 192, 198, 203, 224, 240, 255), octet, octet, octet),
  fc.constantFrom(
    ...table.metadata
      .filter((one) => !one.includes(":"))
      .map((one) => one.split(".").map(Number) as [number, number, number, number]),
  ),
);
type Quad = readonly [number, number, number, number];

const hex = (high: number, low: number) => ((high << 8) | low).toString(16);
const carriers: Readonly<Record<string, (quad: Quad) => string>> = {
  mapped: ([a, b, c, d]) => `::ffff:${a}.${b}.${c}.${d}`,
  "mapped in hex": ([a, b, c, d]) => `::ffff:${hex(a, b)}:${hex(c, d)}`,
  "mapped, written out": ([a, b, c, d]) => `0:0:0:0:0:FFFF:${hex(a, b)}:${hex(c, d)}`,
  compatible: ([a, b, c, d]) => `::${hex(a, b)}:${hex(c, d)}`,
  translated: ([a, b, c, d]) => `::ffff:0:${hex(a, b)}:${hex(c, d)}`,
  NAT64: ([a, b, c, d]) => `64:ff9b::${a}.${b}.${c}.${d}`,
  "local NAT64 /48": ([a, b, c, d]) => `64:ff9b:1:${hex(a, b)}:${hex(0, c)}:${hex(d, 0)}::`,
  "local NAT64 /56": ([a, b, c, d]) => `64:ff9b:1:${hex(0x77, a)}:${hex(0, b)}:${hex(c, d)}:0:0`,
  "local NAT64 /64": ([a, b, c, d]) => `64:ff9b:1:0:${hex(0, a)}:${hex(b, c)}:${hex(d, 0)}:0`,
  "local NAT64 /96": ([a, b, c, d]) => `64:ff9b:1:2:3:4:${hex(a, b)}:${hex(c, d)}`,
  "6to4": ([a, b, c, d]) => `2002:${hex(a, b)}:${hex(c, d)}::1`,
  "Teredo server": ([a, b, c, d]) => `2001:0:${hex(a, b)}:${hex(c, d)}:8000:1:1:1`,
  "Teredo client": ([a, b, c, d]) => `2001:0:102:304:0:ffff:${hex(255 - a, 255 - b)}:${hex(255 - c, 255 - d)}`,
  ISATAP: ([a, b, c, d]) => `2a00:1:2:3:0:5efe:${hex(a, b)}:${hex(c, d)}`,
  "ISATAP, universal": ([a, b, c, d]) => `2a00:1:2:3:200:5efe:${hex(a, b)}:${hex(c, d)}`,
};

describe("an IPv4 address inside an IPv6 address", () => {
  it.each(Object.entries(carriers))("[OC-8] is judged no more mildly: %s", (_name, carry) => {
    fc.assert(
      fc.property(ipv4, (quad) => {
        const plain = classifyAddress(quad.join("."));
        const carried = classifyAddress(carry(quad));
        expect(carried).not.toBe("invalid");
        if (plain === "metadata") expect(carried).toBe("metadata");
        if (plain !== "public") expect(carried).not.toBe("public");
      }),
      { numRuns: 500 },
    );
  });

  it("[OC-8] means the same in every way of writing an IPv4 address that the URL parser knows", () => {
    fc.assert(
      fc.property(ipv4, ([a, b, c, d]) => {
        const plain = classifyAddress(`${a}.${b}.${c}.${d}`);
        const number = ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
        const octal = (value: number) => `0${value.toString(8)}`;
        for (const written of [
          String(number),
          `0x${number.toString(16)}`,
          octal(number),
          [a, b, c, d].map(octal).join("."),
          [a, b, c, d].map((one) => `0x${one.toString(16)}`).join("."),
          `${a}.${(b << 16) | (c << 8) | d}`,
          `${a}.${b}.${(c << 8) | d}`,
          `${a}.0x${b.toString(16)}.${octal(c)}.${d}.`,
          [a, b, c, d].join("\u3002"),
          [a, b, c, d].join(".").replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit))),
        ]) {
          const host = URL.parse(`http://${written}/`)?.hostname;
          expect(classifyAddress(host ?? ""), written).toBe(plain);
        }
      }),
    );
  });

  it("[OC-8] is never public beside 2000::/3, mapped and NAT64 addresses", () => {
    const group = fc.nat({ max: 0xffff });
    fc.assert(
      fc.property(fc.array(group, { minLength: 8, maxLength: 8 }), (groups) => {
        const text = groups.map((one) => one.toString(16)).join(":");
        const isGlobal = (groups[0] ?? 0) >= 0x2000 && (groups[0] ?? 0) <= 0x3fff;
        if (!isGlobal && !text.startsWith("0:0:0:0:0:ffff:") && !text.startsWith("64:ff9b:0:0:0:0:"))
          expect(classifyAddress(text)).not.toBe("public");
      }),
      { numRuns: 2_000 },
    );
  });
});
