import { type IncomingMessage, request } from "node:http";
import { connect } from "node:net";
import { createInterface } from "node:readline";

/** A connection to a process of this machine that speaks in lines. */
export interface LocalConnection {
  /** Its lines until it ends. */
  readonly lines: AsyncIterable<string>;
  send(line: string): void;
  close(): void;
}

/** Connects to a socket in the file system, which the caller has made sure of. Rejects when nobody listens there. */
export async function connectLocal(path: string): Promise<LocalConnection> {
  const socket = connect(path);
  await new Promise<void>((resolve, reject) => {
    socket.once("connect", resolve);
    socket.once("error", reject);
  });
  // That the other end is gone shows in the lines, which end.
  socket.on("error", () => socket.destroy());
  return {
    lines: createInterface({ input: socket, crlfDelay: Number.POSITIVE_INFINITY })[Symbol.asyncIterator](),
    send: (line) => void socket.write(`${line}\n`),
    close: () => socket.destroy(),
  };
}

const mostBytes = 8 << 20;

/** Asks an HTTP server behind a socket in the file system for a path. Rejects with the error of the socket. */
export async function requestLocal(
  socketPath: string,
  path: string,
  signal: AbortSignal,
): Promise<{ readonly status: number; readonly text: string }> {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const options = { socketPath, path, signal, headers: { host: "localhost", connection: "close" }, agent: false };
    request(options, resolve).once("error", reject).end();
  });
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > mostBytes) throw new Error(`the answer is longer than ${mostBytes} bytes`);
    chunks.push(chunk);
  }
  return { status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString("utf8") };
}
