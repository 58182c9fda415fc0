/** Text without what cannot be seen, and how much that was. */
export interface Cleaned {
  readonly text: string;
  /** How many code points were taken out. */
  readonly invisible: number;
}

/** Joiners stay where they belong: between pictographs, and inside words of the scripts that need them. */
const joiner = "\u200c\u200d";
const joined =
  "\\p{Extended_Pictographic}\\p{Emoji_Modifier}\ufe0f\\p{sc=Arab}\\p{sc=Deva}\\p{sc=Beng}\\p{sc=Taml}\\p{sc=Telu}\\p{sc=Knda}\\p{sc=Mlym}\\p{sc=Sinh}\\p{sc=Gujr}\\p{sc=Guru}";
const invisible = new RegExp(
  [
    `(?<=[${joined}])[${joiner}](?=[${joined}])`,
    "(?<=\\p{Extended_Pictographic})\\ufe0f",
    "([[\\p{Default_Ignorable_Code_Point}\\p{Cf}\\p{Cc}\\p{Cs}\\p{Co}\\u2800]--[\\n\\t]])",
  ].join("|"),
  "gv",
);

/**
 * Line ends as `\n`, and nothing that cannot be seen: zero-width and bidirectional characters, tags, variation
 * selectors, controls, lone surrogates, private use. Everything else stays as it was written.
 */
export function cleanText(text: string): Cleaned {
  let count = 0;
  const cleaned = text
    .replace(/\r\n?|[\v\f\u0085\u2028\u2029]/g, "\n")
    .replace(invisible, (found, removed?: string) => {
      if (removed === undefined) return found;
      count++;
      return "";
    });
  return { text: cleaned, invisible: count };
}
