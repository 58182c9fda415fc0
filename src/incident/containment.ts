import { hash } from "node:crypto";
import type { Json, Reason, Request } from "../decision/index.ts";
import type { Store } from "../store/index.ts";

/** Who or what is held: an agent with its children, a tool (of one agent or of all), or a network outside. */
export type Held =
  | { readonly kind: "agent"; readonly agent: string }
  | { readonly kind: "tool"; readonly tool: string; readonly agent: string | null }
  | { readonly kind: "peer"; readonly peer: string };

/** Something that is held, and the incident that made it so. */
export interface Containment {
  readonly id: string;
  readonly held: Held;
  readonly incident: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
}

const table = "containment";

/**
 * What is held, in memory for every decision and in the store for the next start. Nothing but an operator's word takes
 * anything out of it.
 */
export class Containments {
  readonly #store: Store;
  readonly #now: () => number;
  readonly #held: Map<string, Containment>;
  readonly #listeners = new Set<() => void>();

  private constructor(store: Store, now: () => number, held: Map<string, Containment>) {
    this.#store = store;
    this.#now = now;
    this.#held = held;
  }

  /** Rejects when the store cannot be read: then nobody knows what is held. */
  static async open(store: Store, now: () => number = Date.now): Promise<Containments> {
    const rows = await store.scan(table);
    return new Containments(store, now, new Map(rows.map(({ key, value }) => [key, value as unknown as Containment])));
  }

  list(): readonly Containment[] {
    return [...this.#held.values()];
  }

  /** Holds it for an incident; doing so twice is doing so once. */
  async hold(held: Held, incident: string): Promise<Containment> {
    const id = `c_${hash("sha256", JSON.stringify([held, incident])).slice(0, 16)}`;
    const containment = this.#held.get(id) ?? { id, held, incident, since: this.#now() };
    // INVARIANT: it holds from here on, even if the disk does not take it.
    this.#held.set(id, containment);
    for (const listener of this.#listeners) listener();
    await this.#store.put(table, id, containment as unknown as Json);
    return containment;
  }

  /** Lets it go, and says whether it was held. */
  async lift(id: string): Promise<boolean> {
    const isStored = await this.#store.delete(table, id);
    return this.#held.delete(id) || isStored;
  }

  /** Why this may not be done now. */
  denial({ subject, action }: Request): Reason | undefined {
    for (const { held, incident } of this.#held.values()) {
      if (held.kind === "agent" && isOf(subject.id, held.agent)) {
        return reason("containment.agent", "this agent is quarantined", incident);
      }
      if (held.kind !== "tool" || held.tool !== action.name) continue;
      if (held.agent === null || isOf(subject.id, held.agent)) {
        return reason("containment.tool", `${held.tool} is frozen`, incident);
      }
    }
    return undefined;
  }

  /** Whether nothing is taken from this network. */
  blocks(network: string): boolean {
    for (const { held } of this.#held.values()) if (held.kind === "peer" && held.peer === network) return true;
    return false;
  }

  /** Calls the listener whenever something more is held; returns what stops it. */
  onHeld(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

function isOf(agent: string, held: string): boolean {
  return agent === held || agent.startsWith(`${held}/`);
}

function reason(rule: string, what: string, incident: string): Reason {
  return {
    rule,
    message: `${what}; an operator has to look at it first`,
    remedy: `see sallyport incidents show ${incident}, then sallyport contained lift`,
  };
}
