import type { IncomingMessage } from "node:http";
import { pipeline, type Transform } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from "node:zlib";

/** The content codings that `readBody` undoes, for the request to ask for. */
export const acceptedCodings = "gzip, deflate, br";

/** The first bytes of a body; `truncated` when there was more. */
export interface Body {
  readonly content: Uint8Array;
  readonly truncated: boolean;
}

/**
 * Reads at most `maxBytes` of a body as it is after decompression, then hangs up. Rejects when the body breaks off, its
 * coding is unknown or broken, or it is far larger compressed than what comes out of it.
 */
export async function readBody(message: IncomingMessage, maxBytes: number): Promise<Body> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of decoded(message, maxBytes)) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > maxBytes) break;
    }
  } finally {
    message.destroy();
  }
  return { content: Buffer.concat(chunks).subarray(0, maxBytes), truncated: length > maxBytes };
}

type Bytes = AsyncIterable<Uint8Array>;

const maxCodings = 2;

/** Compressed bytes beyond the limit of the body that are still taken: what does not compress grows a little. */
const headroom = 64 << 10;

function decoded(message: IncomingMessage, maxBytes: number): Bytes {
  const codings = (message.headers["content-encoding"] ?? "")
    .split(",")
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== "" && coding !== "identity");
  if (codings.length === 0) return message;
  if (codings.length > maxCodings) throw new Error(`the body is coded more than ${maxCodings} times`);
  const steps = codings.toReversed().map((coding) => {
    const decode = decoders[coding];
    if (decode === undefined) throw new Error(`the content coding ${coding} is not supported`);
    return decode;
  });
  return steps.reduce<Bytes>((bytes, decode) => decode(bytes), atMost(message, maxBytes + headroom));
}

const decoders: Readonly<Record<string, (bytes: Bytes) => Bytes>> = {
  gzip: (bytes) => through(bytes, createGunzip()),
  "x-gzip": (bytes) => through(bytes, createGunzip()),
  br: (bytes) => through(bytes, createBrotliDecompress()),
  deflate: inflated,
};

async function* atMost(bytes: Bytes, most: number): Bytes {
  let length = 0;
  for await (const chunk of bytes) {
    length += chunk.length;
    if (length > most) throw new Error(`the body has more than ${most} compressed bytes`);
    yield chunk;
  }
}

/** The coding is zlib's format (RFC 9110 §8.4.1.2); some servers leave its header out. */
async function* inflated(bytes: Bytes): Bytes {
  const rest = bytes[Symbol.asyncIterator]();
  const first = await rest.next();
  if (first.done) return;
  const hasHeader = ((first.value[0] ?? 0) & 0x0f) === 8;
  yield* through(resumed(first.value, rest), hasHeader ? createInflate() : createInflateRaw());
}

async function* resumed(first: Uint8Array, rest: AsyncIterator<Uint8Array>): Bytes {
  yield first;
  yield* { [Symbol.asyncIterator]: () => rest };
}

/** What comes out of a decoder. Its end or its error reaches both sides; the reader meets the error. */
function through(bytes: Bytes, decoder: Transform): Bytes {
  return pipeline(bytes, decoder, () => {});
}
