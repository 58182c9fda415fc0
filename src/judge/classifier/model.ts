import { traits } from "./cell.ts";
import { type Lexicon, lexiconOf } from "./lexicon.ts";
import { type Kind, lexiconSize, tableBits, traitLevels } from "./shape.ts";

/** Whose words a text is: the user's own, or of content that an agent reads. */
export type Direction = "user" | "content";

/** One weight a bucket, in units of `scale`. */
export interface Table {
  readonly weights: Int8Array;
  readonly scale: number;
}

/** The weights of one direction. */
export interface Head extends Readonly<Record<Kind, Table>> {
  /** One weight for each level of each trait. */
  readonly levels: Float32Array;
  readonly bias: number;
  readonly calibration: Calibration;
}

/** The probability of an attack is the logistic of `slope · score + offset − tries · ln(windows)`. */
export interface Calibration {
  readonly slope: number;
  readonly offset: number;
  readonly tries: number;
}

/** A trained classifier. */
export interface Model {
  readonly lexicon: Lexicon;
  readonly heads: Readonly<Record<Direction, Head>>;
  readonly thresholds: Readonly<Record<Direction, OperatingPoints>>;
}

/** The probability that so many percent of harmless texts from unknown sources exceed. */
export interface OperatingPoints {
  readonly fpr1: number;
  readonly fpr2: number;
  readonly fpr5: number;
  readonly fpr10: number;
}

/** What stands at the front of the file, as JSON. */
export interface ModelHeader {
  readonly heads: Readonly<Record<Direction, HeadHeader>>;
}

/** What is known of a head besides its tables. */
export interface HeadHeader {
  readonly scales: Readonly<Record<Kind, number>>;
  readonly bias: number;
  readonly calibration: Calibration;
  readonly thresholds: OperatingPoints;
}

const directions: readonly Direction[] = ["user", "content"];

/**
 * Reads a model: the length of the header in four bytes (little-endian), the header, blanks up to a multiple of four, then
 * the lexicon's keys and ids, then for each head levels, words, grams and concepts. The tables are views of `bytes`.
 * @throws {RangeError} when it has another size.
 */
export function modelOf(bytes: Uint8Array): Model {
  const { buffer, byteOffset } = bytes;
  const length = new DataView(buffer, byteOffset).getUint32(0, true);
  const header: ModelHeader = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  let at = byteOffset + 4 + length;
  const take = <T>(
    size: number,
    view: new (buffer: ArrayBufferLike, at: number, length: number) => T,
    width = 1,
  ): T => {
    const table = new view(buffer, at, size);
    at += size * width;
    return table;
  };
  const keys = take(lexiconSize, Uint32Array, 4);
  const ids = take(lexiconSize, Uint8Array);
  const [user, content] = directions.map((direction): Head => {
    const { scales, bias, calibration } = header.heads[direction];
    const levels = take(traits.length * traitLevels, Float32Array, 4);
    const table = (kind: Kind): Table => ({ weights: take(1 << tableBits[kind], Int8Array), scale: scales[kind] });
    return { bias, calibration, levels, words: table("words"), grams: table("grams"), concepts: table("concepts") };
  }) as [Head, Head];
  if (at !== byteOffset + bytes.length) throw new RangeError("the model has another size");
  return {
    lexicon: lexiconOf(keys, ids),
    heads: { user, content },
    thresholds: { user: header.heads.user.thresholds, content: header.heads.content.thresholds },
  };
}
