/**
 * Cuts text that comes in pieces into lines and hands each on; the function it gives back takes a piece and is false,
 * from then on, once a line is longer than `longest` characters.
 */
export function splitLines(longest: number, take: (line: string) => void): (piece: string) => boolean {
  let rest = "";
  let tooLong = false;
  return (piece) => {
    if (tooLong) return false;
    const lines = (rest + piece).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      tooLong ||= line.length > longest;
      if (!tooLong) take(line);
    }
    tooLong ||= rest.length > longest;
    return !tooLong;
  };
}
