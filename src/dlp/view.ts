/** Text as it reads to whoever decodes it. */
export interface View {
  readonly text: string;
  /** True when it could not be decoded within bounds, and so must not leave at all. */
  readonly withheld?: boolean;
  /** Where `[start, end)` of `text` stands in what was decoded. */
  readonly span: (start: number, end: number) => readonly [number, number];
}
