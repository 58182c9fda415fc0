import type { Calibration, Direction, ModelHeader, OperatingPoints } from "../../src/judge/classifier/model.ts";
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
  const tables: Uint8Array[] = [];
  const { keys, ids } = lexiconTable();
  tables.push(bytesOf(keys), ids);
  const entry = ({ head, calibration, thresholds }: Trained): ModelHeader["heads"]["user"] => {
    const concepts = quantised(head.concepts);
    const grams = quantised(head.grams);
    tables.push(bytesOf(head.levels), bytesOf(concepts.table), bytesOf(grams.table));
    const bias = head.gramBias + head.conceptBias;
    return { gramScale: grams.scale, conceptScale: concepts.scale, bias, calibration, thresholds };
  };
  const header: ModelHeader = { heads: { user: entry(trained.user), content: entry(trained.content) } };
  const text = JSON.stringify(header);
  const padded = text.padEnd(Math.ceil(text.length / 4) * 4);
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, padded.length, true);
  return Buffer.concat([length, Buffer.from(padded), ...tables]);
}

/** One byte a weight; the few largest are cut off for the sake of the rest. */
function quantised(weights: Float32Array): { readonly table: Int8Array; readonly scale: number } {
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
