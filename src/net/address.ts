import ipaddr from "ipaddr.js";

/** What an address reaches. Only `public` is anybody's to reach; `metadata` is nobody's, whatever is allowed. */
export type AddressClass =
  | "public"
  | "this-host"
  | "private"
  | "link-local"
  | "shared"
  | "reserved"
  | "multicast"
  | "metadata"
  | "translated"
  | "invalid";

/** Metadata services of the clouds; some lie in ranges that would otherwise be public or could be opened. */
const metadata: ReadonlySet<string> = new Set([
  "169.254.169.254",
  "169.254.170.2",
  "169.254.170.23",
  "169.254.169.123",
  "169.254.42.42",
  "168.63.129.16",
  "100.100.100.200",
  "192.0.0.192",
  "fd00:ec2::254",
  "fd00:ec2::23",
  "fd20:ce::254",
]);

type Range = readonly [cidr: string, kind: AddressClass];

/** IANA special-purpose registries (RFC 6890 and updates); first match wins, anything else in IPv4 is public. */
const ipv4: readonly Range[] = [
  ["0.0.0.0/8", "this-host"],
  ["127.0.0.0/8", "this-host"],
  ["10.0.0.0/8", "private"],
  ["172.16.0.0/12", "private"],
  ["192.168.0.0/16", "private"],
  ["169.254.0.0/16", "link-local"],
  ["100.64.0.0/10", "shared"],
  ["192.0.0.0/24", "reserved"],
  ["192.0.2.0/24", "reserved"],
  ["198.51.100.0/24", "reserved"],
  ["203.0.113.0/24", "reserved"],
  ["198.18.0.0/15", "reserved"],
  ["192.88.99.0/24", "reserved"],
  ["224.0.0.0/4", "multicast"],
  ["240.0.0.0/4", "reserved"],
];

/** Everything outside 2000::/3 that is not named here is reserved; inside it, what is not named is public. */
const ipv6: readonly Range[] = [
  ["::1/128", "this-host"],
  ["::/128", "this-host"],
  ["fc00::/7", "private"],
  ["fec0::/10", "private"],
  ["fe80::/10", "link-local"],
  ["ff00::/8", "multicast"],
  ["2001::/32", "translated"],
  ["2001:2::/48", "reserved"],
  ["2001:10::/28", "reserved"],
  ["2001:20::/28", "reserved"],
  ["2001:db8::/32", "reserved"],
  ["3fff::/20", "reserved"],
  ["2000::/3", "public"],
];

const parse = (ranges: readonly Range[]) => ranges.map(([cidr, kind]) => ({ range: ipaddr.parseCIDR(cidr), kind }));
const parsed4 = parse(ipv4);
const parsed6 = parse(ipv6);

/** Classifies an address in canonical text form; addresses that carry an IPv4 address are taken for the worse of both. */
export function classifyAddress(text: string): AddressClass {
  const bare = text.startsWith("[") && text.endsWith("]") ? text.slice(1, -1) : text;
  // Lenient forms such as 0x7f.1 belong to the URL parser, not here.
  if (bare.includes("%") || !(ipaddr.IPv4.isValidFourPartDecimal(bare) || ipaddr.IPv6.isValid(bare))) return "invalid";
  const address = ipaddr.parse(bare);
  if (metadata.has(address.toString())) return "metadata";
  if (address.kind() === "ipv4") return find(parsed4, address) ?? "public";
  return classifyV6(address as ipaddr.IPv6);
}

function classifyV6(address: ipaddr.IPv6): AddressClass {
  const embedded = embeddedV4(address);
  if (embedded !== undefined) {
    const inner = classifyAddress(embedded.address);
    return inner === "public" && embedded.opaque ? "translated" : inner;
  }
  return find(parsed6, address) ?? "reserved";
}

/** The IPv4 address inside an IPv6 one; `opaque` where the path to it is not ours to judge, so that even a public one is refused. */
function embeddedV4(address: ipaddr.IPv6): { readonly address: string; readonly opaque: boolean } | undefined {
  const bytes = address.toByteArray();
  const v4 = (at: number, opaque: boolean) => ({ address: bytes.slice(at, at + 4).join("."), opaque });
  const starts = (cidr: string) => address.match(ipaddr.IPv6.parseCIDR(cidr));
  if (starts("::ffff:0:0/96")) return v4(12, false);
  if (starts("::ffff:0:0:0/96") || starts("64:ff9b::/96") || starts("64:ff9b:1::/48")) return v4(12, true);
  if (starts("2002::/16")) return v4(2, true);
  if (starts("::/96") && !starts("::/127")) return v4(12, true);
  // ISATAP: the interface identifier is 0:5efe or 200:5efe and the address.
  const isIsatap = (bytes[8] === 0 || bytes[8] === 2) && bytes[9] === 0 && bytes[10] === 0x5e && bytes[11] === 0xfe;
  return isIsatap ? v4(12, true) : undefined;
}

function find(ranges: ReturnType<typeof parse>, address: ipaddr.IPv4 | ipaddr.IPv6): AddressClass | undefined {
  return ranges.find(({ range }) => range[0].kind() === address.kind() && address.match(range as never))?.kind;
}
