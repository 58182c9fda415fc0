import { PassThrough } from "node:stream";
import { SandboxFailed } from "../../errors.ts";
import type { CommandStreams, SandboxResult } from "../sandbox.ts";

/** Bytes of the longest message that is taken from a browser. */
const longestMessage = 64 << 20;

/** Something that happened in the browser, of its own accord. */
export interface BrowserEvent {
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** The page it concerns; absent for the browser itself. */
  readonly sessionId?: string;
}

/**
 * A browser in a sandbox, spoken to in the DevTools protocol. INVARIANT: nobody but the holder of this object can speak to
 * it: there is no port and no socket, only two pipes of this process.
 */
export interface Browser<Result extends SandboxResult = SandboxResult> {
  /**
   * Sends a command, and gives its result.
   * @throws {SandboxFailed} when the browser refuses it, or has ended.
   */
  send(method: string, params?: object, sessionId?: string): Promise<Readonly<Record<string, unknown>>>;
  /** Ends it, and gives how it ended. */
  close(): Promise<Result>;
}

/** A message from the browser; everything in it is what a page may have made of it. */
interface Message {
  readonly id?: number;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly message?: string };
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly sessionId?: string;
}

interface Waiting {
  resolve(result: Readonly<Record<string, unknown>>): void;
  reject(error: SandboxFailed): void;
}

/** Speaks to the browser that `run` starts with these streams, until that has ended. */
export function openBrowser<Result extends SandboxResult>(
  run: (streams: CommandStreams) => Promise<Result>,
  onEvent: (event: BrowserEvent) => void = () => {},
): Browser<Result> {
  const [input, output, errors] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const waiting = new Map<number, Waiting>();
  let [last, over] = [0, false];
  const end = (reason: string) => {
    over = true;
    input.end();
    for (const { reject } of waiting.values()) reject(new SandboxFailed(reason));
    waiting.clear();
  };
  const receive = ({ id, result, error, method, params = {}, sessionId }: Message) => {
    if (method !== undefined) return onEvent({ method, params, ...(sessionId !== undefined && { sessionId }) });
    const asked = id === undefined ? undefined : waiting.get(id);
    if (id === undefined || asked === undefined) return;
    waiting.delete(id);
    if (error === undefined) asked.resolve(result ?? {});
    else asked.reject(new SandboxFailed(`the browser refused: ${String(error.message).slice(0, 200)}`));
  };
  errors.resume();
  readMessages(output, receive, end);
  const ended = run({ input, output, errors });
  ended.then(
    ({ stderr }) => end(`the browser has ended: ${stderr.trim().slice(-200)}`),
    (error: Error) => end(error.message),
  );
  return {
    send(method, params = {}, sessionId = undefined) {
      if (over) return Promise.reject(new SandboxFailed("the browser has ended"));
      const id = ++last;
      input.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
      return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
    },
    close() {
      // A browser ends when nobody is left to speak to it.
      end("the browser was closed");
      return ended;
    },
  };
}

/** Messages end with NUL; the first that is too long, or is none, ends it all. */
function readMessages(output: PassThrough, receive: (message: Message) => void, end: (reason: string) => void): void {
  let parts: Buffer[] = [];
  let bytes = 0;
  output.on("data", (chunk: Buffer) => {
    let from = 0;
    for (let at = chunk.indexOf(0); at !== -1; at = chunk.indexOf(0, from)) {
      const text = Buffer.concat([...parts, chunk.subarray(from, at)]).toString();
      [parts, bytes, from] = [[], 0, at + 1];
      const message = parsed(text);
      if (message === undefined) return end("the browser said something that is no message");
      receive(message);
    }
    bytes += chunk.length - from;
    if (bytes > longestMessage) return end("the browser said more than is listened to");
    if (from < chunk.length) parts.push(chunk.subarray(from));
  });
}

function parsed(text: string): Message | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
