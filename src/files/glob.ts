/**
 * True when a path fits a pattern: `*` and `?` within a component, `**` over any number of them. A pattern without `/`
 * speaks of the last component alone. Time is bounded by the product of both lengths.
 */
export function matchesGlob(pattern: string, path: string): boolean {
  const wanted = pattern.includes("/") ? pattern.split("/") : ["**", pattern];
  return matches(wanted, path.split("/"), (part) => part === "**", matchesName);
}

/** The same within one component. */
export function matchesName(pattern: string, name: string): boolean {
  return matches(
    [...pattern],
    [...name],
    (sign) => sign === "*",
    (sign, character) => sign === "?" || sign === character,
  );
}

/** Matches items against signs, of which some stand for any run; going back only ever to the last such sign suffices. */
function matches(
  signs: readonly string[],
  items: readonly string[],
  isRun: (sign: string) => boolean,
  fits: (sign: string, item: string) => boolean,
): boolean {
  let sign = 0;
  let item = 0;
  let run = -1;
  let resume = 0;
  while (item < items.length) {
    const current = signs[sign];
    if (current !== undefined && isRun(current)) {
      run = sign++;
      resume = item;
    } else if (current !== undefined && fits(current, items[item] as string)) {
      sign++;
      item++;
    } else if (run >= 0) {
      sign = run + 1;
      item = ++resume;
    } else return false;
  }
  return signs.slice(sign).every(isRun);
}
