import { hash } from "node:crypto";

const most = 64 << 10;
/** Shorter contents are the same by chance, and say nothing about where they came from. */
const least = 24;

/** What content is known again by: SHA-256 of its first 64 KiB, hex; `undefined` for what is too short to tell. */
export function contentDigest(content: string | Uint8Array): string | undefined {
  const bytes = typeof content === "string" ? Buffer.from(content.slice(0, most + 1)) : content;
  return bytes.length < least ? undefined : hash("sha256", bytes.subarray(0, most), "hex");
}
