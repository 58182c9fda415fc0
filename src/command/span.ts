/** Half-open range of UTF-16 offsets into the source of a command. */
export type Span = readonly [start: number, end: number];

/** Turns offsets of a nested source into a span of the outermost one. */
export type Locate = (start: number, end: number) => Span;

/** The identity: offsets that already are offsets of the outermost source. */
export const direct: Locate = (start, end) => [start, end];

/** Everything nested is located at `span`: its text was decoded, so its own offsets mean nothing outside. */
export function collapsed(span: Span): Locate {
  return () => span;
}

/** Nested text that appears verbatim at `offset` of the outer source. */
export function shifted(outer: Locate, offset: number): Locate {
  return (start, end) => outer(start + offset, end + offset);
}
