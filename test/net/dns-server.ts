import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import ipaddr from "ipaddr.js";

/**
 * Addresses of a name, or the name it is an alias of; `rebind` gives the addresses of one query after the other, the
 * last ones for good; `silent` never answers, `truncated` says that there is more than fits (RFC 1035 §4.1.1).
 */
export type Entry =
  | readonly string[]
  | { readonly alias: string }
  | { readonly rebind: readonly (readonly string[])[] }
  | "silent"
  | "truncated";

export type Zone = Readonly<Record<string, Entry>>;

/** A name server on loopback that answers A and AAAA from a zone, with a time to live of 0 (RFC 1035 §4). */
export async function startDnsServer(zone: Zone): Promise<DnsServer> {
  const socket = createSocket("udp4");
  const asked = new Map<string, number>();
  socket.on("message", (query, peer) => {
    const reply = answer(query, zone, asked);
    if (reply !== undefined) socket.send(reply, peer.port, peer.address);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  return new DnsServer(socket);
}

export class DnsServer implements AsyncDisposable {
  readonly #socket: Socket;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  get port(): number {
    return this.#socket.address().port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.close();
    await once(this.#socket, "close");
  }
}

const types = { A: 1, CNAME: 5, AAAA: 28 };

function answer(query: Buffer, zone: Zone, asked: Map<string, number>): Buffer | undefined {
  const { labels, end } = readName(query, 12);
  const type = query.readUInt16BE(end);
  const name = labels.join(".").toLowerCase();
  const entry = zone[name];
  if (entry === "silent") return undefined;
  const key = `${name} ${type}`;
  const times = asked.get(key) ?? 0;
  asked.set(key, times + 1);
  const records = recordsOf(name, type, zone, times);
  const header = Buffer.from(query.subarray(0, 12));
  const isTruncated = entry === "truncated";
  header.writeUInt16BE(entry === undefined ? 0x8183 : isTruncated ? 0x8380 : 0x8180, 2);
  header.writeUInt16BE(records.length, 6);
  header.fill(0, 8, 12);
  return Buffer.concat([header, query.subarray(12, end + 4), ...records]);
}

function recordsOf(name: string, type: number, zone: Zone, times: number): Buffer[] {
  const entry = zone[name];
  if (entry === undefined || typeof entry === "string") return [];
  if ("alias" in entry) {
    return [record(name, types.CNAME, writeName(entry.alias)), ...recordsOf(entry.alias, type, zone, times)];
  }
  const addresses = "rebind" in entry ? (entry.rebind[Math.min(times, entry.rebind.length - 1)] ?? []) : entry;
  return addresses
    .map((address) => ({ address, wanted: address.includes(":") ? types.AAAA : types.A }))
    .filter(({ wanted }) => wanted === type)
    .map(({ address }) => record(name, type, Buffer.from(ipaddr.parse(address).toByteArray())));
}

function record(name: string, type: number, data: Buffer): Buffer {
  const fixed = Buffer.alloc(10);
  fixed.writeUInt16BE(type, 0);
  fixed.writeUInt16BE(1, 2);
  fixed.writeUInt16BE(data.length, 8);
  return Buffer.concat([writeName(name), fixed, data]);
}

function readName(message: Buffer, start: number): { labels: string[]; end: number } {
  const labels: string[] = [];
  let at = start;
  for (let length = message[at] ?? 0; length > 0; length = message[at] ?? 0) {
    labels.push(message.toString("latin1", at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { labels, end: at + 1 };
}

function writeName(name: string): Buffer {
  return Buffer.concat([
    ...name.split(".").map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)])),
    Buffer.from([0]),
  ]);
}
