import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));

/** How a command line ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever came.
  readonly json: any;
}

/** A command line from source as a process of its own, with the home it works for. */
export interface Started {
  readonly child: ChildProcess;
  /** The next line on stdout; `undefined` at the end. */
  line(): Promise<string | undefined>;
  /** Resolves when stderr has said something that matches. */
  said(what: RegExp): Promise<void>;
  readonly ended: Promise<Ended>;
}

/** What a command line is given beside its words. */
export interface Given {
  /** All of its standard input; default: nothing. */
  readonly input?: string;
  /** Variables beside those that every command line of a test has. */
  readonly environment?: Readonly<Record<string, string>>;
}

export function startCommand(home: string, argv: readonly string[]): Started {
  const { child, stderr, ended } = launch(home, argv);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    child,
    line: async () => (await lines.next()).value,
    said: (what) => stderr.until(what),
    ended,
  };
}

/** Runs a command line to its end, with what it is given. */
export function giveCommand(home: string, argv: readonly string[], given: Given): Promise<Ended> {
  return launch(home, argv, given).ended;
}

function launch(home: string, argv: readonly string[], { input = "", environment }: Given = {}) {
  const child = spawn(process.execPath, [main, ...argv], {
    env: { PATH: process.env["PATH"], SALLYPORT_HOME: home, NO_COLOR: "1", ...environment },
    stdio: ["pipe", "pipe", "pipe"],
  });
  // One that ends before it has read everything is judged by how it ended.
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  const [stdout, stderr] = [new Heard(child.stdout), new Heard(child.stderr)];
  const ended = once(child, "close").then(([code]): Ended => {
    const first = stdout.text.split("\n", 1)[0] ?? "";
    return {
      code,
      stdout: stdout.text,
      stderr: stderr.text,
      json: first.startsWith("{") || first.startsWith("[") ? JSON.parse(first) : undefined,
    };
  });
  return { child, stderr, ended };
}

/** Runs a command line to its end. */
export function runCommand(home: string, ...argv: readonly string[]): Promise<Ended> {
  return startCommand(home, argv).ended;
}

/** What `serve --json` says when it is ready. */
export interface Serving extends Started {
  readonly url: string;
  readonly token: string;
}

/** Starts a gateway as a process and waits until it serves. */
export async function serve(home: string): Promise<Serving> {
  const started = startCommand(home, ["serve", "--port", "0", "--token", "--json"]);
  const line = await started.line();
  const { url, token, error } = JSON.parse(line ?? "{}");
  if (url === undefined) throw new Error(`it does not serve: ${JSON.stringify(error)} ${(await started.ended).stderr}`);
  return { ...started, url, token };
}

class Heard {
  text = "";
  readonly #stream: NodeJS.ReadableStream;

  constructor(stream: NodeJS.ReadableStream) {
    this.#stream = stream;
    stream.on("data", (chunk) => {
      this.text += chunk;
    });
  }

  async until(what: RegExp): Promise<void> {
    while (!what.test(this.text)) await once(this.#stream, "data");
  }
}
