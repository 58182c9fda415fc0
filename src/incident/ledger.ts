import { hash, randomBytes } from "node:crypto";
import type { Json } from "../decision/index.ts";
import type { Store } from "../store/index.ts";
import type { Finding } from "./finding.ts";
import { type Incident, isOver, joinedBy, keyOf, type Opening, openedWith } from "./incident.ts";

/** One more finding: `opening` opens an incident with it where none lasts; without one it is only counted. */
interface Arrival {
  readonly finding: Finding;
  readonly opening?: Omit<Opening, "id">;
  readonly resolve: (taken: Taken | undefined) => void;
  readonly reject: (error: unknown) => void;
}

/** The incident that a finding went into. */
export interface Taken {
  readonly incident: Incident;
  readonly opened: boolean;
  /** True when it was less severe before. */
  readonly worse: boolean;
}

const incidents = "incident";
/** Which incident lasts under a key. */
const lasting = "incident-key";

/** The incidents as they are stored. Findings of one key are taken in together, so that a flood is a few writes. */
export class IncidentLedger {
  readonly #store: Store;
  readonly #now: () => number;
  readonly #arrivals = new Map<string, Arrival[]>();

  constructor(store: Store, now: () => number) {
    this.#store = store;
    this.#now = now;
  }

  /** Takes a finding into the incident that lasts under its key, or opens one. */
  take(opening: Omit<Opening, "id">): Promise<Taken> {
    return this.#arrive({ finding: opening.finding, opening }) as Promise<Taken>;
  }

  /** Counts a finding that was seen before, where its incident lasts. */
  count(finding: Finding): Promise<Taken | undefined> {
    return this.#arrive({ finding });
  }

  async get(id: string): Promise<Incident | undefined> {
    const row = await this.#store.get(incidents, id);
    return row && fromJson(row.value);
  }

  /** All of them, the newest last. */
  async list(): Promise<readonly Incident[]> {
    return (await this.#store.scan(incidents)).map(({ value }) => fromJson(value));
  }

  /** Changes an incident as `change` says, which may be asked more than once; `undefined` when it changed nothing. */
  async update(id: string, change: (incident: Incident) => Incident | undefined): Promise<Incident | undefined> {
    for (;;) {
      const row = await this.#store.get(incidents, id);
      const changed = row && change(fromJson(row.value));
      if (row === undefined || changed === undefined) return undefined;
      if (await this.#store.compareAndSet(incidents, id, row.version, toJson(changed))) return changed;
    }
  }

  /** Forgets what was over `keepMs` ago or before. */
  async sweep(keepMs: number): Promise<void> {
    for (const incident of await this.list()) {
      if (!isOver(incident) || this.#now() - incident.updated < keepMs) continue;
      await this.#store.delete(incidents, incident.id);
      const key = rowKeyOf(incident.key);
      if ((await this.#store.get(lasting, key))?.value === incident.id) await this.#store.delete(lasting, key);
    }
  }

  #arrive(arrival: Pick<Arrival, "finding" | "opening">): Promise<Taken | undefined> {
    const key = keyOf(arrival.finding);
    return new Promise((resolve, reject) => {
      const waiting = this.#arrivals.get(key);
      const one = { ...arrival, resolve, reject };
      if (waiting !== undefined) {
        waiting.push(one);
        return;
      }
      this.#arrivals.set(key, [one]);
      void this.#takeAll(key);
    });
  }

  async #takeAll(key: string): Promise<void> {
    for (let batch = this.#arrivals.get(key) ?? []; batch.length > 0; batch = this.#arrivals.get(key) ?? []) {
      this.#arrivals.set(key, []);
      try {
        const taken = await this.#takeIn(key, batch);
        for (const [index, { resolve }] of batch.entries())
          resolve(taken && { ...taken, opened: taken.opened && index === taken.first });
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.#arrivals.delete(key);
  }

  /** `first` is the arrival that opened it. */
  async #takeIn(key: string, batch: readonly Arrival[]): Promise<(Taken & { readonly first: number }) | undefined> {
    const findings = batch.map(({ finding, opening }) => ({ finding, ...(opening && { record: opening.record }) }));
    const rowKey = rowKeyOf(key);
    const id = (await this.#store.get(lasting, rowKey))?.value;
    let worse = false;
    const joined =
      typeof id === "string"
        ? await this.update(id, (incident) => {
            if (isOver(incident)) return undefined;
            const next = joinedBy(incident, findings, this.#now());
            worse = next.severity !== incident.severity;
            return next;
          })
        : undefined;
    if (joined !== undefined) return { incident: joined, opened: false, worse, first: -1 };
    const first = batch.findIndex(({ opening }) => opening !== undefined);
    const opening = batch[first]?.opening;
    if (opening === undefined) return undefined;
    const others = findings.filter((_, index) => index !== first);
    const opened = openedWith({ ...opening, id: newId(this.#now()) }, this.#now());
    const incident = others.length === 0 ? opened : joinedBy(opened, others, this.#now());
    // The key first: a crash in between leaves a key without an incident, which counts as none.
    await this.#store.put(lasting, rowKey, incident.id);
    await this.#store.compareAndSet(incidents, incident.id, null, toJson(incident));
    return { incident, opened: true, worse: false, first };
  }
}

/** Sorts by the time of its making. */
function newId(now: number): string {
  return `i_${now.toString(36).padStart(9, "0")}${randomBytes(5).toString("hex")}`;
}

function rowKeyOf(key: string): string {
  return hash("sha256", key);
}

function toJson(incident: Incident): Json {
  return incident as unknown as Json;
}

function fromJson(value: Json): Incident {
  return value as unknown as Incident;
}
