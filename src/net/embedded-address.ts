import type ipaddr from "ipaddr.js";

/** An IPv4 address inside an IPv6 one, in dotted form. */
export interface Embedded {
  readonly address: string;
  /** Who takes packets to the IPv4 address is known, so it alone decides; otherwise the whole is refused whatever this is. */
  readonly transparent: boolean;
}

/** Every IPv4 address that an IPv6 address carries, by any of the transition mechanisms; empty for most. */
export function embeddedAddresses(address: ipaddr.IPv6): readonly Embedded[] {
  const bytes = address.toByteArray();
  const begins = (...prefix: readonly number[]) => prefix.every((byte, i) => bytes[i] === byte);
  const at = (...places: readonly number[]) => places.map((place) => bytes[place]).join(".");
  const opaque = (...found: readonly string[]) => found.map((one) => ({ address: one, transparent: false }));
  const last = at(12, 13, 14, 15);

  // IPv4-mapped (RFC 4291 §2.5.5.2): the kernel itself connects to the IPv4 address.
  if (begins(...zeros(10), 0xff, 0xff)) return [{ address: last, transparent: true }];
  // The well-known NAT64 prefix (RFC 6052 §2.1).
  if (begins(0, 0x64, 0xff, 0x9b, ...zeros(8))) return [{ address: last, transparent: true }];
  // Local NAT64 (RFC 8215): where the IPv4 address lies depends on the length of the prefix (RFC 6052 §2.2).
  if (begins(0, 0x64, 0xff, 0x9b, 0, 1)) return opaque(at(6, 7, 9, 10), at(7, 9, 10, 11), at(9, 10, 11, 12), last);
  // IPv4-compatible (RFC 4291 §2.5.5.1) and IPv4-translated (RFC 2765 §2.1).
  if (begins(...zeros(12)) || begins(...zeros(8), 0xff, 0xff, 0, 0)) return opaque(last);
  // 6to4 (RFC 3056 §2).
  if (begins(0x20, 0x02)) return opaque(at(2, 3, 4, 5));
  // Teredo (RFC 4380 §4): the server, and the client with its bits inverted.
  if (begins(0x20, 0x01, 0, 0)) {
    const client = [12, 13, 14, 15].map((place) => 0xff - (bytes[place] ?? 0)).join(".");
    return opaque(at(4, 5, 6, 7), client);
  }
  // ISATAP (RFC 5214 §6.1): the universal and group bits of the interface identifier may be set or not.
  const isIsatap = ((bytes[8] ?? 0) & 0xfc) === 0 && bytes[9] === 0 && bytes[10] === 0x5e && bytes[11] === 0xfe;
  return isIsatap ? opaque(last) : [];
}

function zeros(count: number): readonly number[] {
  return Array.from({ length: count }, () => 0);
}
