import type { Span } from "./verdict.ts";

/** Text that is there and cannot be seen. */
export interface Hidden {
  readonly rule: string;
  readonly class: "suspicious" | "dangerous";
  readonly confidence: number;
  readonly reason: string;
  readonly span: Span;
}

const kinds: readonly (Omit<Hidden, "span"> & { readonly expression: RegExp })[] = [
  {
    rule: "hidden.tags",
    class: "dangerous",
    confidence: 90,
    reason: "spells text in tag characters, which nobody sees",
    // A flag of a region needs five tags and begins with a black flag.
    expression: /(?<!\u{1f3f4})[\u{e0020}-\u{e007e}]{6,}/gu,
  },
  {
    rule: "hidden.zero-width",
    class: "suspicious",
    confidence: 70,
    reason: "has a run of characters of no width",
    expression: /(?:[\u200b-\u200d\u2060-\u2064\ufeff\u00ad\u180e]|[\ufe00-\ufe0f]|[\u{e0100}-\u{e01ef}]){6,}/gu,
  },
  {
    rule: "hidden.bidi",
    class: "suspicious",
    confidence: 55,
    reason: "overrides the direction of writing",
    expression: /[\u202d\u202e]/gu,
  },
];

/** Every hidden text in `text`; each kind is one run of one class, so the search is linear. */
export function findHidden(text: string): readonly Hidden[] {
  return kinds.flatMap(({ expression, ...kind }) =>
    [...text.matchAll(expression)].map(
      ({ index, 0: found }): Hidden => ({ ...kind, span: [index, index + found.length] }),
    ),
  );
}
