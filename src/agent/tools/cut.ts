/**
 * A text that was cut, without the word that it broke off in, at most 4096 UTF-16 units of it: the first half of a secret
 * looks like none to whoever takes secrets out.
 */
export function endingWhole(text: string): string {
  const tail = text.slice(-longestWord);
  const space = tail.search(/\S*$/);
  return text.slice(0, text.length - (tail.length - space));
}

const longestWord = 4_096;
