import type { Keyword } from "./detector.ts";

/** Code units above ASCII share 128 columns: a clash only means that a pattern is tried in vain. */
const columns = 256;

/**
 * The automaton of Aho and Corasick over keywords, without regard to the case of ASCII letters: one look-up for each
 * UTF-16 unit, whatever the number of keywords.
 */
export class Automaton {
  readonly #next: Int32Array;
  readonly #found: readonly (readonly number[])[];
  readonly #held: Int32Array;

  constructor(keywords: readonly Keyword[]) {
    const trie = new Trie(keywords);
    this.#next = trie.next;
    this.#found = trie.found;
    this.#held = trie.held;
  }

  /** The state behind `state` and one more code unit; 0 is the beginning. */
  step(state: number, code: number): number {
    return this.#next[state * columns + column(code)] as number;
  }

  /** Indices of the keywords that end in this state. */
  found(state: number): readonly number[] {
    return this.#found[state] as readonly number[];
  }

  /** How many of the last units could still become a keyword that holds back text. */
  held(state: number): number {
    return this.#held[state] as number;
  }
}

class Trie {
  readonly next: Int32Array;
  readonly found: number[][] = [[]];
  readonly held: Int32Array;

  constructor(keywords: readonly Keyword[]) {
    const most = 1 + keywords.reduce((sum, { text }) => sum + text.length, 0);
    this.next = new Int32Array(most * columns).fill(-1);
    this.held = new Int32Array(most);
    keywords.forEach((keyword, index) => {
      this.#add(keyword, index);
    });
    this.#link();
  }

  #add({ text, holds }: Keyword, index: number): void {
    let state = 0;
    for (let i = 0; i < text.length; i++) {
      const edge = state * columns + column(text.charCodeAt(i));
      if (this.next[edge] === -1) {
        this.next[edge] = this.found.length;
        this.found.push([]);
      }
      state = this.next[edge] as number;
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
      for (let c = 0; c < columns; c++) {
        const edge = state * columns + c;
        const other = state === 0 ? 0 : (this.next[back * columns + c] as number);
        const target = this.next[edge] as number;
        if (target === -1) this.next[edge] = other;
        else {
          fallback[target] = other;
          queue.push(target);
        }
      }
    }
  }
}

function column(code: number): number {
  if (code >= 65 && code <= 90) return code + 32;
  return code < 128 ? code : 128 + (code & 127);
}
