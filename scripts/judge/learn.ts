import { traits } from "../../src/judge/classifier/cell.ts";
import {
  type Kind,
  kinds,
  tableBits,
  traitLevel,
  traitLevels,
  weightOf,
  windowCells,
  windowCount,
  windowStride,
} from "../../src/judge/classifier/shape.ts";
import type { Corpus } from "./corpus.ts";
import { randomFrom, shuffle } from "./random.ts";

/** The weights of one direction; those of traits belong to the concepts. */
export interface Head extends Readonly<Record<Kind, Float32Array>> {
  readonly levels: Float32Array;
  readonly bias: Readonly<Record<Kind, number>>;
}

/** How long and how fast to learn. */
export interface Settings {
  readonly epochs: number;
  readonly rate: number;
}

/** A text by its likeliest window. */
export interface Score {
  readonly score: number;
  readonly windows: number;
}

/** Range of cells. */
type Window = readonly [from: number, to: number];

/** The biases, and the levels of traits, move by less than the weights of hashes. */
const biasRate = 0.02;
const levelRate = 0.1;
/** What AdaGrad begins with: the larger, the slower what is rare is learned. */
const caution = { words: 1e-4, grams: 1e-4, concepts: 1e-3, levels: 1e-1 };

/**
 * Learns a head from the rows given, by AdaGrad on the logistic loss. Each kind of hash learns by itself, so that no kind
 * relies on another, and from the window of a text that it finds likeliest.
 */
export function learn(corpus: Corpus, members: readonly number[], { epochs, rate }: Settings): Head {
  const head = newHead();
  const bias = { ...head.bias };
  const learning = { ...head, bias };
  const squares = newHead();
  for (const kind of kinds) squares[kind].fill(caution[kind]);
  squares.levels.fill(caution.levels);
  const weights = balance(corpus, members);
  const random = randomFrom(7);
  const order = Uint32Array.from(members);
  for (let epoch = 0; epoch < epochs; epoch++) {
    shuffle(order, random);
    for (const row of order) {
      const windows = windowsOf(corpus, row);
      if (windows.length === 0) continue;
      const target = corpus.rows[row]?.attack ? 1 : 0;
      for (const kind of kinds) {
        const logits = logitsOf(learning, corpus, kind, windows);
        // At first nothing is known: any window.
        const chosen = epoch === 0 ? Math.floor(random() * windows.length) : logits.indexOf(Math.max(...logits));
        const window = windows[chosen] as Window;
        const error = (weights[row] as number) * (sigmoid(logits[chosen] as number) - target);
        const [a, b] = range(corpus, kind, window);
        const gradient = error * weightOf(b - a);
        const { ids } = corpus[kind];
        for (let i = a; i < b; i++) descend(head[kind], squares[kind], ids[i] as number, gradient, rate);
        if (kind === "concepts") {
          for (const id of levelsOf(corpus, window)) descend(head.levels, squares.levels, id, error, levelRate * rate);
        }
        bias[kind] -= biasRate * error;
      }
    }
  }
  return learning;
}

/** The sum of two heads: what both find likely is likelier. */
export function sumOf(a: Head, b: Head): Head {
  const sum = newHead();
  for (const name of [...kinds, "levels"] as const)
    sum[name].set(a[name].map((weight, i) => weight + (b[name][i] as number)));
  const bias = {
    words: a.bias.words + b.bias.words,
    grams: a.bias.grams + b.bias.grams,
    concepts: a.bias.concepts + b.bias.concepts,
  };
  return { ...sum, bias };
}

/** The score of a text: the sum over the kinds, of the window where it is largest. */
export function score(head: Head, corpus: Corpus, row: number): Score {
  const windows = windowsOf(corpus, row);
  if (windows.length === 0) return { score: -9, windows: 1 };
  const scores = new Array<number>(windows.length).fill(0);
  for (const kind of kinds) {
    logitsOf(head, corpus, kind, windows).forEach((logit, i) => {
      scores[i] = (scores[i] as number) + logit;
    });
  }
  return { score: Math.max(...scores), windows: windows.length };
}

