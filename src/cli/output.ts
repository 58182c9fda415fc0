import { styleText } from "node:util";
import type { Json } from "../decision/index.ts";
import { ConfigInvalid, PolicyInvalid, SallyportError } from "../errors.ts";

/** Where text goes; `process.stdout` is one. */
export interface Sink {
  write(text: string): unknown;
  readonly isTTY?: boolean;
}

/** The two streams of a process. */
export interface Streams {
  readonly stdout: Sink;
  readonly stderr: Sink;
}

type Style = Parameters<typeof styleText>[0];

/** Results on stdout, as text or as one JSON document a line; everything else on stderr. */
export class Output {
  readonly json: boolean;
  readonly #streams: Streams;
  readonly #colour: boolean;

  constructor(streams: Streams, options: { readonly json: boolean; readonly colour: boolean }) {
    this.#streams = streams;
    this.json = options.json;
    this.#colour = options.colour;
  }

  /** Writes a result: `value` where JSON was asked for, otherwise `text`. */
  result(value: Json, text: string): void {
    this.#streams.stdout.write(`${this.json ? JSON.stringify(value) : text}\n`);
  }

  /** Writes a line of JSON, asked for or not: for commands that have no other form of it. */
  line(value: Json): void {
    this.#streams.stdout.write(`${JSON.stringify(value)}\n`);
  }

  /** Says what is going on, to whoever watches. */
  progress(text: string): void {
    this.#streams.stderr.write(`${text}\n`);
  }

  /** Whether stdout is a terminal that wants colours. */
  get colour(): boolean {
    return this.#colour && this.#streams.stdout.isTTY === true;
  }

  /** Text in a style, where stdout is a terminal that wants one. */
  style(style: Style, text: string): string {
    return this.colour ? styleText(style, text, { validateStream: false }) : text;
  }

  /** Writes a failure: an envelope on stdout where JSON was asked for, otherwise `error[CODE]` and the fix on stderr. */
  failure(error: unknown): void {
    const { code, message, fix } = describe(error);
    const listed = error instanceof ConfigInvalid || error instanceof PolicyInvalid;
    const problems = listed ? { problems: error.problems as unknown as Json } : {};
    if (this.json) {
      this.result({ error: { code, message, ...(fix !== undefined && { fix }), ...problems } }, "");
      return;
    }
    this.#streams.stderr.write(`error[${code}]: ${message}\n${fix === undefined ? "" : `fix: ${fix}\n`}`);
  }
}

function describe(error: unknown): { code: string; message: string; fix: string | undefined } {
  if (error instanceof SallyportError) return { code: error.code, message: error.message, fix: error.fix };
  if (error instanceof Error && "syscall" in error) {
    return { code: "ERR_SYSTEM", message: error.message, fix: "see whether it is there and this user may use it" };
  }
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { code: "ERR_INTERNAL", message, fix: "this is a defect of Sallyport; please report it with the line above" };
}
