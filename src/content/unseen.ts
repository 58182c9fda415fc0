/** A page without what nobody who looks at it sees, and how many UTF-16 units that was. */
export interface Seen {
  readonly text: string;
  readonly unseen: number;
}

/** A part of a page that is there and is not shown; half-open range of UTF-16 offsets. */
export interface Unseen {
  readonly start: number;
  readonly end: number;
}

const tagOrComment = /<!--|<(\/?)([a-z][a-z0-9-]{0,30})((?:[\s/](?:[^<>"']|"[^"]{0,1000}"|'[^']{0,1000}'){0,200})?)>/gi;
/** Elements whose text is not shown, whatever their style. */
const silent: ReadonlySet<string> = new Set(["script", "style", "template", "noscript", "datalist"]);
const empty: ReadonlySet<string> = new Set("area base br col embed hr img input link meta source track wbr".split(" "));

/** Attributes that hide their element, where quoted values are left out. */
const hidingAttribute = /[\s/"']hidden(?=[\s=/"']|$)(?!\s*=\s*false)/i;
const hidingValue = new RegExp(
  [
    "\\saria-hidden\\s*=\\s*[\"']?true",
    `style\\s*=\\s*["'][^"']{0,500}(?:${[
      "display\\s*:\\s*none",
      "visibility\\s*:\\s*(?:hidden|collapse)",
      "opacity\\s*:\\s*0*(?:\\.0+)?(?![.\\d])",
      "font-size\\s*:\\s*0*(?:\\.\\d+)?(?:px|pt|em|rem|%)?(?![.\\d])",
      "(?:max-)?(?:height|width)\\s*:\\s*0(?:px)?(?![.\\d])",
      "(?:left|top|right|text-indent)\\s*:\\s*-\\d{3,}",
      "clip-path\\s*:\\s*inset\\(\\s*(?:50|100)%",
      "color\\s*:\\s*(?:transparent|rgba\\([^)]{0,40},\\s*0(?:\\.0+)?\\s*\\))",
      "(?<!-)color\\s*:\\s*(?:white|#fff(?:fff)?)\\b(?![^\"']{0,500}background)",
    ].join("|")})`,
  ].join("|"),
  "i",
);

/**
 * Comments, elements whose text is never shown, and those that their own style or attribute hides, in order and apart.
 * Takes time that grows with the length of the page alone; what a style sheet or script hides is not known.
 */
export function unseenIn(page: string): readonly Unseen[] {
  const found: Unseen[] = [];
  let open: { readonly name: string; readonly start: number; depth: number } | undefined;
  tagOrComment.lastIndex = 0;
  for (let match = tagOrComment.exec(page); match !== null; match = tagOrComment.exec(page)) {
    const [whole, slash = "", written = "", attributes = ""] = match;
    const name = written.toLowerCase();
    if (whole === "<!--") {
      const close = page.indexOf("-->", match.index + 4);
      const end = close < 0 ? page.length : close + 3;
      if (open === undefined) found.push({ start: match.index, end });
      tagOrComment.lastIndex = end;
    } else if (open !== undefined) {
      if (name !== open.name) continue;
      open.depth += slash === "/" ? -1 : attributes.endsWith("/") ? 0 : 1;
      if (open.depth > 0) continue;
      found.push({ start: open.start, end: match.index });
      open = undefined;
    } else if (slash === "" && !empty.has(name) && !attributes.endsWith("/") && isHidden(name, attributes)) {
      open = { name, start: match.index + whole.length, depth: 1 };
    }
  }
  // What is never closed is hidden to the end.
  return open === undefined ? found : [...found, { start: open.start, end: page.length }];
}

/** The page as somebody sees it who looks at it, with a note in place of each part that is not shown. */
export function seenOf(page: string): Seen {
  let text = "";
  let [done, unseen] = [0, 0];
  for (const { start, end } of unseenIn(page)) {
    if (page.slice(start, end).trim() === "") continue;
    text += `${page.slice(done, start)}(${end - start} characters that are not shown)`;
    unseen += end - start;
    done = end;
  }
  return { text: text + page.slice(done), unseen };
}

function isHidden(name: string, attributes: string): boolean {
  if (silent.has(name)) return true;
  if (!/hidden|style/i.test(attributes)) return false;
  const read = asBrowsersRead(attributes);
  return hidingAttribute.test(read.replace(/(=\s*)(?:"[^"]*"|'[^']*')/g, "$1''")) || hidingValue.test(read);
}

/** Attributes with their entities decoded, and styles without comments and escapes. */
function asBrowsersRead(attributes: string): string {
  const character = (code: number) => (code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : "");
  return attributes
    .replace(/&#(?:x([0-9a-f]{1,6})|(\d{1,7}));?/gi, (_, hex?: string, decimal?: string) =>
      character(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)),
    )
    .replace(/&colon;/g, ":")
    .replace(/\/\*[^*]{0,200}\*\//g, "")
    .replace(/\\([0-9a-f]{1,6})\s?/gi, (_, hex: string) => character(Number.parseInt(hex, 16)));
}
