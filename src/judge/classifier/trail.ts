import { addHash, type Hashes } from "./cell.ts";
import { mix } from "./hash.ts";

/** A concept is seen together with so many before it, of its sentence and of the one before. */
const reach = 6;

const kinds = { alone: 0x51, first: 0x52, pair: 0x53, across: 0x54, triple: 0x55 } as const;

/** The concepts of a text in their order: who does what to what is in their pairs, in any language. */
export interface Trail {
  concept(id: number): void;
  /** A word without a concept. */
  other(): void;
  endSentence(): void;
}

/** A trail that writes down what it sees. */
export function newTrail(hashes: Hashes): Trail {
  const ids = new Uint8Array(reach);
  const sentences = new Uint32Array(reach);
  let sentence = 1;
  let atStart = true;
  return {
    concept: (id) => {
      addHash(hashes, mix(id, kinds.alone));
      // What a sentence begins with is often what it tells somebody to do.
      if (atStart) addHash(hashes, mix(id, kinds.first));
      for (let i = 0; i < reach; i++) {
        const before = ids[i] as number;
        const apart = sentence - (sentences[i] as number);
        if (before === 0 || apart > 1) break;
        addHash(hashes, mix((before << 8) | id, apart === 0 ? kinds.pair : kinds.across));
      }
      if (ids[1] !== 0 && sentences[1] === sentence) {
        addHash(hashes, mix(((ids[1] as number) << 16) | ((ids[0] as number) << 8) | id, kinds.triple));
      }
      ids.copyWithin(1, 0, reach - 1);
      sentences.copyWithin(1, 0, reach - 1);
      ids[0] = id;
      sentences[0] = sentence;
      atStart = false;
    },
    other: () => {
      atStart = false;
    },
    endSentence: () => {
      if (atStart) return;
      sentence++;
      atStart = true;
    },
  };
}
