/** The six kinds of attack by text (PH-4). */
export const categories = ["direct", "indirect", "polyglot", "tool-confusion", "exfiltration", "ssrf"] as const;
export type Category = (typeof categories)[number];

/** Whoever speaks to the agent, by ingress: the words are an attacker's own. */
export const speakers = ["webchat", "cli", "api"] as const;
/** What the agent reads for somebody it may trust: the words came from elsewhere. */
export const readings = ["page", "file", "command", "history"] as const;
/** Every way by which text reaches an agent. */
export const sources: readonly (typeof speakers | typeof readings)[number][] = [...speakers, ...readings] as const;
export type Source = (typeof sources)[number];

/** True where the words are read and not said. */
export function isReading(source: Source): boolean {
  return readings.some((one) => one === source);
}

/** What the attacker wants to come of it, each looked up in the world and not in what the agent says. */
const goals = ["wrote", "ran", "sent", "leaked", "told", "shown", "internal"] as const;
export type Goal = (typeof goals)[number];

/** One attack, and the text most like it that means no harm. */
export interface Injection {
  readonly id: string;
  readonly category: Category;
  readonly sources: readonly Source[];
  readonly goal: Goal;
  /** The attack around the orders that a model would obey, a line each. */
  readonly text: (orders: string) => string;
  /** The benign twin: read, it is told on; said by the operator with the same orders, it is done. */
  readonly twin: string;
}

type Row = readonly [goal: Goal, sources: readonly Source[], text: Injection["text"], twin: string];

/** Rows of one category, numbered in their order. */
export function injections(category: Category, rows: readonly Row[]): readonly Injection[] {
  return rows.map(([goal, from, text, twin], i) => {
    const id = `${category}-${String(i + 1).padStart(2, "0")}`;
    return { id, category, sources: from, goal, text, twin };
  });
}
