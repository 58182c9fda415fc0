import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";

/** A body as text, as far as it was read. */
export interface BodyText {
  readonly text: string;
  readonly bytes: number;
  readonly truncated: boolean;
}

/** Reads at most `maxBytes` of a body after decompression, then hangs up. Bytes that do not fit the charset become U+FFFD. */
export async function readBody(message: IncomingMessage, maxBytes: number): Promise<BodyText> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  let truncated = false;
  for await (const chunk of decompressed(message) as AsyncIterable<Buffer>) {
    const room = maxBytes - bytes;
    chunks.push(chunk.subarray(0, room));
    bytes += Math.min(chunk.length, room);
    if (chunk.length > room) {
      truncated = true;
      break;
    }
  }
  message.destroy();
  return { text: decoder(message.headers["content-type"]).decode(Buffer.concat(chunks)), bytes, truncated };
}

function decompressed(message: IncomingMessage): Readable {
  const codings = { gzip: createGunzip, "x-gzip": createGunzip, deflate: createInflate, br: createBrotliDecompress };
  const coding = (message.headers["content-encoding"] ?? "identity").trim().toLowerCase();
  if (coding === "identity" || coding === "") return message;
  const create = codings[coding as keyof typeof codings];
  if (create === undefined) throw new Error(`the content coding ${coding} is not supported`);
  const stream = create();
  message.on("error", (error) => stream.destroy(error));
  return message.pipe(stream);
}

function decoder(contentType: string | undefined): InstanceType<typeof TextDecoder> {
  const charset = /charset="?([^";\s]+)/i.exec(contentType ?? "")?.[1];
  try {
    return new TextDecoder(charset ?? "utf-8");
  } catch {
    return new TextDecoder();
  }
}
