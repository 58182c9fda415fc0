import { fields, string } from "../../decision/index.ts";
import { ModelFailed } from "../../errors.ts";
import type { UpstreamRequest, UpstreamResponse } from "../../net/index.ts";
import { limits } from "./limits.ts";

/** The door of `net/` to operator-configured endpoints. */
export type OpenUpstream = (url: URL, request: UpstreamRequest) => Promise<UpstreamResponse>;

/** A body with its kind, of an answer that was a success. */
export interface Answer {
  readonly contentType: string;
  readonly body: AsyncIterable<Uint8Array>;
}

/** A model server: takes JSON, turns everything that can go wrong into a failure that names the fix and no key. */
export class Upstream {
  readonly #base: string;
  readonly #apiKey: string | undefined;
  readonly #open: OpenUpstream;

  /** @throws {ModelFailed} when the key cannot stand in a header. */
  constructor(base: string, apiKey: string | undefined, open: OpenUpstream) {
    if (apiKey !== undefined && !/^[\x21-\x7e]+$/.test(apiKey)) {
      throw new ModelFailed("the API key is empty or has characters that no HTTP header may carry", {
        fix: "set the environment variable to the key alone, without spaces or line ends",
      });
    }
    this.#base = base;
    this.#apiKey = apiKey;
    this.#open = open;
  }

  get host(): string {
    return new URL(this.#base).host;
  }

  /** Posts `body` as JSON to a path beneath the base URL. @throws {ModelFailed} unless the answer is a success. */
  async post(path: string, body: object, signal: AbortSignal): Promise<Answer> {
    signal.throwIfAborted();
    const url = new URL(this.#base);
    url.pathname = url.pathname.replace(/\/+$/, "") + path;
    const authorization = this.#apiKey === undefined ? {} : { authorization: `Bearer ${this.#apiKey}` };
    const headers = {
      "content-type": "application/json",
      accept: "text/event-stream, application/json",
      ...authorization,
    };
    const text = JSON.stringify(body);
    const response = await this.#guard(signal, () =>
      this.#open(url, { method: "POST", headers, body: text, signal, timeoutMs: limits.silenceMs }),
    );
    const answer = this.#guardBody(response.body, signal);
    if (response.status < 200 || response.status > 299) throw await this.#refusal(response.status, answer);
    const contentType = response.headers["content-type"];
    return { contentType: String(contentType ?? "").toLowerCase(), body: answer };
  }

  /** A failure of this server, in its own words where it gave any. */
  failure(what: string, options: { status?: number; retryable?: boolean; fix?: string } = {}): ModelFailed {
    return new ModelFailed(this.#clean(`the model server at ${this.host} ${what}`), options);
  }

  async #refusal(status: number, body: AsyncIterable<Uint8Array>): Promise<ModelFailed> {
    const said = errorText(await head(body, limits.errorBytes));
    const retryable = status === 408 || status === 425 || status === 429 || status >= 500;
    const fix =
      refusalFixes[status] ?? (status >= 300 && status < 400 ? "configure the address it redirects to" : undefined);
    return this.failure(`answered ${status}${said === "" ? "" : `: ${said}`}`, {
      status,
      retryable,
      ...(fix !== undefined && { fix }),
    });
  }

  async #guard<T>(signal: AbortSignal, attempt: () => Promise<T>): Promise<T> {
    try {
      return await attempt();
    } catch (error) {
      throw this.#translate(error, signal);
    }
  }

  async *#guardBody(body: AsyncIterable<Uint8Array>, signal: AbortSignal): AsyncGenerator<Uint8Array, void, undefined> {
    let bytes = 0;
    try {
      for await (const chunk of body) {
        signal.throwIfAborted();
        bytes += chunk.byteLength;
        if (bytes > limits.responseBytes) throw this.failure(`sent more than ${limits.responseBytes} bytes`);
        yield chunk;
      }
    } catch (error) {
      throw this.#translate(error, signal);
    }
    signal.throwIfAborted();
  }

  #translate(error: unknown, signal: AbortSignal): unknown {
    if (signal.aborted) return signal.reason;
    if (error instanceof ModelFailed) return error;
    const why = error instanceof Error ? error.message || error.name : String(error);
    return this.failure(`cannot be reached or broke off: ${why}`, {
      retryable: true,
      fix: "start the model server, or correct its address in the configuration",
    });
  }

  /** INVARIANT: the key never stands in a message, whoever repeats it. */
  #clean(text: string): string {
    const safe = this.#apiKey === undefined ? text : text.replaceAll(this.#apiKey, "(API key)");
    return safe.replace(/[\p{Cc}\p{Cf}\s]+/gu, " ").slice(0, 500);
  }
}

const refusalFixes: Readonly<Record<number, string>> = {
  401: "check the API key in the environment variable that the configuration names",
  403: "check that the API key may use this model",
  404: "check the address and the name of the model in the configuration",
  429: "wait, or raise the limit of the account or the server",
};

/** The first bytes of a body as text; a body that breaks off counts as far as it came. */
async function head(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  try {
    for await (const chunk of body) {
      text += decoder.decode(chunk.subarray(0, maxBytes - bytes), { stream: true });
      bytes += chunk.byteLength;
      if (bytes >= maxBytes) break;
    }
  } catch {
    return text;
  }
  return text;
}

/** What an error body says: `{"error": {"message"}}` (OpenAI), `{"error": "…"}` (Ollama), or the text itself. */
function errorText(body: string): string {
  try {
    return errorMessage(JSON.parse(body)) ?? body;
  } catch {
    return body;
  }
}

/** The message of an error object of either protocol; `undefined` when the value is none. */
export function errorMessage(value: unknown): string | undefined {
  const { error } = fields(value);
  if (error === undefined || error === null) return undefined;
  return string(error) || string(fields(error)["message"]) || "an error without a message";
}
