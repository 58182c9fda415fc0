/** Words with which an awk program reaches beyond its input, or names other input, in any of the known awks. */
const reaching = /system|getline|ENVIRON|PROCINFO|ARGV|ARGC|ARGIND|SYMTAB|FUNCTAB|@/;

const token =
  /(?<line>(?:#[^\n]*)?\n)|(?<space>[ \t\r]+|\\\r?\n|#[^\n]*$)|(?<value>"(?:\\[\s\S]|[^"\\\n])*"|\d[\d.]*(?:[eE][+-]?\d+)?|\.\d+)|(?<word>[A-Za-z_]\w*)|(?<sign>\+\+|--|\|\||&&|>>|[<>=!]=|[\s\S])/y;

/** An expression that ends where every awk ends it: no slash stands between brackets. */
const regex = /\/(?:\\[^\n]|\[(?!\^?\])(?:\[:\w+:\]|\[(?![:.=])|\\[^\n]|[^[\]\n/\\])*\]|[^/\\\n[])*\//y;

const standardStream = /[ \t]*"\/dev\/std(?:err|out)"[ \t]*(?=[;}\n]|$)/y;

/** Words that no value ends with: a slash after them begins a regular expression. */
const keywords: ReadonlySet<string> = new Set(
  "if while for do else in return print printf delete exit next nextfile break continue switch case default BEGIN END".split(
    " ",
  ),
);

/** Words whose parentheses hold a condition, after which a statement begins. */
const conditions: ReadonlySet<string> = new Set(["if", "while", "for", "switch"]);

/** True for an awk program that only computes and prints: no program, no file, no environment. */
export function isInertAwk(program: string): boolean {
  if (reaching.test(program)) return false;
  const parentheses: boolean[] = [];
  let at = 0;
  let previous = "";
  let printing: number | undefined;
  // INVARIANT: whether a slash divides or begins a regular expression decides where strings begin.
  let afterValue = false;
  while (at < program.length) {
    if (program[at] === "/" && !afterValue) {
      const end = endOf(regex, program, at);
      if (end === undefined) return false;
      at = end;
      afterValue = true;
      continue;
    }
    token.lastIndex = at;
    const { line, space, value, word, sign = "" } = token.exec(program)?.groups ?? {};
    at = token.lastIndex;
    if (space !== undefined) continue;
    if (line !== undefined) {
      afterValue = false;
      continue;
    }
    if (sign === '"' || sign === "\\" || sign === "|") return false;
    if ((sign === ">" || sign === ">>") && printing !== undefined && parentheses.length <= printing) {
      const end = endOf(standardStream, program, at);
      if (end === undefined) return false;
      at = end;
    }
    if (word === "print" || word === "printf") printing = parentheses.length;
    else if (sign === ";" || sign === "}") printing = undefined;
    const isCondition = sign === ")" && parentheses.pop() === true;
    if (sign === "(") parentheses.push(conditions.has(previous));
    afterValue =
      value !== undefined ||
      (word !== undefined && !keywords.has(word)) ||
      (sign === ")" && !isCondition) ||
      ["]", "++", "--"].includes(sign);
    previous = word ?? sign;
  }
  return true;
}

function endOf(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  const found = pattern.exec(text);
  return found === null ? undefined : pattern.lastIndex;
}
