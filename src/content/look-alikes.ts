/** Letters of other scripts, and signs, that are drawn like ASCII ones (a selection of UTS #39 confusables). */
const drawnLike: Readonly<Record<string, string>> = {
  a: "аα",
  b: "ЬвВΒ",
  c: "сСϲ",
  d: "ԁ",
  e: "еЕεΕ℮",
  g: "ɡԍ",
  h: "һНΗ",
  i: "іІιΙıӏ",
  j: "јЈ",
  k: "кКκΚ",
  l: "ӀⅠǀ",
  m: "мМΜ",
  n: "ոпηΝ",
  o: "оОοΟօ๐",
  p: "рРρΡ",
  q: "ԛ",
  r: "гᴦ",
  s: "ѕЅꜱ",
  t: "тТτΤ",
  u: "υսᴜ",
  v: "νѵᴠ",
  w: "ԝωᴡ",
  x: "хХχΧ",
  y: "уУγΥү",
  z: "ᴢΖ",
  "<": "‹〈⟨〈❮❰ᐸ˂≪«《",
  ">": "›〉⟩〉❯❱ᐳ˃≫»》",
  "[": "⟦【〔",
  "]": "⟧】〕",
  "|": "∣⏐│┃❘ǀ",
  ":": "ː˸∶꞉׃",
  _: "▁ˍ",
  "-": "‐‑‒–—−",
  "'": "‘’ʼ",
  '"': "“”",
};

const table = new Map(
  Object.entries(drawnLike).flatMap(([ascii, others]) => [...others].map((other) => [other, ascii])),
);

/** The ASCII character that `char` is drawn like; `undefined` when it is itself. */
export function lookAlike(char: string): string | undefined {
  return table.get(char);
}
