import { traits } from "../../src/judge/classifier/cell.ts";
import {
  conceptBits,
  gramBits,
  traitLevel,
  traitLevels,
  windowCells,
  windowCount,
  windowStride,
} from "../../src/judge/classifier/shape.ts";
import type { Corpus } from "./corpus.ts";
import type { Side } from "./rows.ts";

/** Weights of one side: of grams, of concepts, of the levels of traits. */
export interface Head {
  readonly grams: Float32Array;
  gramBias: number;
  readonly concepts: Float32Array;
  readonly levels: Float32Array;
  conceptBias: number;
}

export interface Settings {
  readonly epochs: number;
  readonly rate: number;
  readonly decay: number;
}

/** Numbers between 0 and 1 that are the same every time (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** A window's range of cells. */
export function windowOf(first: number, end: number, index: number): readonly [number, number] {
  const cells = end - first;
  if (cells <= windowCells) return [first, end];
  const start = first + Math.min(index * windowStride, cells - windowCells);
  return [start, start + windowCells];
}

function gramLogit(head: Head, corpus: Corpus, from: number, to: number): number {
  const [a, b] = [corpus.firstGram[from] as number, corpus.firstGram[to] as number];
  let sum = 0;
  for (let i = a; i < b; i++) sum += head.grams[corpus.grams[i] as number] as number;
  return head.gramBias + sum / Math.sqrt(b - a + 1);
}

function levelIds(corpus: Corpus, from: number, to: number, out: Uint8Array): void {
  const width = traits.length;
  let units = 0;
  for (let cell = from; cell < to; cell++) units += corpus.traits[cell * width] as number;
  for (let trait = 1; trait < width; trait++) {
    let count = 0;
    for (let cell = from; cell < to; cell++) count += corpus.traits[cell * width + trait] as number;
    out[trait] = trait * traitLevels + traitLevel(count, units);
  }
}

const ids = new Uint8Array(traits.length);

function conceptLogit(head: Head, corpus: Corpus, from: number, to: number): number {
  const [a, b] = [corpus.firstConcept[from] as number, corpus.firstConcept[to] as number];
  let sum = 0;
  for (let i = a; i < b; i++) sum += head.concepts[corpus.concepts[i] as number] as number;
  let level = 0;
  levelIds(corpus, from, to, ids);
  for (let i = 1; i < ids.length; i++) level += head.levels[ids[i] as number] as number;
  return head.conceptBias + level + sum / Math.sqrt(b - a + 4);
}

/** The two logits of a text, each of its best window by their sum. */
export function score(head: Head, corpus: Corpus, row: number): { gram: number; concept: number; windows: number } {
  const [first, end] = [corpus.firstCell[row] as number, corpus.firstCell[row + 1] as number];
  const windows = windowCount(end - first);
  let best = { gram: -9, concept: -9, windows };
  let top = Number.NEGATIVE_INFINITY;
  if (end === first) return best;
  for (let w = 0; w < windows; w++) {
    const [from, to] = windowOf(first, end, w);
    const gram = gramLogit(head, corpus, from, to);
    const concept = conceptLogit(head, corpus, from, to);
    if (gram + concept > top) {
      top = gram + concept;
      best = { gram, concept, windows };
    }
  }
  return best;
}

