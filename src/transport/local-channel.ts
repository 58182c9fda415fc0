import type { Buffer } from "node:buffer";
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/** Which end of a channel one is: the gateway, or the process that approves. */
export type ChannelEnd = "gateway" | "approver";

/** What a line came to: it opened the channel, carried a message, or is refused, after which nothing is taken. */
export type Taken =
  | { readonly kind: "opened" | "greeted"; readonly reply?: string }
  | { readonly kind: "message"; readonly body: string }
  | { readonly kind: "refused" };

const domain = "sallyport/approver/v1";
const nonceForm = /^[0-9a-f]{64}$/;
const refused: Taken = { kind: "refused" };

/**
 * One end of a channel over which both show, and of each message show again, that they hold the same key: HMAC-SHA-256
 * over fresh nonces of both, compared in constant time. Lines in, lines out; it does no input or output itself.
 */
export class LocalChannel {
  readonly #end: ChannelEnd;
  readonly #key: Buffer;
  readonly #nonce = randomBytes(32).toString("hex");
  #state: "new" | "challenged" | "open" | "refused" = "new";
  #nonces = "";
  #session: Buffer | undefined;
  #sent = 0;
  #received = 0;

  constructor(end: ChannelEnd, key: Buffer) {
    this.#end = end;
    this.#key = key;
  }

  /** The line with which the gateway begins. */
  challenge(): string {
    this.#state = "challenged";
    return JSON.stringify({ challenge: this.#nonce });
  }

  /** Takes a line of the other end; once one is refused, so are all that follow. */
  take(line: string): Taken {
    const taken = this.#take(fieldsOf(line));
    if (taken.kind === "refused") this.#state = "refused";
    return taken;
  }

  /** A message as a line, for a channel that is open. @throws {TypeError} when it is not. */
  seal(body: string): string {
    if (this.#state !== "open") throw new TypeError("the channel is not open");
    const seq = this.#sent++;
    return JSON.stringify({ seq, body, mac: this.#macOf(this.#end, seq, body).toString("hex") });
  }

  #take(fields: Readonly<Record<string, unknown>>): Taken {
    switch (this.#state) {
      case "new":
        return this.#end === "approver" ? this.#answerChallenge(fields) : refused;
      case "challenged":
        return this.#end === "gateway" ? this.#checkAnswer(fields) : this.#checkGateway(fields);
      case "open":
        return this.#open(fields);
      case "refused":
        return refused;
    }
  }

  #answerChallenge({ challenge }: Readonly<Record<string, unknown>>): Taken {
    if (typeof challenge !== "string" || !nonceForm.test(challenge)) return refused;
    this.#nonces = `${challenge}\n${this.#nonce}`;
    this.#state = "challenged";
    return { kind: "greeted", reply: JSON.stringify({ nonce: this.#nonce, proof: this.#proof("approver") }) };
  }

  #checkAnswer({ nonce, proof }: Readonly<Record<string, unknown>>): Taken {
    if (typeof nonce !== "string" || !nonceForm.test(nonce)) return refused;
    // INVARIANT: the gateway's nonce is new with every connection, so a proof that was overheard is worth nothing.
    this.#nonces = `${this.#nonce}\n${nonce}`;
    if (!isSame(proof, this.#proof("approver"))) return refused;
    this.#begin();
    return { kind: "opened", reply: JSON.stringify({ proof: this.#proof("gateway") }) };
  }

  #checkGateway({ proof }: Readonly<Record<string, unknown>>): Taken {
    if (!isSame(proof, this.#proof("gateway"))) return refused;
    this.#begin();
    return { kind: "opened" };
  }

  #open({ seq, body, mac }: Readonly<Record<string, unknown>>): Taken {
    // INVARIANT: each message counts once and in order: what is sent again, left out or sent back is refused.
    if (seq !== this.#received || typeof body !== "string") return refused;
    const other: ChannelEnd = this.#end === "gateway" ? "approver" : "gateway";
    if (!isSame(mac, this.#macOf(other, this.#received, body).toString("hex"))) return refused;
    this.#received++;
    return { kind: "message", body };
  }

  #begin(): void {
    this.#session = hmac(this.#key, "session", this.#nonces);
    this.#state = "open";
  }

  #proof(end: ChannelEnd): string {
    return hmac(this.#key, `proof/${end}`, this.#nonces).toString("hex");
  }

  #macOf(from: ChannelEnd, seq: number, body: string): Buffer {
    return hmac(this.#session as Buffer, `message/${from}`, `${seq}\n${body}`);
  }
}

function hmac(key: Buffer, purpose: string, text: string): Buffer {
  return createHmac("sha256", key).update(`${domain}/${purpose}\n${text}`).digest();
}

/** Compares in constant time; only the length, which is no secret, ends it early. */
function isSame(given: unknown, expected: string): boolean {
  if (typeof given !== "string") return false;
  const [a, b] = [new TextEncoder().encode(given), new TextEncoder().encode(expected)];
  return a.byteLength === b.byteLength && timingSafeEqual(a, b);
}

function fieldsOf(line: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
  } catch {
    return {};
  }
}
