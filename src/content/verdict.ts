/** The classes of a verdict (IV-2.1). */
export type VerdictClass = "safe" | "suspicious" | "dangerous" | "unknown";

/** Half-open range of UTF-16 offsets into the text that was judged. */
export type Span = readonly [start: number, end: number];

/** What a judge makes of a text. Advisory: it may narrow what is done, it never permits anything. */
export interface Verdict {
  readonly class: VerdictClass;
  /** How sure, 0 to 100. */
  readonly confidence: number;
  readonly reason: string;
  /** The rules that spoke. */
  readonly rules: readonly string[];
  readonly spans: readonly Span[];
}
