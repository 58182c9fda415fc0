import type { Span } from "../../content/index.ts";
import { type Cell, traits } from "./cell.ts";
import type { Direction, Head, Model } from "./model.ts";
import { scan } from "./scan.ts";
import { conceptBits, gramBits, traitLevel, traitLevels, windowCells, windowStride } from "./shape.ts";

/** What the classifier makes of a text. */
export interface Classification {
  /** Calibrated probability of an attack, 0 to 1. */
  readonly score: number;
  /** The stretch that decided, as offsets into the text; none when there is nothing to read. */
  readonly spans: readonly Span[];
}

/** The sums over one cell, kept until its last window has passed. */
interface Sums {
  start: number;
  end: number;
  gram: number;
  grams: number;
  concept: number;
  concepts: number;
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

function add({ grams, concepts }: Head, cell: Cell, sums: Sums): void {
  let gram = 0;
  for (let i = 0; i < cell.gramCount; i++) gram += grams[(cell.grams[i] as number) >>> (32 - gramBits)] as number;
  let concept = 0;
  for (let i = 0; i < cell.conceptCount; i++) {
    concept += concepts[(cell.concepts[i] as number) >>> (32 - conceptBits)] as number;
  }
  sums.start = cell.start;
  sums.end = cell.end;
  sums.gram = gram;
  sums.grams = cell.gramCount;
  sums.concept = concept;
  sums.concepts = cell.conceptCount;
  sums.traits.set(cell.traits);
}

function windowLogit(head: Head, ring: readonly Sums[], from: number, to: number): number {
  let [gram, grams, concept, concepts] = [0, 0, 0, 0];
  const counts = new Uint32Array(traits.length);
  for (let at = from; at < to; at++) {
    const sums = ring[at % windowCells] as Sums;
    gram += sums.gram;
    grams += sums.grams;
    concept += sums.concept;
    concepts += sums.concepts;
    for (let trait = 0; trait < counts.length; trait++) {
      counts[trait] = (counts[trait] as number) + (sums.traits[trait] as number);
    }
  }
  let level = 0;
  const units = counts[0] as number;
  for (let trait = 1; trait < counts.length; trait++) {
    level += head.levels[trait * traitLevels + traitLevel(counts[trait] as number, units)] as number;
  }
  return (
    head.bias +
    level +
    (head.gramScale * gram) / Math.sqrt(grams + 1) +
    (head.conceptScale * concept) / Math.sqrt(concepts + 4)
  );
}

function newSums(): Sums {
  return { start: 0, end: 0, gram: 0, grams: 0, concept: 0, concepts: 0, traits: new Uint16Array(traits.length) };
}

function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
