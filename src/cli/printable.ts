/**
 * Text from elsewhere, made safe for a terminal: control characters, bidirectional overrides and other invisible ones
 * are written as `\u{…}`, so that a record cannot move the cursor, colour itself or hide a part (CWE-150).
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu, (character) => {
    if (character === "\n") return "\\n";
    return `\\u{${(character.codePointAt(0) as number).toString(16)}}`;
  });
}

/** The same for text of several lines, whose line ends stay. */
export function printableLines(text: string): string {
  return text.split("\n").map(printable).join("\n");
}
