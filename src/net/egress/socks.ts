import { isIP } from "node:net";

/** What a client wants: a host, in the form of a URL's host but for the brackets of IPv6, and a port. */
export interface SocksRequest {
  readonly host: string;
  readonly port: number;
  /** Bytes that the request took. */
  readonly length: number;
}

/** Replies of SOCKS 5 (RFC 1928 §6). */
export const socksReply = {
  succeeded: 0,
  failed: 1,
  notAllowed: 2,
  unreachable: 4,
  refused: 5,
  commandUnknown: 7,
  addressTypeUnknown: 8,
} as const;

/** A reply that ends the conversation. */
export interface SocksFailure {
  readonly reply: number;
}

/**
 * Reads the greeting (RFC 1928 §3): its length when a client can do without authentication, `refused` when it cannot or
 * speaks something else, `undefined` while bytes are missing.
 */
export function readGreeting(bytes: Uint8Array): number | "refused" | undefined {
  const [version, count] = bytes;
  if (version !== undefined && version !== 5) return "refused";
  if (count === undefined || bytes.length < 2 + count) return undefined;
  return bytes.subarray(2, 2 + count).includes(0) ? 2 + count : "refused";
}

/** Reads the request (RFC 1928 §4); `undefined` while bytes are missing. Only CONNECT is understood. */
export function readSocksRequest(bytes: Uint8Array): SocksRequest | SocksFailure | undefined {
  const [version, command, reserved, type, first] = bytes;
  if (version !== undefined && version !== 5) return { reply: socksReply.failed };
  if (command !== undefined && command !== 1) return { reply: socksReply.commandUnknown };
  if (reserved !== undefined && reserved !== 0) return { reply: socksReply.failed };
  if (type === undefined) return undefined;
  if (type !== 1 && type !== 3 && type !== 4) return { reply: socksReply.addressTypeUnknown };
  if (type === 3 && first === undefined) return undefined;
  const start = type === 3 ? 5 : 4;
  const end = start + (type === 1 ? 4 : type === 4 ? 16 : (first ?? 0));
  if (bytes.length < end + 2) return undefined;
  const host = hostOf(type, bytes.subarray(start, end));
  if (host === undefined) return { reply: socksReply.addressTypeUnknown };
  return { host, port: ((bytes[end] ?? 0) << 8) | (bytes[end + 1] ?? 0), length: end + 2 };
}

/** A name in letters, digits, dots, hyphens and underscores, or an address; `undefined` for anything else. */
function hostOf(type: 1 | 3 | 4, bytes: Uint8Array): string | undefined {
  if (type === 1) return bytes.join(".");
  if (type === 4) return Array.from({ length: 8 }, (_, i) => hexOf(bytes, 2 * i)).join(":");
  const name = Buffer.from(bytes).toString("latin1");
  return /^[A-Za-z0-9._-]+$/.test(name) || isIP(name) === 6 ? name : undefined;
}

function hexOf(bytes: Uint8Array, at: number): string {
  return (((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)).toString(16);
}

/** The server's choice: no authentication, or none of what was offered. */
export function greetingReply(accepted: boolean): Uint8Array {
  return Uint8Array.of(5, accepted ? 0 : 0xff);
}

/** A reply without the address that was bound, which is nobody's business. */
export function requestReply(reply: number): Uint8Array {
  return Uint8Array.of(5, reply, 0, 1, 0, 0, 0, 0, 0, 0);
}
