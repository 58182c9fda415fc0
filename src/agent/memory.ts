import { createHash } from "node:crypto";
import { type Permit, type Request, rootOf } from "../decision/index.ts";
import type { Provenance } from "../provider/index.ts";
import type { Store } from "../store/index.ts";

/** Something that an agent keeps from one session to the next. */
export interface Note {
  readonly name: string;
  readonly text: string;
  /** Where untrusted text in it came from; absent when a clean turn wrote it. */
  readonly provenance?: Provenance;
}

type Kept = {
  readonly name: string;
  readonly text: string;
  readonly tier: Provenance["tier"] | null;
  readonly sources: readonly string[];
};

const table = "memory";
/** Notes that one agent keeps for one principal. */
const most = 256;

/** What agents remember: for each agent and principal notes of their own, each with the label of the turn that wrote it. */
export class Memory {
  readonly #store: Store;
  readonly #redact: (text: string) => string;

  constructor(store: Store, redact: (text: string) => string) {
    this.#store = store;
    this.#redact = redact;
  }

  /**
   * Writes the text of the request under its name, secrets taken out; an empty text forgets the note. False when there
   * is no room. @throws what `Permit.spend` throws.
   */
  async write(permit: Permit, request: Request, provenance: Provenance | undefined): Promise<boolean> {
    permit.spend(request, []);
    const { name, text } = request.context.arguments as { name: string; text: string };
    const prefix = prefixOf(request.subject.id, request.subject.principal);
    const key = prefix + digest(name);
    if (text === "") {
      await this.#store.delete(table, key);
      return true;
    }
    const held = await this.#store.scan(table, { prefix, limit: most });
    if (held.length >= most && !held.some((row) => row.key === key)) return false;
    const kept: Kept = {
      name: this.#redact(name),
      text: this.#redact(text),
      tier: provenance?.tier ?? null,
      sources: provenance?.sources ?? [],
    };
    await this.#store.put(table, key, kept);
    return true;
  }

  /** All notes of the agent for the principal, or the one of that name. @throws what `Permit.spend` throws. */
  async read(permit: Permit, request: Request): Promise<readonly Note[]> {
    permit.spend(request, []);
    const { name } = request.context.arguments as { name?: string };
    const prefix = prefixOf(request.subject.id, request.subject.principal);
    const rows = await this.#store.scan(table, { prefix: name === undefined ? prefix : prefix + digest(name) });
    return rows.map(({ value }) => noteOf(value as Kept)).sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}

function noteOf({ name, text, tier, sources }: Kept): Note {
  return { name, text, ...(tier !== null && { provenance: { tier, sources } }) };
}

/** A hash of length-framed parts, so that no name can be made to reach another's notes; a child has its parent's. */
function prefixOf(agent: string, principal: string): string {
  return `${digest(JSON.stringify([rootOf(agent), principal])).slice(0, 32)}:`;
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
