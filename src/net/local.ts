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
