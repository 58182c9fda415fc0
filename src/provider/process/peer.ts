import { randomUUID } from "node:crypto";
import { ProviderUnavailable } from "../../errors.ts";
import type { Service } from "../../sandbox/index.ts";
import { LineCutter, longestLine } from "./lines.ts";
import { messageOf } from "./message.ts";

/** What a peer tells of. */
export interface PeerOptions {
  /** Calls that are under way at one time; the others wait. */
  readonly concurrency: number;
  readonly onRaised: (finding: unknown) => void;
  /** It said something that was ignored. */
  readonly onStray: (what: string) => void;
  /** It cannot be trusted any more and is to be ended; told once. */
  readonly onBroken: (what: string) => void;
}

/** One call, from being asked to being answered. */
interface Call {
  readonly line: string;
  /** Gives it up at its deadline. */
  readonly timer: NodeJS.Timeout;
  sent: boolean;
  settle(outcome: { readonly result: unknown } | { readonly fault: string }): void;
}

/** Calls that wait at one time, sent or not. */
const mostWaiting = 1_024;
/** Ids of calls that were given up which are known again. */
const mostLate = 4_096;
/** Calls in a row without any answer, after which it is taken to hang. */
const mostMissed = 3;
/** Lines that nobody asked for within `window` milliseconds. */
const mostUnasked = 200;
const window = 10_000;

/** The other end of a service's streams: calls by JSON-RPC 2.0, one a line, each answered once or not at all. */
export class Peer {
  readonly #service: Pick<Service, "input" | "output">;
  readonly #options: PeerOptions;
  /** In the order in which they were asked. */
  readonly #calls = new Map<string, Call>();
  readonly #late = new Set<string>();
  #underWay = 0;
  #missed = 0;
  #unasked = { since: 0, lines: 0 };
  #broken: string | undefined;

  constructor(service: Pick<Service, "input" | "output">, options: PeerOptions) {
    this.#service = service;
    this.#options = options;
    const cutter = new LineCutter();
    service.output.on("data", (bytes: Buffer) => {
      if (this.#broken !== undefined) return;
      try {
        for (const line of cutter.cut(bytes)) this.#receive(line);
      } catch (error) {
        this.#break((error as Error).message);
      }
    });
    service.input.on("drain", () => this.#send());
    // What has ended is told of by how it ended.
    service.input.on("error", () => {});
  }

  /**
   * Asks, and gives what is answered in time.
   * @throws {ProviderUnavailable} when it refuses, does not answer, or is ended meanwhile.
   */
  call(method: string, params: unknown, milliseconds: number, signal?: AbortSignal): Promise<unknown> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const fail = (fault: string) => reject(new ProviderUnavailable(fault));
    // INVARIANT: an id cannot be guessed and is never used again, so that no answer belongs to another call.
    const id = randomUUID();
    const line = `${JSON.stringify({ jsonrpc: "2.0", id, method, params })}\n`;
    if (this.#broken !== undefined) fail(this.#broken);
    else if (signal?.aborted) fail("was not asked: the call was given up");
    else if (Buffer.byteLength(line) > longestLine) fail("was not asked: the request is too long");
    else if (this.#calls.size >= mostWaiting) fail("was not asked: too many calls wait for it");
    else {
      const giveUp = () => this.#giveUp(id, "was given up before it answered");
      signal?.addEventListener("abort", giveUp, { once: true });
      const timer = setTimeout(() => this.#miss(id, milliseconds), milliseconds);
      this.#calls.set(id, {
        ...{ line, timer, sent: false },
        settle(outcome) {
          clearTimeout(timer);
          signal?.removeEventListener("abort", giveUp);
          if ("fault" in outcome) fail(outcome.fault);
          else resolve(outcome.result);
        },
      });
      this.#send();
    }
    return promise;
  }

  /** Fails every call, those to come included. */
  end(why: string): void {
    this.#broken ??= why;
    const calls = [...this.#calls.values()];
    this.#calls.clear();
    for (const call of calls) call.settle({ fault: this.#broken });
  }

  /** Writes calls as long as it reads them and does not have too many. */
  #send(): void {
    const { input } = this.#service;
    for (const call of this.#calls.values()) {
      if (this.#broken !== undefined || this.#underWay >= this.#options.concurrency || input.writableNeedDrain) return;
      if (call.sent) continue;
      call.sent = true;
      this.#underWay += 1;
      input.write(call.line);
    }
  }

  #receive(line: string): void {
    const message = messageOf(line);
    if ("raised" in message) {
      this.#countUnasked();
      this.#options.onRaised(message.raised);
      return;
    }
    const call = this.#calls.get(message.id);
    if (call === undefined || !call.sent) {
      this.#stray(message.id);
      return;
    }
    this.#missed = 0;
    this.#done(message.id, call);
    call.settle("refusal" in message ? { fault: `refused: ${message.refusal}` } : message);
    this.#send();
  }

  #stray(id: string): void {
    this.#countUnasked();
    const wasLate = this.#late.delete(id);
    this.#options.onStray(
      wasLate ? "answered a call after its deadline" : "answered a call that does not wait for an answer",
    );
  }

  /** @throws {Error} when there are too many of them. */
  #countUnasked(): void {
    const now = performance.now();
    if (now - this.#unasked.since > window) this.#unasked = { since: now, lines: 0 };
    this.#unasked.lines += 1;
    if (this.#unasked.lines > mostUnasked)
      throw new Error(`sent more than ${mostUnasked} lines in ${window / 1_000} s that nobody asked for`);
  }

  #miss(id: string, milliseconds: number): void {
    this.#giveUp(id, `gave no answer within ${milliseconds} ms`);
    this.#missed += 1;
    if (this.#missed >= mostMissed) this.#break(`answered none of ${mostMissed} calls`);
  }

  #giveUp(id: string, why: string): void {
    const call = this.#calls.get(id);
    if (call === undefined) return;
    if (call.sent) {
      if (this.#late.size >= mostLate) this.#late.delete(this.#late.values().next().value as string);
      this.#late.add(id);
    }
    this.#done(id, call);
    call.settle({ fault: why });
    this.#send();
  }

  #done(id: string, { sent }: Call): void {
    this.#calls.delete(id);
    if (sent) this.#underWay -= 1;
  }

  #break(what: string): void {
    if (this.#broken !== undefined) return;
    this.end(what);
    this.#options.onBroken(what);
  }
}
