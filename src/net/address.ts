import ipaddr from "ipaddr.js";
import { embeddedAddresses } from "./embedded-address.ts";
import { metadataRanges } from "./metadata.ts";

/** What an address reaches. Only `public` is anybody's to reach; `metadata` is nobody's, whatever is allowed. */
export type AddressClass =
  | "public"
  | "loopback"
  | "this-host"
  | "private"
  | "link-local"
  | "shared"
  | "reserved"
  | "multicast"
  | "metadata"
  | "translated"
  | "invalid";

type Range = readonly [cidr: string, kind: AddressClass];

/** IANA special-purpose registry (RFC 6890 and updates); what is not named is public. */
const ipv4: readonly Range[] = [
  ["0.0.0.0/8", "this-host"],
  ["127.0.0.0/8", "loopback"],
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

/** IANA special-purpose registry; of the rest only 2000::/3 is assigned to anybody (RFC 4291 §2.4). */
const ipv6: readonly Range[] = [
  ["::1/128", "loopback"],
  ["::/128", "this-host"],
  ["fc00::/7", "private"],
  ["fec0::/10", "private"],
  ["fe80::/10", "link-local"],
  ["ff00::/8", "multicast"],
  ["2001::/23", "reserved"],
  ["2001:db8::/32", "reserved"],
  ["3fff::/20", "reserved"],
  ["2000::/3", "public"],
];

type ParsedRange = readonly [range: [ipaddr.IPv4 | ipaddr.IPv6, number], kind: AddressClass];
const parse = ([cidr, kind]: Range): ParsedRange => [ipaddr.parseCIDR(cidr), kind];
const ranges: readonly ParsedRange[] = [...ipv4, ...ipv6].map(parse);
const metadata: readonly ParsedRange[] = metadataRanges.map((cidr) => parse([cidr, "metadata"]));

/** Classifies an address in text; one that carries an IPv4 address is taken for the worse of both. Total. */
export function classifyAddress(text: string): AddressClass {
  const address = parseAddress(text);
  if (address === undefined) return "invalid";
  const own = find(metadata, address) ?? find(ranges, address);
  if (own === "metadata" || address.kind() === "ipv4") return own ?? "public";
  const embedded = embeddedAddresses(address as ipaddr.IPv6);
  const carried = embedded.map((one) => ({ ...one, kind: classifyAddress(one.address) }));
  // INVARIANT: no way of writing an IPv4 address is judged more mildly than the address itself.
  if (carried.some(({ kind }) => kind === "metadata")) return "metadata";
  const [first] = carried;
  if (first?.transparent) return first.kind;
  // Where packets to it end up is not ours to judge, whatever it carries.
  const isOrdinary = own === undefined || own === "public" || own === "reserved";
  return first !== undefined && isOrdinary ? "translated" : (own ?? "reserved");
}

/**
 * An address in canonical text form, an IPv4-mapped one as the IPv4 address it is; `undefined` for anything else,
 * zones and the lenient forms of IPv4 included, which are the URL parser's to read.
 */
export function parseAddress(text: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text);
  // The library takes ::1.2.3.4 for an IPv4-mapped address, so that the dotted part must go first.
  const plain = /^[0-9a-f:.]+$/i.test(text) ? URL.parse(`http://[${text}]/`)?.hostname.slice(1, -1) : undefined;
  return plain === undefined ? undefined : ipaddr.process(plain);
}

/** True when an address lies in a range; an IPv4-mapped address lies in the ranges of IPv4. */
export function isInRange(address: string, [network, bits]: [ipaddr.IPv4 | ipaddr.IPv6, number]): boolean {
  const parsed = parseAddress(address);
  return parsed !== undefined && parsed.kind() === network.kind() && parsed.match(network, bits);
}

function find(table: readonly ParsedRange[], address: ipaddr.IPv4 | ipaddr.IPv6): AddressClass | undefined {
  return table.find(([[network, bits]]) => network.kind() === address.kind() && address.match(network, bits))?.[1];
}
