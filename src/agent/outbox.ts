import type { Permit, Request } from "../decision/index.ts";
import type { Store } from "../store/index.ts";

/** A message that an agent sent to somebody. */
export interface OutgoingMessage {
  readonly id: string;
  readonly channel: string;
  readonly agent: string;
  /** The principal for whom the agent acted; nobody else sees it. */
  readonly principal: string;
  readonly text: string;
  /** RFC 3339, UTC. */
  readonly time: string;
}

type Kept = { readonly [K in keyof OutgoingMessage]: OutgoingMessage[K] };

const table = "outbox";
const maxKept = 1_000;

/** Where messages of agents go: kept for their principal, and handed to whoever listens. */
export class Outbox {
  readonly #store: Store;
  readonly #redact: (text: string) => string;
  readonly #now: () => number;
  readonly #listeners = new Set<(message: OutgoingMessage) => void>();

  constructor(store: Store, redact: (text: string) => string, now: () => number = Date.now) {
    this.#store = store;
    this.#redact = redact;
    this.#now = now;
  }

  /** Sends the text of the request to its channel, both redacted. @throws what `Permit.spend` throws. */
  async send(permit: Permit, request: Request): Promise<OutgoingMessage> {
    permit.spend(request, []);
    const time = this.#now();
    const message: Kept = {
      id: `${String(time).padStart(15, "0")}-${crypto.randomUUID()}`,
      channel: this.#redact(request.resource.id),
      agent: request.subject.id,
      principal: request.subject.principal,
      text: this.#redact(String(request.context.arguments["text"])),
      time: new Date(time).toISOString(),
    };
    await this.#store.put(table, message.id, message);
    await this.#forgetOldest();
    for (const listener of this.#listeners) listener(message);
    return message;
  }

  /** The messages for a principal, oldest first. */
  async list(principal: string): Promise<readonly OutgoingMessage[]> {
    const rows = await this.#store.scan(table);
    return rows.map(({ value }) => value as Kept).filter((message) => message.principal === principal);
  }

  /** Calls the listener with every message that is sent from now on; returns what stops it. */
  subscribe(listener: (message: OutgoingMessage) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async #forgetOldest(): Promise<void> {
    const rows = await this.#store.scan(table);
    for (const { key } of rows.slice(0, Math.max(0, rows.length - maxKept))) await this.#store.delete(table, key);
  }
}
