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

/** Takes secrets out of what is written. */
export interface OutputGuard {
  text(text: string): string;
  json(value: Json): Json;
}

type Style = Parameters<typeof styleText>[0];

/** Results on stdout, as text or as one JSON document a line; everything else on stderr. */
export class Output {
  readonly json: boolean;
  readonly #streams: Streams;
  readonly #colour: boolean;
  #guard: OutputGuard = { text: (text) => text, json: (value) => value };

  constructor(streams: Streams, options: { readonly json: boolean; readonly colour: boolean }) {
    this.#streams = streams;
    this.json = options.json;
    this.#colour = options.colour;
  }

  /** Everything that is written from now on goes through the guard: agents and peers have had their say in it. */
  guard(guard: OutputGuard): void {
    this.#guard = guard;
  }

  /** Writes a result: `value` where JSON was asked for, otherwise `text`. */
  result(value: Json, text: string): void {
    this.#streams.stdout.write(`${this.json ? JSON.stringify(this.#guard.json(value)) : this.#guard.text(text)}\n`);
  }

  /** Writes a line of JSON, asked for or not: for commands that have no other form of it. */
  line(value: Json): void {
    this.#streams.stdout.write(`${JSON.stringify(this.#guard.json(value))}\n`);
  }

  /** Says what is going on, to whoever watches. */
  progress(text: string): void {
    this.#streams.stderr.write(`${this.#guard.text(text)}\n`);
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
    const text = `error[${code}]: ${message}\n${fix === undefined ? "" : `fix: ${fix}\n`}`;
    this.#streams.stderr.write(this.#guard.text(text));
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
