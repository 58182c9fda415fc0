/** A keyword; while text could be becoming it, `holds` says whether that text must be held back. */
export interface Keyword {
  readonly text: string;
  readonly holds: boolean;
}

/** Where a search stands: the state behind the units it has read, and the union of their bits. */
export interface Cursor {
  state: number;
  /** Index of the next unit to read. */
  at: number;
  seen: number;
}

/** What is not in the map of a state that ends no keyword. */
const none: readonly number[] = [];

/**
 * The automaton of Aho and Corasick over keywords, without regard to the case of ASCII letters: one look-up for each
 * UTF-16 unit, whatever the number of keywords. Units above ASCII count as their low seven bits, which at most means
 * that a pattern is tried in vain. State 0 is the beginning, and an edge to it is none; a bit in an edge marks that a
 * keyword ends where it leads. The table is as large as all keywords could need: what is not written takes no memory.
 */
export class Automaton {
  readonly #classes = new Uint8Array(128);
  readonly #shift: number;
  readonly #mark: number;
  readonly #next: Uint16Array | Uint32Array;
  readonly #held: Uint16Array;
  readonly #found = new Map<number, number[]>();
  #states = 1;

  constructor(keywords: readonly Keyword[]) {
    let width = 1;
    let most = 1;
    for (const { text } of keywords) {
      most += text.length;
      for (let i = 0; i < text.length; i++) {
        const unit = folded(text.charCodeAt(i));
        if (this.#classes[unit] === 0) this.#classes[unit] = width++;
      }
    }
    for (let upper = 65; upper <= 90; upper++) this.#classes[upper] = this.#classes[upper + 32] as number;
    this.#shift = Math.ceil(Math.log2(width));
    const narrow = most < 2 ** 15;
    this.#mark = narrow ? 2 ** 15 : 2 ** 30;
    this.#next = new (narrow ? Uint16Array : Uint32Array)(most << this.#shift);
    this.#held = new Uint16Array(most);
    keywords.forEach((keyword, index) => {
      this.#add(keyword, index);
    });
    this.#link(width);
  }

  /** Reads on from the cursor up to a unit that ends a keyword, and past it; false at the end of the text. */
  advance(text: string, cursor: Cursor): boolean {
    const next = this.#next;
    const classes = this.#classes;
    const shift = this.#shift;
    const mark = this.#mark;
    const end = text.length;
    let { state, at, seen } = cursor;
    let hit = false;
    while (at < end) {
      const code = text.charCodeAt(at++);
      seen |= code;
      state = next[(state << shift) | (classes[code & 127] as number)] as number;
      if (state >= mark) {
        state -= mark;
        hit = true;
        break;
      }
    }
    cursor.state = state;
    cursor.at = at;
    cursor.seen = seen;
    return hit;
  }

  /** Indices of the keywords that end in this state. */
  found(state: number): readonly number[] {
    return this.#found.get(state) ?? none;
  }

  /** How many of the last units could still become a keyword that holds back text. */
  held(state: number): number {
    return this.#held[state] as number;
  }

  #add({ text, holds }: Keyword, index: number): void {
    let state = 0;
    for (let i = 0; i < text.length; i++) {
      const edge = (state << this.#shift) | (this.#classes[folded(text.charCodeAt(i))] as number);
      if (this.#next[edge] === 0) this.#next[edge] = this.#states++;
      state = this.#next[edge] as number;
      if (holds && i + 1 < text.length) this.#held[state] = i + 1;
    }
    const known = this.#found.get(state);
    if (known === undefined) this.#found.set(state, [index]);
    else known.push(index);
  }

  /** Breadth first, so that the state to fall back to is complete before it is needed. */
  #link(width: number): void {
    const next = this.#next;
    const fallback = new Uint32Array(this.#states);
    const queue = new Uint32Array(this.#states);
    for (let head = 0, tail = 1; head < tail; head++) {
      const state = queue[head] as number;
      const back = fallback[state] as number;
      if (state !== 0) this.#inherit(state, back);
      for (let c = 0; c < width; c++) {
        const edge = (state << this.#shift) | c;
        const other = state === 0 ? 0 : (next[(back << this.#shift) | c] as number);
        const target = next[edge] as number;
        if (target === 0) next[edge] = other;
        else {
          fallback[target] = other % this.#mark;
          queue[tail++] = target;
          if (this.#found.has(target) || other >= this.#mark) next[edge] = target + this.#mark;
        }
      }
    }
  }

  /** What ends in the state to fall back to ends here as well. */
  #inherit(state: number, back: number): void {
    const more = this.#found.get(back);
    if (more !== undefined) this.#found.set(state, (this.#found.get(state) ?? []).concat(more));
    this.#held[state] ||= this.#held[back] as number;
  }
}

function folded(code: number): number {
  const low = code & 127;
  return low >= 65 && low <= 90 ? low + 32 : low;
}
