/** Text in which everything that cannot be seen is spelled out, and whether there was any of it. */
export interface Visible {
  readonly text: string;
  readonly concealed: boolean;
}

/** What is drawn as nothing, as blank, or changes how the rest is drawn; a line end, a tab and a space are meant. */
const concealing =
  /[[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Zs}\p{Default_Ignorable_Code_Point}\u2800]--[\n\t ]]|\p{M}{4,}/gv;

/** Blanks that would push what follows out of sight. */
const gaps = / {12,}|\t{6,}|\n{4,}/g;

/**
 * Shows text to a person as it is: nothing is cut off, invisible characters become `⟨U+202E⟩`, long gaps `⟨U+000A × 40⟩`.
 * For a person to judge by; what runs is the request itself.
 */
export function visible(original: string): Visible {
  const text = original
    .replace(concealing, (found) => [...found].map((char) => `⟨${codePoint(char)}⟩`).join(""))
    .replace(gaps, (gap) => `⟨${codePoint(gap)} × ${gap.length}⟩`);
  return { text, concealed: text !== original };
}

function codePoint(char: string): string {
  return `U+${(char.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, "0")}`;
}
