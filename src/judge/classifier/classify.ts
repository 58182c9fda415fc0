import type { Span } from "../../content/index.ts";
import { type Cell, trait, traits } from "./cell.ts";
import type { Direction, Head, Model } from "./model.ts";
import { scan } from "./scan.ts";
import { type Kind, kinds, tableBits, traitLevel, traitLevels, weightOf, windowCells, windowStride } from "./shape.ts";

/** What the classifier makes of a text. */
export interface Classification {
  /** Calibrated probability of an attack, 0 to 1. */
  readonly score: number;
  /** The stretch that decided, as offsets into the text; none when there is nothing to read. */
  readonly spans: readonly Span[];
}

/** The sums over one cell, kept until its last window has passed. */
interface Sums extends Readonly<Record<Kind, { weight: number; count: number }>> {
  start: number;
  end: number;
  readonly traits: Uint16Array;
}

/**
 * How likely a text is an attack on the model that reads it: the likeliest of its windows, less what many tries would
 * find anyway. Reads any text once, in time that grows with its length and memory that does not.
 */
export function classifyWith(model: Model, text: string, direction: Direction): Classification {
  const head = model.heads[direction];
  const ring = Array.from({ length: windowCells }, newSums);
  let cells = 0;
  let windows = 0;
  let best = Number.NEGATIVE_INFINITY;
  let span: Span | undefined;
  const look = (from: number, to: number): void => {
    windows++;
    const logit = windowLogit(head, ring, from, to);
    if (logit <= best) return;
    best = logit;
    span = [(ring[from % windowCells] as Sums).start, (ring[(to - 1) % windowCells] as Sums).end];
  };
  scan(text, model.lexicon, (cell) => {
    add(head, cell, ring[cells % windowCells] as Sums);
    cells++;
    if (cells >= windowCells && (cells - windowCells) % windowStride === 0) look(cells - windowCells, cells);
  });
  if (cells === 0) return { score: 0, spans: [] };
  // What the last step did not reach.
  if (cells < windowCells || (cells - windowCells) % windowStride !== 0) look(Math.max(0, cells - windowCells), cells);
  const { slope, offset, tries } = head.calibration;
  return {
    score: logistic(slope * best + offset - tries * Math.log(windows)),
    spans: span === undefined ? [] : [span],
  };
}

function add(head: Head, cell: Cell, sums: Sums): void {
  for (const kind of kinds) {
    const { weights } = head[kind];
    const { list, count } = cell[kind];
    const shift = 32 - tableBits[kind];
    let weight = 0;
    for (let i = 0; i < count; i++) weight += weights[(list[i] as number) >>> shift] as number;
    sums[kind].weight = weight;
    sums[kind].count = count;
  }
  sums.start = cell.start;
  sums.end = cell.end;
  sums.traits.set(cell.traits);
}

function windowLogit(head: Head, ring: readonly Sums[], from: number, to: number): number {
  let logit = head.bias;
  for (const kind of kinds) {
    let [weight, count] = [0, 0];
    for (let at = from; at < to; at++) {
      const sums = (ring[at % windowCells] as Sums)[kind];
      weight += sums.weight;
      count += sums.count;
    }
    logit += head[kind].scale * weight * weightOf(count);
  }
  const counted = (index: number): number => {
    let count = 0;
    for (let at = from; at < to; at++) count += (ring[at % windowCells] as Sums).traits[index] as number;
    return count;
  };
  const units = counted(trait.units);
  for (let index = 1; index < traits.length; index++) {
    logit += head.levels[index * traitLevels + traitLevel(counted(index), units)] as number;
  }
  return logit;
}

function newSums(): Sums {
  const none = (): { weight: number; count: number } => ({ weight: 0, count: 0 });
  const hashes = { words: none(), grams: none(), concepts: none() };
  return { ...hashes, start: 0, end: 0, traits: new Uint16Array(traits.length) };
}

function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
