/** What a client speaks in a tunnel, as far as its first bytes tell. */
export type Speech =
  | {
      readonly kind: "tls";
      /** The name it asks for, lower case; `undefined` when it asks for none. */
      readonly serverName: string | undefined;
    }
  | { readonly kind: "http" | "other" | "broken-tls" };

const maxHello = 16 << 10;
/** Nobody cuts a handshake smaller, and looking at it again and again has a price. */
const maxRecords = 32;
const maxLine = 8 << 10;

/** Recognises plain HTTP/1 and TLS; `undefined` while more bytes are needed, of which there are never more than 17 KiB. */
export function recogniseSpeech(bytes: Buffer): Speech | undefined {
  const [first] = bytes;
  if (first === undefined) return undefined;
  return first === 0x16 ? recogniseTls(bytes) : recogniseHttp(bytes);
}

/** What a server may part words at, and skip before them. */
const blank = "[\\t-\\r\\x1c-\\x20\\x85\\xa0]";
const leadingBlanks = new RegExp(`^${blank}+`);
const method = "[a-z][\\w-]{0,31}";
const requestTarget = new RegExp(`^${method}${blank}+(?:[/*]|https?:)`, "i");
const requestLine = new RegExp(`^${method}${blank}[^\\n]*HTTP/\\d`, "i");
const beginning = new RegExp(`^(?:$|${method}(?:$|${blank}[\\t-\\r\\x1c-\\xff]*$))`, "i");

/** INVARIANT: whatever a lenient server may take for a request is HTTP here, so that its method and host are judged. */
function recogniseHttp(bytes: Buffer): Speech | undefined {
  const text = bytes.toString("latin1", 0, maxLine).replace(leadingBlanks, "");
  const line = /^[^\n]*/.exec(text)?.[0] ?? "";
  if (requestTarget.test(line)) return { kind: "http" };
  if (line.length < text.length) return { kind: requestLine.test(line) ? "http" : "other" };
  if (!beginning.test(line)) return { kind: "other" };
  return bytes.length < maxLine ? undefined : { kind: "http" };
}

function recogniseTls(bytes: Buffer): Speech | undefined {
  const hello = handshakeOf(bytes);
  if (hello === undefined) return bytes.length > maxHello + 1_024 ? { kind: "broken-tls" } : undefined;
  if (hello === "broken") return { kind: "broken-tls" };
  try {
    return { kind: "tls", serverName: serverNameOf(new Reader(hello)) };
  } catch {
    return { kind: "broken-tls" };
  }
}

/** The first handshake message, put together from its records (RFC 8446 §5.1); `undefined` while bytes are missing. */
function handshakeOf(bytes: Buffer): Buffer | "broken" | undefined {
  let message: Buffer = Buffer.alloc(0);
  let records = 0;
  for (let at = 0; at + 5 <= bytes.length; records++) {
    const length = bytes.readUInt16BE(at + 3);
    const isRecord = bytes[at] === 0x16 && bytes[at + 1] === 3 && length > 0 && length <= maxHello;
    if (!isRecord || records === maxRecords) return "broken";
    const part = bytes.subarray(at + 5, at + 5 + length);
    message = records === 0 ? part : Buffer.concat([message, part]);
    at += 5 + length;
    if (message.length < 4) continue;
    const wanted = 4 + message.readUIntBE(1, 3);
    if (message[0] !== 1 || wanted > maxHello) return "broken";
    if (message.length >= wanted) return message.subarray(4, wanted);
  }
  return undefined;
}

/** The host name of a ClientHello (RFC 8446 §4.1.2, RFC 6066 §3). Throws when it is not laid out as one. */
function serverNameOf(hello: Reader): string | undefined {
  hello.skip(2 + 32);
  hello.block(1);
  hello.block(2);
  hello.block(1);
  if (hello.isAtEnd) return undefined;
  const extensions = hello.block(2);
  const names: string[] = [];
  while (!extensions.isAtEnd) {
    const type = extensions.number(2);
    const body = extensions.block(2);
    if (type !== 0) continue;
    const list = body.block(2);
    while (!list.isAtEnd) {
      const kind = list.number(1);
      const name = list.block(2);
      if (kind === 0) names.push(name.text().toLowerCase());
    }
  }
  if (names.length > 1) throw new Error("more than one server name");
  return names[0];
}

/** Reads numbers and blocks that are led by their length. Throws past the end. */
class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  skip(count: number): void {
    if (this.#at + count > this.#bytes.length) throw new Error("too short");
    this.#at += count;
  }

  number(size: 1 | 2): number {
    this.skip(size);
    return this.#bytes.readUIntBE(this.#at - size, size);
  }

  block(size: 1 | 2): Reader {
    const length = this.number(size);
    this.skip(length);
    return new Reader(this.#bytes.subarray(this.#at - length, this.#at));
  }

  text(): string {
    return this.#bytes.toString("latin1");
  }
}
