import { hash, randomBytes } from "node:crypto";
import type { Store } from "../store/index.ts";

/** One conversation of one principal with one agent. */
export interface Session {
  /** Random; knowing it gives nobody access. */
  readonly id: string;
  readonly principal: string;
  readonly agent: string;
  /** The ingress it belongs to. */
  readonly channel: string;
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly created: number;
  /** Milliseconds since the epoch, to the minute. */
  readonly used: number;
}

/** What tells one conversation from another. */
export interface SessionKey {
  readonly principal: string;
  readonly agent: string;
  readonly channel: string;
  readonly name: string;
}

/** As an alias, because only that is known to be JSON. */
type Kept = { readonly [K in keyof Session]: Session[K] };

const table = "sessions";
const minute = 60_000;
/** How long a session is known without a look at the store, where another process may have ended it; milliseconds. */
const remembered = 1_000;
const maxRemembered = 4_096;

/** The conversations of a gateway: the same key leads to the same session until it is revoked. */
export class Sessions {
  readonly #store: Store;
  readonly #now: () => number;
  readonly #recent = new Map<string, { readonly session: Session; readonly until: number }>();
  readonly #listeners = new Set<(id: string) => void>();

  constructor(store: Store, now: () => number = Date.now) {
    this.#store = store;
    this.#now = now;
  }

  /** The session of this key; made when there is none. */
  async open(key: SessionKey): Promise<Session> {
    const name = JSON.stringify([key.principal, key.agent, key.channel, key.name]);
    const recent = this.#recent.get(name);
    if (recent !== undefined && this.#now() < recent.until) return recent.session;
    const session = await this.#find(key);
    this.#recent.delete(name);
    this.#recent.set(name, { session, until: this.#now() + remembered });
    const oldest = this.#recent.keys().next();
    if (this.#recent.size > maxRemembered && !oldest.done) this.#recent.delete(oldest.value);
    return session;
  }

  async #find(key: SessionKey): Promise<Session> {
    const rowKey = rowKeyOf(key);
    const now = this.#now();
    const row = await this.#store.get(table, rowKey);
    if (row !== undefined) {
      const session = row.value as Kept;
      if (now - session.used < minute) return session;
      const used = { ...session, used: now };
      await this.#store.compareAndSet(table, rowKey, row.version, used);
      return used;
    }
    const { principal, agent, channel, name } = key;
    const made: Kept = { id: newSessionId(), principal, agent, channel, name, created: now, used: now };
    // Whoever comes second in a race takes the session of whoever came first.
    return (await this.#store.compareAndSet(table, rowKey, null, made)) ? made : this.#find(key);
  }

  /** A session that nothing leads back to: it is not stored. */
  fleeting({ principal, agent, channel, name }: SessionKey): Session {
    const now = this.#now();
    return { id: newSessionId(), principal, agent, channel, name, created: now, used: now };
  }

  /** All sessions, or those of one principal. */
  async list(principal?: string): Promise<readonly Session[]> {
    const prefix = principal === undefined ? "" : principalPrefix(principal);
    return (await this.#store.scan(table, { prefix })).map(({ value }) => value as Kept);
  }

  /** Ends a session: the next message with its key begins another. Says whether one was stored; listeners hear of any. */
  async revoke(id: string): Promise<boolean> {
    const row = (await this.#store.scan(table)).find(({ value }) => (value as Kept).id === id);
    this.#recent.clear();
    const revoked = row !== undefined && (await this.#store.delete(table, row.key));
    for (const listener of this.#listeners) listener(id);
    return revoked;
  }

  /** Calls `listener` with the id of each session that is revoked here; returns the end of that. */
  onRevoked(listener: (id: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

function newSessionId(): string {
  return `s_${randomBytes(16).toString("base64url")}`;
}

/** Hashes of length-framed parts, so that no name can be made to collide with another's. */
function rowKeyOf({ principal, agent, channel, name }: SessionKey): string {
  return principalPrefix(principal) + digest(JSON.stringify([agent, channel, name]));
}

function principalPrefix(principal: string): string {
  return `${digest(principal).slice(0, 32)}:`;
}

function digest(text: string): string {
  return hash("sha256", text);
}
