import { part } from "./options.ts";
import type { Word } from "./word.ts";

const mostStrings = 8;

/**
 * The arguments of `env` with the text of `-S` divided into words as env does it; `undefined` when the text holds
 * escapes, expansions or comments, or is not static.
 */
export function splitEnvironmentString(args: readonly Word[], strings = 0): readonly Word[] | undefined {
  for (let i = 0; i < args.length; i++) {
    const word = args[i] as Word;
    const text = word.value ?? word.head;
    if (!text.startsWith("-") || text === "-" || text === "--") return args;
    // The value of -u stands in a word of its own, and may look like an option.
    if (/^(?:-[i0v]*u|--u[a-z]*)$/.test(text)) i++;
    const [prefix] = /^(?:-[i0v]*S|--s[a-z-]*=?)/.exec(text) ?? [];
    if (prefix === undefined) continue;
    const attached = prefix.startsWith("--") ? prefix.endsWith("=") : text.length > prefix.length;
    const code = attached ? part(word, prefix.length) : args[i + 1];
    const pieces = code?.value === undefined || code.glob ? undefined : piecesOf(code.value);
    if (code === undefined || pieces === undefined || strings >= mostStrings) return undefined;
    const flags = prefix.slice(1, prefix.startsWith("--") ? 1 : -1);
    const before = [...args.slice(0, i), ...(flags === "" ? [] : [pieceOf(`-${flags}`, word)])];
    const after = args.slice(attached ? i + 1 : i + 2);
    return splitEnvironmentString([...before, ...pieces.map((piece) => pieceOf(piece, code)), ...after], strings + 1);
  }
  return args;
}

/** Words of plain characters and quotes. */
function piecesOf(text: string): readonly string[] | undefined {
  if (/[\\$#]/.test(text)) return undefined;
  const pieces = [...text.matchAll(/(?:[^\s'"]|'[^']*'|"[^"]*")+/g)].map(([piece]) => piece);
  const quotes = text.replaceAll(/'[^']*'|"[^"]*"/g, "");
  if (/['"]/.test(quotes)) return undefined;
  return pieces.map((piece) => piece.replaceAll(/'([^']*)'|"([^"]*)"/g, (_, single, double) => single ?? double));
}

function pieceOf(value: string, { span }: Word): Word {
  return { text: value, span, value, head: value, glob: false, plain: true };
}
