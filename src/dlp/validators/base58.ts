import { createHash } from "node:crypto";

const digits = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/** The bytes that base58check text holds, without the checksum, or `undefined` when the checksum is wrong. */
export function base58Check(text: string): Buffer | undefined {
  let value = 0n;
  for (const char of text) {
    const digit = digits.indexOf(char);
    if (digit === -1) return undefined;
    value = value * 58n + BigInt(digit);
  }
  const written = value.toString(16);
  const zeros = "00".repeat(/^1*/.exec(text)?.[0].length ?? 0);
  const bytes = Buffer.from(zeros + written.padStart(written.length + (written.length % 2), "0"), "hex");
  const [body, checksum] = [bytes.subarray(0, -4), bytes.subarray(-4)];
  return sha256(sha256(body)).subarray(0, 4).equals(checksum) ? body : undefined;
}

function sha256(bytes: Buffer): Buffer {
  return createHash("sha256").update(bytes).digest();
}
