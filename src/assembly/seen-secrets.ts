/** Bounds on what is kept in memory. */
const mostSessions = 256;
const mostOfSession = 32;
const longestValue = 4_096;

/** The secrets that turns of each session have come upon, in memory only; the oldest go first. */
export class SeenSecrets {
  readonly #known: readonly string[];
  readonly #sessions = new Map<string, Set<string>>();

  /** `known` belong to every session. */
  constructor(known: readonly string[]) {
    this.#known = known;
  }

  /** Takes the parts of a text that are secrets; offsets are UTF-16 units. */
  saw(session: string, text: string, spans: readonly { readonly start: number; readonly end: number }[]): void {
    if (spans.length === 0) return;
    const values = this.#sessions.get(session) ?? new Set();
    this.#sessions.delete(session);
    this.#sessions.set(session, values);
    for (const { start, end } of spans) {
      if (end - start > longestValue) continue;
      const value = text.slice(start, end);
      values.delete(value);
      values.add(value);
    }
    for (const value of values) if (values.size > mostOfSession) values.delete(value);
    for (const name of this.#sessions.keys()) if (this.#sessions.size > mostSessions) this.#sessions.delete(name);
  }

  of(session: string): readonly string[] {
    return [...this.#known, ...(this.#sessions.get(session) ?? [])];
  }
}
