import type {
  Calibration,
  Direction,
  HeadHeader,
  ModelHeader,
  OperatingPoints,
} from "../../src/judge/classifier/model.ts";
import { kinds } from "../../src/judge/classifier/shape.ts";
import type { Head } from "./learn.ts";
import { lexiconTable } from "./lexicon.ts";

/** A head as it was learned, and how its scores are to be read. */
export interface Trained {
  readonly head: Head;
  readonly calibration: Calibration;
  readonly thresholds: OperatingPoints;
}

/** The bytes that `modelOf` reads. */
export function modelBytes(trained: Readonly<Record<Direction, Trained>>): Uint8Array {
  const { keys, ids } = lexiconTable();
  const tables = [bytesOf(keys), ids];
  const entry = ({ head, calibration, thresholds }: Trained): HeadHeader => {
    const [words, grams, concepts] = kinds.map((kind) => quantised(head[kind])) as [Quantised, Quantised, Quantised];
    tables.push(bytesOf(head.levels), bytesOf(words.table), bytesOf(grams.table), bytesOf(concepts.table));
    const scales = { words: words.scale, grams: grams.scale, concepts: concepts.scale };
    return { scales, bias: kinds.reduce((sum, kind) => sum + head.bias[kind], 0), calibration, thresholds };
  };
  const header: ModelHeader = { heads: { user: entry(trained.user), content: entry(trained.content) } };
  const text = JSON.stringify(header);
  const padded = text.padEnd(Math.ceil(text.length / 4) * 4);
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, padded.length, true);
  return Buffer.concat([length, Buffer.from(padded), ...tables]);
}

interface Quantised {
  readonly table: Int8Array;
  readonly scale: number;
}

/** One byte a weight; the few largest are cut off for the sake of the rest. */
function quantised(weights: Float32Array): Quantised {
  const sizes = weights
    .map(Math.abs)
    .filter((size) => size > 0)
    .sort();
  const scale = (sizes[Math.floor(sizes.length * 0.9995)] as number) / 127;
  return { table: Int8Array.from(weights, (w) => Math.max(-127, Math.min(127, Math.round(w / scale)))), scale };
}

function bytesOf(view: ArrayBufferView): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}
