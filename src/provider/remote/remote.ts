import { isAbsolute, join } from "node:path";
import type { JsonObject } from "../../decision/index.ts";
import { ProviderSettingsInvalid } from "../../errors.ts";
import { openUpstream, type UpstreamResponse, wholeBody } from "../../net/index.ts";
import { readOwnText } from "../../own-text.ts";
import type { ProviderServices } from "../registry.ts";
import type { RemoteSettings } from "./settings.ts";
import { Turnstile } from "./turnstile.ts";

/** Bytes of an answer; what is longer is none. */
const largest = 256 << 10;

/** An answer with status 200 and a JSON object in it. */
export interface RemoteAnswer {
  readonly body: JsonObject;
  readonly header: (name: string) => string | undefined;
}

/**
 * A decision point somewhere else, asked by HTTP. Whatever is not a whole answer in time rejects: late, another status,
 * a redirect, too long, broken off, no JSON object.
 */
export class Remote {
  readonly #settings: RemoteSettings;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #ca: string | undefined;
  readonly #turnstile: Turnstile;
  readonly #closed = new AbortController();

  private constructor(settings: RemoteSettings, headers: Readonly<Record<string, string>>, ca: string | undefined) {
    this.#settings = settings;
    this.#headers = headers;
    this.#ca = ca;
    this.#turnstile = new Turnstile(settings.concurrency);
  }

  /** @throws {ProviderSettingsInvalid | ConfigInvalid} when there is no token or no authority where there should be one. */
  static async open({ name, variable, directory }: ProviderServices, settings: RemoteSettings): Promise<Remote> {
    const { tokenEnv, ca } = settings;
    const token = tokenEnv === undefined ? undefined : variable(tokenEnv);
    if (tokenEnv !== undefined && token === undefined) throw missing(name, "tokenEnv", `${tokenEnv} is not set`);
    if (token !== undefined && !/^[\x21-\x7e]+$/.test(token))
      throw missing(name, "tokenEnv", `${tokenEnv} holds no token`);
    const file = ca === undefined || isAbsolute(ca) ? ca : join(directory, ca);
    const pem = file === undefined ? undefined : await readOwnText(file);
    if (file !== undefined && pem === undefined) throw missing(name, "ca", `${file} is not there`);
    return new Remote(settings, token === undefined ? {} : { authorization: `Bearer ${token}` }, pem);
  }

  get(path: string): Promise<RemoteAnswer> {
    return this.#ask("GET", path, {}, undefined, undefined);
  }

  /** `signal` ends it before its deadline. */
  post(
    path: string,
    body: JsonObject,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<RemoteAnswer> {
    const text = JSON.stringify(body);
    const length = String(Buffer.byteLength(text));
    return this.#ask(
      "POST",
      path,
      { ...headers, "content-type": "application/json", "content-length": length },
      text,
      signal,
    );
  }

  /** Ends whatever is under way. */
  close(): void {
    this.#closed.abort(new Error("is no longer asked"));
  }

  #ask(
    method: "GET" | "POST",
    path: string,
    headers: Readonly<Record<string, string>>,
    body: string | undefined,
    outer: AbortSignal | undefined,
  ): Promise<RemoteAnswer> {
    const { url, deadlineMs } = this.#settings;
    // The deadline runs while the question waits for its turn, too.
    const timeout = AbortSignal.timeout(deadlineMs);
    const signal = AbortSignal.any([timeout, this.#closed.signal, ...(outer === undefined ? [] : [outer])]);
    return this.#turnstile.through(async () => {
      try {
        signal.throwIfAborted();
        const response = await openUpstream(beneath(url, path), {
          ...{ method, headers: { accept: "application/json", ...this.#headers, ...headers }, signal },
          ...(body !== undefined && { body }),
          ...(this.#ca !== undefined && { ca: this.#ca }),
        });
        return await answerOf(response);
      } catch (error) {
        if (timeout.aborted) throw new Error(`gave no answer within ${deadlineMs} ms`);
        throw error;
      }
    });
  }
}

/** An address beneath the configured one, whose own path stays. */
function beneath(base: string, path: string): URL {
  return new URL(base.replace(/\/*$/, "") + path);
}

async function answerOf({ status, headers, body }: UpstreamResponse): Promise<RemoteAnswer> {
  if (status !== 200) {
    for await (const _ of body) break;
    throw new Error(`answered with HTTP ${status}`);
  }
  const whole = await wholeBody(body, largest);
  if (whole === undefined) throw new Error(`answered with more than ${largest} bytes`);
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(whole));
  } catch {
    throw new Error("answered with something that is no JSON");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new Error("answered with something that is no JSON object");
  const header = (name: string) => {
    const given = headers[name];
    return typeof given === "string" ? given : given?.[0];
  };
  return { body: value as JsonObject, header };
}

function missing(name: string, setting: string, what: string): ProviderSettingsInvalid {
  return new ProviderSettingsInvalid(`security.providers.${name}.${setting}: ${what}`, {
    fix: `set it, or remove ${setting}`,
  });
}
