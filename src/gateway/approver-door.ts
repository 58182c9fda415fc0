import { createServer, type Server, type Socket } from "node:net";
import { GatewayUnbound } from "../errors.ts";
import { closeToOthers, LocalChannel, makeLocalPlace } from "../transport/index.ts";
import { splitLines } from "./lines.ts";
import type { Logger } from "./log.ts";

/** What an approver process may do through the door; every value is JSON. */
export interface ApproverDesk {
  /** Requests that wait for an answer. */
  list(): Promise<readonly { readonly id: string }[]>;
  /** Answers one, and says what became of the answer. */
  answer(id: string, answer: string): Promise<string>;
  /** Tells of requests that are asked and closed; gives back the function that ends it. */
  subscribe(listener: (event: { readonly id: string; readonly state: string }) => void): () => void;
}

/** What the door needs. */
export interface ApproverDoorOptions {
  /** Directory of the key and the socket; made when it is not there. */
  readonly directory: string;
  readonly desk: ApproverDesk;
  readonly logger: Logger;
  /** Milliseconds in which the other end must have shown that it holds the key; default 5000. */
  readonly greetingMs?: number;
}

const maxConnections = 8;
/** Bytes of a line from an approver: an answer is short. */
const maxLine = 4_096;

/** The local socket at which processes of the same user, which hold the key, are told what is asked, and answer. */
export class ApproverDoor {
  readonly #server: Server;
  readonly #open = new Set<Socket>();

  private constructor(server: Server) {
    this.#server = server;
  }

  /** @throws {ApproverSocketUnusable | GatewayUnbound} */
  static async open(options: ApproverDoorOptions): Promise<ApproverDoor> {
    const { socket: path, key } = await makeLocalPlace(options.directory);
    const server = createServer();
    const door = new ApproverDoor(server);
    server.on("connection", (socket) => {
      if (door.#open.size >= maxConnections) return void socket.destroy();
      door.#open.add(socket);
      socket.once("close", () => door.#open.delete(socket));
      attend(socket, new LocalChannel("gateway", key), options);
    });
    await new Promise<void>((resolve, reject) => {
      server.once("error", (cause: NodeJS.ErrnoException) => {
        reject(new GatewayUnbound(`cannot listen at ${path}: ${cause.code ?? cause.message}`, { cause }));
      });
      server.listen(path, resolve);
    });
    await closeToOthers(path);
    options.logger.info("approver.listening", { path });
    return door;
  }

  /** Stops listening, cuts every connection, and takes the socket away. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const socket of this.#open) socket.destroy();
    await closed;
  }
}

/** Speaks with one process until it goes, or says something that only a stranger would. */
function attend(
  socket: Socket,
  channel: LocalChannel,
  { desk, logger, greetingMs = 5_000 }: ApproverDoorOptions,
): void {
  const late = setTimeout(() => socket.destroy(), greetingMs);
  let forget = (): void => {};
  const send = (line: string): void => {
    if (socket.writable) socket.write(`${line}\n`);
  };
  const say = (message: object): void => send(channel.seal(JSON.stringify(message)));
  const refuse = (why: string): void => {
    logger.warn("approver.refused", { why });
    socket.destroy();
  };
  const serve = async (body: string): Promise<void> => {
    const { id, request, answer } = fieldsOf(body);
    if (typeof id !== "number" || typeof request !== "string" || typeof answer !== "string") return refuse("message");
    try {
      say({ id, outcome: await desk.answer(request, answer) });
    } catch (error) {
      logger.error("approver.failed", { error: String(error) });
      say({ id, outcome: "failed" });
    }
  };
  const opened = async (): Promise<void> => {
    clearTimeout(late);
    logger.info("approver.connected");
    const told = new Set<string>();
    const tell = async (): Promise<void> => {
      for (const asked of await desk.list()) {
        if (told.has(asked.id)) continue;
        told.add(asked.id);
        say({ asked });
      }
    };
    forget = desk.subscribe(({ id, state }) => {
      if (state === "pending") void tell().catch(() => socket.destroy());
      else if (told.delete(id)) say({ closed: id, state });
    });
    await tell();
  };
  socket.setEncoding("utf8");
  socket.on("error", () => socket.destroy());
  socket.once("close", () => {
    clearTimeout(late);
    forget();
  });
  send(channel.challenge());
  const take = splitLines(maxLine, (line) => {
    const taken = channel.take(line);
    if (taken.kind === "refused") return refuse("proof");
    if (taken.kind === "message") return void serve(taken.body);
    if (taken.reply !== undefined) send(taken.reply);
    if (taken.kind === "opened") void opened().catch(() => socket.destroy());
  });
  socket.on("data", (chunk) => {
    if (!socket.destroyed && !take(String(chunk))) refuse("length");
  });
}

function fieldsOf(body: string): Readonly<Record<string, unknown>> {
  try {
    return { ...JSON.parse(body) };
  } catch {
    return {};
  }
}
