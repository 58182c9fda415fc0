import { homePaths } from "../config/index.ts";
import { GatewayAbsent } from "../errors.ts";
import { connectLocal, type LocalConnection } from "../net/index.ts";
import { findLocalPlace, LocalChannel } from "../transport/index.ts";
import type { ShownRequest } from "./approval-text.ts";

/** What the gateway tells an approver process. */
export type ApproverEvent =
  | { readonly asked: ShownRequest }
  | { readonly closed: string; readonly state: string }
  | { readonly id: number; readonly outcome: string };

/** A process of its own that approves: it holds the key of the home and nothing else. */
export interface ApproverClient {
  /** What is asked, closed and said to answers, until the gateway goes. */
  events(): AsyncGenerator<ApproverEvent, void, undefined>;
  /** Answers a request; what became of it comes as an event with the same number. */
  answer(request: string, answer: string): number;
  close(): void;
}

/**
 * Connects to the gateway of a home over its local socket, once both have shown that they hold the key.
 * @throws {ApproverSocketUnusable | GatewayAbsent}
 */
export async function connectApprover(home: string): Promise<ApproverClient> {
  const { socket, key } = await findLocalPlace(homePaths(home).approver);
  const connection = await connectLocal(socket).catch((error: NodeJS.ErrnoException) => {
    throw absent(`nobody listens at ${socket} (${error.code})`);
  });
  const channel = new LocalChannel("approver", key);
  const lines = connection.lines[Symbol.asyncIterator]();
  await greet(lines, channel, connection);
  let answers = 0;
  return {
    async *events() {
      for (let line = await lines.next(); line.done !== true; line = await lines.next()) {
        const taken = channel.take(line.value);
        if (taken.kind !== "message") throw stranger(connection);
        yield JSON.parse(taken.body);
      }
    },
    answer(request, answer) {
      const id = ++answers;
      connection.send(channel.seal(JSON.stringify({ id, request, answer })));
      return id;
    },
    close: () => connection.close(),
  };
}

async function greet(lines: AsyncIterator<string>, channel: LocalChannel, connection: LocalConnection): Promise<void> {
  for (;;) {
    const { done, value } = await lines.next();
    if (done === true) throw stranger(connection);
    const taken = channel.take(value);
    if (taken.kind === "opened") return;
    if (taken.kind !== "greeted" || taken.reply === undefined) throw stranger(connection);
    connection.send(taken.reply);
  }
}

/** INVARIANT: nothing is shown to, or taken from, a process that does not hold the key of the home. */
function stranger(connection: LocalConnection): GatewayAbsent {
  connection.close();
  return absent("the other end of the socket ended the conversation, or is not the gateway of this home");
}

function absent(message: string): GatewayAbsent {
  return new GatewayAbsent(message, { fix: "start it with: sallyport serve" });
}
