import { isKind, kind, pastKind } from "./units.ts";
import type { View } from "./view.ts";

/** How pieces of a text are put together in code begins so: a quote, and what joins it with the next piece. */
export const glues: readonly string[] = [...['" +', "' +", "` +", '"+', "'+", '" .', "' .", '" &', '" \\', "' \\"]];

const glue = /["'`][ \t]{0,4}[+.&\\][ \t]{0,4}(?:\r?\n[ \t]{0,40})?(?:\+ ?)?["'`]/y;
const begunGlue = /^["'`](?:[ \t]{0,4}(?:[+.&\\][ \t]{0,4}(?:\r?\n?[ \t]{0,40})?(?:\+ ?)?)?)?$/;

/** The longest text that joins two pieces. */
const longestGlue = 56;

/** The first index, at most `limit`, that is not of the pieces that begin at `start`. */
export function pastJoined(text: string, start: number, limit: number): number {
  for (let end = start; ; ) {
    end = pastKind(text, end, kind.word, limit);
    if (end >= limit) return limit;
    glue.lastIndex = end;
    if (glue.test(text)) end = glue.lastIndex;
    else return text.length - end <= longestGlue && begunGlue.test(text.slice(end)) ? text.length : end;
  }
}

/** Where the piece begins that the end of the text may be joining with a next one; the length when it is not. */
export function joinedHeld(text: string): number {
  let at = text.length - 1;
  const limit = Math.max(0, at - longestGlue);
  while (at > limit && joins.includes(text.charAt(at))) at--;
  if (!`"'\``.includes(text.charAt(at)) || !begunGlue.test(text.slice(at))) return text.length;
  return pieceStart(text, at);
}

const joins = " \t\r\n+.&\\";

/** How far back the first piece is looked for. */
const longestPiece = 256;

/** Where the piece begins that ends before `at`. */
export function pieceStart(text: string, at: number): number {
  let start = at;
  const limit = Math.max(0, at - longestPiece);
  while (start > limit && isKind(text, start - 1, kind.word)) start--;
  return start;
}

/** The pieces without what joins them. */
export function join(source: string): View {
  let text = "";
  const places: number[] = [];
  for (let at = 0; at < source.length; ) {
    glue.lastIndex = at;
    if (glue.test(source)) {
      at = glue.lastIndex;
      continue;
    }
    text += source.charAt(at);
    places.push(at++);
  }
  return { text, span: (start, end) => [places[start] as number, (places[end - 1] as number) + 1] };
}
