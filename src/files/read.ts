import { constants, type Stats } from "node:fs";
import { open } from "node:fs/promises";
import type { Permit, Request } from "../decision/index.ts";
import { openPlace, type Pin } from "./descriptor.ts";
import { contentDigest } from "./digest.ts";
import { answering, halt, type Refused } from "./refusal.ts";
import { spendOnPath } from "./spend.ts";
import { decodeText } from "./text.ts";

/**
 * What was read: text when the bytes are UTF-8 without NUL, otherwise the bytes count only. `bytes` is how many were read,
 * `digest` what they are known again by.
 */
export type FileContent =
  | {
      readonly ok: true;
      readonly encoding: "utf-8";
      readonly text: string;
      readonly digest: string | undefined;
      readonly bytes: number;
      readonly truncated: boolean;
    }
  | {
      readonly ok: true;
      readonly encoding: "binary";
      readonly content: Uint8Array;
      readonly digest: string | undefined;
      readonly bytes: number;
      readonly truncated: boolean;
    }
  | Refused;

/**
 * Reads the regular file that the request names, beneath `root`, at most `maxBytes` of it.
 * @throws what `Permit.spend` throws.
 */
export async function readFile(permit: Permit, request: Request, root: string, maxBytes: number): Promise<FileContent> {
  const bounds = spendOnPath(permit, request, "read");
  return answering(request.resource.id, async (path): Promise<FileContent> => {
    using place = openPlace(root, path);
    using pin = place.pin();
    requireFile(pin.stats(), path);
    const { content, truncated } = await readPinned(pin, Math.min(maxBytes, bounds.bytes));
    const text = decodeText(content, { cut: truncated });
    const [bytes, digest] = [content.length, contentDigest(content)];
    return text === undefined
      ? { ok: true, encoding: "binary", content, digest, bytes, truncated }
      : { ok: true, encoding: "utf-8", text, digest, bytes, truncated };
  });
}

/** Halts unless the inode is a regular file. */
export function requireFile(stats: Stats, path: string): void {
  if (!stats.isFile()) halt("not-a-file", `${path} is not a regular file`);
}

/** Reads the first bytes of a held regular file. */
export async function readPinned(pin: Pin, limit: number): Promise<{ content: Uint8Array; truncated: boolean }> {
  // INVARIANT: opened through its descriptor, so that it is the inode that was judged.
  await using file = await open(pin.path, constants.O_RDONLY | constants.O_NONBLOCK);
  const chunks: Uint8Array[] = [];
  let length = 0;
  while (length <= limit) {
    // The size is not believed: files of /proc say 0, and others grow meanwhile. One byte more tells whether there is more.
    const chunk = new Uint8Array(Math.min(limit + 1 - length, chunkBytes));
    const { bytesRead } = await file.read(chunk, 0, chunk.length, length);
    if (bytesRead === 0) break;
    chunks.push(chunk.subarray(0, bytesRead));
    length += bytesRead;
  }
  return { content: Buffer.concat(chunks).subarray(0, limit), truncated: length > limit };
}

const chunkBytes = 64 << 10;
