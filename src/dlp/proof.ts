import { crc32 } from "node:zlib";

const base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** True when the last 6 of 36 characters behind the prefix are the base-62 CRC-32 of the first 30 (GitHub, npm). */
export function hasBase62Crc(token: string): boolean {
  const body = token.slice(token.indexOf("_") + 1);
  if (body.length !== 36) return false;
  let rest = crc32(body.slice(0, 30));
  let checksum = "";
  for (let i = 0; i < 6; i++) {
    checksum = base62.charAt(rest % 62) + checksum;
    rest = Math.floor(rest / 62);
  }
  return checksum === body.slice(30);
}

/** The JSON object that base64url text holds, or `undefined`. */
export function jsonInBase64(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** True when base64 text is `user:password` in printable characters (RFC 7617 §2). */
export function isBasicCredential(text: string): boolean {
  return /^[\x20-\x7e]*:[\x20-\x7e]+$/.test(Buffer.from(text, "base64").toString("latin1"));
}