/** Learns one head from the rows given, by AdaGrad over the best window of each text. */
export function learn(
  corpus: Corpus,
  members: readonly number[],
  weights: Float32Array,
  seed: number,
  { epochs, rate, decay }: Settings,
): Head {
  const head: Head = {
    grams: new Float32Array(1 << gramBits),
    gramBias: 0,
    concepts: new Float32Array(1 << conceptBits),
    levels: new Float32Array(traits.length * traitLevels),
    conceptBias: 0,
  };
  const gramSquares = new Float32Array(1 << gramBits).fill(1e-4);
  const conceptSquares = new Float32Array(1 << conceptBits).fill(1e-3);
  const levelSquares = new Float32Array(head.levels.length).fill(1e-1);
  const random = randomFrom(seed);
  const order = Uint32Array.from(members);
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (let i = order.length - 1; i > 0; i--) {
      const j = Math.floor(random() * (i + 1));
      const swap = order[i] as number;
      order[i] = order[j] as number;
      order[j] = swap;
    }
    for (const row of order) {
      const [first, end] = [corpus.firstCell[row] as number, corpus.firstCell[row + 1] as number];
      if (end === first) continue;
      const target = corpus.rows[row]?.attack ? 1 : 0;
      const weight = weights[row] as number;
      const windows = windowCount(end - first);
      let [gramFrom, gramTo, gramTop] = [first, end, Number.NEGATIVE_INFINITY];
      let [conceptFrom, conceptTo, conceptTop] = [first, end, Number.NEGATIVE_INFINITY];
      if (epoch > 0 || windows === 1) {
        for (let w = 0; w < windows; w++) {
          const [from, to] = windowOf(first, end, w);
          const gram = gramLogit(head, corpus, from, to);
          if (gram > gramTop) [gramFrom, gramTo, gramTop] = [from, to, gram];
          const concept = conceptLogit(head, corpus, from, to);
          if (concept > conceptTop) [conceptFrom, conceptTo, conceptTop] = [from, to, concept];
        }
      } else {
        // At first nothing is known: any window.
        const [from, to] = windowOf(first, end, Math.floor(random() * windows));
        [gramFrom, gramTo, gramTop] = [from, to, gramLogit(head, corpus, from, to)];
        [conceptFrom, conceptTo, conceptTop] = [from, to, conceptLogit(head, corpus, from, to)];
      }
      const gramError = weight * (sigmoid(gramTop) - target);
      {
        const [a, b] = [corpus.firstGram[gramFrom] as number, corpus.firstGram[gramTo] as number];
        const g = gramError / Math.sqrt(b - a + 1);
        for (let i = a; i < b; i++) {
          const id = corpus.grams[i] as number;
          const step = g + decay * (head.grams[id] as number);
          gramSquares[id] = (gramSquares[id] as number) + step * step;
          head.grams[id] = (head.grams[id] as number) - (rate * step) / Math.sqrt(gramSquares[id] as number);
        }
        head.gramBias -= 0.02 * gramError;
      }
      const error = weight * (sigmoid(conceptTop) - target);
      {
        const [a, b] = [corpus.firstConcept[conceptFrom] as number, corpus.firstConcept[conceptTo] as number];
        const g = error / Math.sqrt(b - a + 4);
        for (let i = a; i < b; i++) {
          const id = corpus.concepts[i] as number;
          const step = g + decay * (head.concepts[id] as number);
          conceptSquares[id] = (conceptSquares[id] as number) + step * step;
          head.concepts[id] = (head.concepts[id] as number) - (rate * step) / Math.sqrt(conceptSquares[id] as number);
        }
        levelIds(corpus, conceptFrom, conceptTo, ids);
        for (let i = 1; i < ids.length; i++) {
          const id = ids[i] as number;
          levelSquares[id] = (levelSquares[id] as number) + error * error;
          head.levels[id] = (head.levels[id] as number) - (0.1 * rate * error) / Math.sqrt(levelSquares[id] as number);
        }
        head.conceptBias -= 0.02 * error;
      }
    }
  }
  return head;
}

/** How much each row counts: sources by the root of their size, attacks as much as the rest. */
export function balance(corpus: Corpus, members: readonly number[]): Float32Array {
  const sizes = new Map<string, number>();
  for (const row of members) {
    const { group } = corpus.rows[row] as Corpus["rows"][number];
    sizes.set(group, (sizes.get(group) ?? 0) + 1);
  }
  const weights = new Float32Array(corpus.rows.length);
  const sums = [0, 0];
  for (const row of members) {
    const { group, attack } = corpus.rows[row] as Corpus["rows"][number];
    const weight = 1 / Math.sqrt(Math.max(100, sizes.get(group) as number));
    weights[row] = weight;
    sums[attack ? 1 : 0] = (sums[attack ? 1 : 0] as number) + weight;
  }
  for (const row of members) {
    const side = corpus.rows[row]?.attack ? 1 : 0;
    weights[row] = ((weights[row] as number) * members.length) / 2 / (sums[side] as number);
  }
  return weights;
}

export type { Side };