function newHead(): Head {
  return {
    words: new Float32Array(1 << tableBits.words),
    grams: new Float32Array(1 << tableBits.grams),
    concepts: new Float32Array(1 << tableBits.concepts),
    levels: new Float32Array(traits.length * traitLevels),
    bias: { words: 0, grams: 0, concepts: 0 },
  };
}

function descend(table: Float32Array, squares: Float32Array, id: number, gradient: number, rate: number): void {
  const square = (squares[id] as number) + gradient * gradient;
  squares[id] = square;
  table[id] = (table[id] as number) - (rate * gradient) / Math.sqrt(square);
}

/** What one kind of hash says of each window of a text; every hash is looked up once. */
function logitsOf(head: Head, corpus: Corpus, kind: Kind, windows: readonly Window[]): readonly number[] {
  const begin = windows[0]?.[0] as number;
  const sums = new Float64Array((windows.at(-1)?.[1] as number) - begin);
  const { ids } = corpus[kind];
  const table = head[kind];
  for (let cell = 0; cell < sums.length; cell++) {
    const [a, b] = range(corpus, kind, [begin + cell, begin + cell + 1]);
    let sum = 0;
    for (let i = a; i < b; i++) sum += table[ids[i] as number] as number;
    sums[cell] = sum;
  }
  return windows.map((window) => {
    const [a, b] = range(corpus, kind, window);
    let sum = 0;
    for (let cell = window[0]; cell < window[1]; cell++) sum += sums[cell - begin] as number;
    let level = 0;
    if (kind === "concepts") for (const id of levelsOf(corpus, window)) level += head.levels[id] as number;
    return head.bias[kind] + level + sum * weightOf(b - a);
  });
}

function range(corpus: Corpus, kind: Kind, [from, to]: Window): readonly [number, number] {
  const { first } = corpus[kind];
  return [first[from] as number, first[to] as number];
}

/** Where the levels of the traits of a window stand in the table. */
function levelsOf(corpus: Corpus, [from, to]: Window): readonly number[] {
  const width = traits.length;
  const counts = new Array<number>(width).fill(0);
  for (let at = from * width; at < to * width; at++)
    counts[at % width] = (counts[at % width] as number) + (corpus.traits[at] as number);
  return counts.slice(1).map((count, i) => (i + 1) * traitLevels + traitLevel(count, counts[0] as number));
}

function windowsOf({ firstCell }: Corpus, row: number): readonly Window[] {
  const [first, end] = [firstCell[row] as number, firstCell[row + 1] as number];
  if (end === first) return [];
  const last = Math.max(first, end - windowCells);
  return Array.from({ length: windowCount(end - first) }, (_, i): Window => {
    const from = Math.min(first + i * windowStride, last);
    return [from, Math.min(end, from + windowCells)];
  });
}

/** How much each row counts: groups by the root of their size, and attacks as much as the rest. */
function balance({ rows }: Corpus, members: readonly number[]): Float32Array {
  const sizes = new Map<string, number>();
  for (const row of members) {
    const group = rows[row]?.group as string;
    sizes.set(group, (sizes.get(group) ?? 0) + 1);
  }
  const weights = new Float32Array(rows.length);
  const sums = { attacks: 0, harmless: 0 };
  for (const row of members) {
    const { group, attack } = rows[row] as Corpus["rows"][number];
    weights[row] = 1 / Math.sqrt(Math.max(smallGroup, sizes.get(group) as number));
    sums[attack ? "attacks" : "harmless"] += weights[row] as number;
  }
  for (const row of members) {
    const sum = rows[row]?.attack ? sums.attacks : sums.harmless;
    weights[row] = ((weights[row] as number) * members.length) / 2 / sum;
  }
  return weights;
}

/** A handful of rows shall not count as much as a hundred. */
const smallGroup = 100;

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
