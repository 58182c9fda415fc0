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

/**
 * The automaton of Aho and Corasick over keywords, without regard to the case of ASCII letters: one look-up for each
 * UTF-16 unit, whatever the number of keywords. Units above ASCII count as their low seven bits, which at most means
 * that a pattern is tried in vain. A state is the offset of its row; states from `#hits` on end a keyword.
 */
export class Automaton {
  readonly #classes = new Uint8Array(128);
  readonly #next: Int32Array;
  readonly #hits: number;
  readonly #found: readonly (readonly number[])[];
  readonly #held: Int32Array;
  readonly #width: number;

  constructor(keywords: readonly Keyword[]) {
    this.#width = 1;
    for (const { text } of keywords) {
      for (let i = 0; i < text.length; i++) {
        const unit = folded(text.charCodeAt(i));
        if (this.#classes[unit] === 0) this.#classes[unit] = this.#width++;
      }
    }
    for (let upper = 65; upper <= 90; upper++) this.#classes[upper] = this.#classes[upper + 32] as number;
    const trie = new Trie(keywords, this.#classes, this.#width);
    const { order, hits } = trie.inOrder();
    this.#next = trie.rows(order);
    this.#hits = hits * this.#width;
    const before = new Int32Array(order.length);
    order.forEach((place, state) => {
      before[place] = state;
    });
    this.#found = Array.from(before, (state) => trie.found[state] as number[]);
    this.#held = before.map((state) => trie.held[state] as number);
  }

  /** Reads on from the cursor up to a unit that ends a keyword, and past it; false at the end of the text. */
  advance(text: string, cursor: Cursor): boolean {
    const next = this.#next;
    const classes = this.#classes;
    const hits = this.#hits;
    const end = text.length;
    let { state, at, seen } = cursor;
    let hit = false;
    while (at < end) {
      const code = text.charCodeAt(at++);
      seen |= code;
      state = next[state + (classes[code & 127] as number)] as number;
      if (state >= hits) {
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
    return this.#found[state / this.#width] as readonly number[];
  }

  /** How many of the last units could still become a keyword that holds back text. */
  held(state: number): number {
    return this.#held[state / this.#width] as number;
  }
}

class Trie {
  readonly found: number[][] = [[]];
  readonly held: Int32Array;
  readonly #next: Int32Array;
  readonly #width: number;

  constructor(keywords: readonly Keyword[], classes: Uint8Array, width: number) {
    const most = 1 + prefixesOf(keywords);
    this.#width = width;
    this.#next = new Int32Array(most * width).fill(-1);
    this.held = new Int32Array(most);
    keywords.forEach((keyword, index) => {
      this.#add(keyword, index, classes);
    });
    this.#link();
  }

  /** The place of each state in an order that has those that end a keyword last, and how many come before them. */
  inOrder(): { readonly order: Int32Array; readonly hits: number } {
    const order = new Int32Array(this.found.length);
    let place = 0;
    for (const ends of [false, true]) {
      this.found.forEach((keywords, state) => {
        if (keywords.length > 0 === ends) order[state] = place++;
      });
    }
    return { order, hits: this.found.filter((keywords) => keywords.length === 0).length };
  }

  rows(order: Int32Array): Int32Array {
    const rows = new Int32Array(order.length * this.#width);
    order.forEach((place, state) => {
      for (let c = 0; c < this.#width; c++) {
        const target = this.#next[state * this.#width + c] as number;
        rows[place * this.#width + c] = (order[target] as number) * this.#width;
      }
    });
    return rows;
  }

  #add({ text, holds }: Keyword, index: number, classes: Uint8Array): void {
    let state = 0;
    for (let i = 0; i < text.length; i++) {
      const edge = state * this.#width + (classes[folded(text.charCodeAt(i))] as number);
      if (this.#next[edge] === -1) {
        this.#next[edge] = this.found.length;
        this.found.push([]);
      }
      state = this.#next[edge] as number;
      if (holds && i + 1 < text.length) this.held[state] = i + 1;
    }
    this.found[state]?.push(index);
  }

  /** Breadth first, so that the state to fall back to is complete before it is needed. */
  #link(): void {
    const fallback = new Int32Array(this.found.length);
    const queue: number[] = [0];
    for (let head = 0; head < queue.length; head++) {
      const state = queue[head] as number;
      const back = fallback[state] as number;
      if (state !== 0) {
        this.found[state]?.push(...(this.found[back] ?? []));
        this.held[state] ||= this.held[back] as number;
      }
      for (let c = 0; c < this.#width; c++) {
        const edge = state * this.#width + c;
        const other = state === 0 ? 0 : (this.#next[back * this.#width + c] as number);
        const target = this.#next[edge] as number;
        if (target === -1) this.#next[edge] = other;
        else {
          fallback[target] = other;
          queue.push(target);
        }
      }
    }
  }
}

function folded(code: number): number {
  const low = code & 127;
  return low >= 65 && low <= 90 ? low + 32 : low;
}

/** How many different beginnings the keywords have. */
function prefixesOf(keywords: readonly Keyword[]): number {
  let count = 0;
  let last = "";
  for (const text of keywords.map((keyword) => foldedText(keyword.text)).toSorted()) {
    let common = 0;
    while (common < text.length && text.charCodeAt(common) === last.charCodeAt(common)) common++;
    count += text.length - common;
    last = text;
  }
  return count;
}

function foldedText(text: string): string {
  return text.replace(/[\s\S]/g, (unit) => String.fromCharCode(folded(unit.charCodeAt(0))));
}
