import type { Span } from "../content/index.ts";

/** Stands where a passage stood. */
const mark = "[withheld: this passage looks like an attack]";

/** A text without the lines that the spans touch; without spans, nothing of it is left. */
export function withholdPassages(text: string, spans: readonly Span[]): string {
  if (spans.length === 0) return mark;
  let [kept, from] = ["", 0];
  for (const [start, end] of [...spans].sort((a, b) => a[0] - b[0])) {
    const first = text.lastIndexOf("\n", start - 1) + 1;
    const next = text.indexOf("\n", Math.max(start, end - 1));
    const last = next < 0 ? text.length : next;
    if (last <= from) continue;
    if (first > from || from === 0) kept += text.slice(from, Math.max(from, first)) + mark;
    from = last;
  }
  return kept + text.slice(from);
}
