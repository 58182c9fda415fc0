import { isIP } from "node:net";
import type ipaddr from "ipaddr.js";
import { classifyAddress, isInRange, parseAddress } from "./address.ts";
import { classifyName } from "./host-name.ts";

/** One entry by which an operator opens something that is not public. */
export interface PrivateHost {
  readonly port: number | undefined;
  readonly isMetadata: boolean;
  /** True for this very name. */
  opensName(name: string): boolean;
  /** True for this address, or one of this range. */
  opensAddress(address: string): boolean;
}

/** Reads an entry: `name`, `name:port`, `address`, `[address]:port`, `address/bits`; `undefined` for anything else. */
export function parsePrivateHost(entry: string): PrivateHost | undefined {
  if (entry.includes("/")) return parseRange(entry);
  const bare = isIP(entry) === 6 ? `[${entry}]` : entry;
  const match = /^(?:\[([^\]]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(bare);
  const host = (match?.[1] ?? match?.[2])?.toLowerCase().replace(/\.$/, "");
  const port = match?.[3] === undefined ? undefined : Number(match[3]);
  if (host === undefined || host === "" || (port !== undefined && (port < 1 || port > 65_535))) return undefined;
  const address = parseAddress(host);
  if (address !== undefined) return range([address, address.kind() === "ipv4" ? 32 : 128], host, port);
  // What the parser of URLs would write otherwise could never be met.
  if (match?.[1] !== undefined || !/^[a-z0-9._-]+$/.test(host) || URL.parse(`http://${host}/`)?.hostname !== host)
    return undefined;
  return {
    port,
    isMetadata: classifyName(host) === "metadata",
    opensName: (name) => name === host,
    opensAddress: () => false,
  };
}

function parseRange(entry: string): PrivateHost | undefined {
  const [network = "", bits = ""] = entry.split("/");
  const address = parseAddress(network);
  // A range of IPv4-mapped addresses is to be written as the range of IPv4 that it is.
  if (address === undefined || (address.kind() === "ipv4") === network.includes(":")) return undefined;
  if (!/^\d{1,3}$/.test(bits) || Number(bits) > address.toByteArray().length * 8) return undefined;
  return range([address, Number(bits)], undefined, undefined);
}

function range(
  [network, bits]: [ipaddr.IPv4 | ipaddr.IPv6, number],
  host: string | undefined,
  port: number | undefined,
): PrivateHost {
  return {
    port,
    isMetadata: host !== undefined && classifyAddress(host) === "metadata",
    opensName: () => false,
    opensAddress: (address) => isInRange(address, [network, bits]),
  };
}
