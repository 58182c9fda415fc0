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

/** True when the 16 base-32 characters behind the type of an AWS access key id hold an account number of 12 digits. */
export function hasAwsAccount(id: string): boolean {
  if (!/^[A-Z]{4}[A-Z2-7]{16}$/.test(id)) return false;
  let bits = 0n;
  for (const char of id.slice(4)) bits = (bits << 5n) | BigInt("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(char));
  // Of the 80 bits the first says the generation, the next 40 are the account.
  return ((bits >> 39n) & 0xff_ffff_ffffn) < 1_000_000_000_000n;
}

/**
 * True for a routable token of GitLab: behind the payload a dot, perhaps a version and a dot, then the length of the
 * payload in two base-36 digits and the CRC-32 of all before it in seven.
 */
export function hasRoutableCrc(token: string): boolean {
  const parts = /^(.+\.)([0-9a-z]{2})([0-9a-z]{7})$/.exec(token);
  if (parts === null) return false;
  const [, head, length, sum] = parts as unknown as [string, string, string, string];
  return (
    crc32(head + length)
      .toString(36)
      .padStart(7, "0") === sum
  );
}

/** True when the part before the first dot is the base64 of a snowflake, the 17 to 20 digits of an id at Discord. */
export function hasSnowflake(token: string): boolean {
  return /^\d{17,20}$/.test(Buffer.from(token.slice(0, token.indexOf(".")), "base64").toString("latin1"));
}
