import type { Parser, Query, Tree } from "web-tree-sitter";
import type { CommandAnalysis } from "./analyse.ts";
import type { Refusal } from "./guard.ts";
import { direct, type Locate, type Span } from "./span.ts";

/** The two WebAssembly modules a second opinion is made of; whoever may touch files reads them. */
export interface Grammar {
  /** `web-tree-sitter.wasm` of the package web-tree-sitter. */
  readonly runtime: Uint8Array;
  /** `tree-sitter-bash.wasm` of the package tree-sitter-bash. */
  readonly bash: Uint8Array;
}

/** Another parser of bash, asked before a command is allowed. */
export interface SecondOpinion {
  /** Why an analysis is not to be relied on: the other parser sees an error, or a program that is not listed. */
  differs(analysis: CommandAnalysis): Refusal | undefined;
}

/** Loads the other parser. */
export async function openSecondOpinion({ runtime, bash }: Grammar): Promise<SecondOpinion> {
  const treeSitter = await import("web-tree-sitter");
  await treeSitter.Parser.init({ wasmBinary: runtime });
  const language = await treeSitter.Language.load(bash);
  const parser = new treeSitter.Parser();
  parser.setLanguage(language);
  return new TreeSitterOpinion(parser, new treeSitter.Query(language, "(command name: (_) @program)"));
}

type Analysed = Extract<CommandAnalysis, { ok: true }>;
type Difference = Pick<Refusal, "message"> & { readonly span: Span };

class TreeSitterOpinion implements SecondOpinion {
  readonly #parser: Parser;
  readonly #programs: Query;

  constructor(parser: Parser, programs: Query) {
    this.#parser = parser;
    this.#programs = programs;
  }

  differs(analysis: CommandAnalysis): Refusal | undefined {
    if (!analysis.ok) return undefined;
    let found = this.#compare(analysis.source, direct, analysis);
    for (const { text, locate } of analysis.scripts) found ??= this.#compare(text, locate, analysis);
    if (found === undefined) return undefined;
    return {
      rule: "command.second-opinion",
      message: found.message,
      span: found.span,
      remedy: "write the command more simply",
    };
  }

  #compare(text: string, locate: Locate, analysis: Analysed): Difference | undefined {
    const tree = this.#parse(text);
    if (tree === null) return { message: "a second parser of bash gave up on it", span: locate(0, text.length) };
    try {
      const root = tree.rootNode;
      if (root.hasError) {
        return { message: "a second parser of bash finds an error in it", span: locate(0, text.length) };
      }
      for (const { node } of this.#programs.captures(root)) {
        const name = text.slice(node.startIndex, node.endIndex);
        const span = locate(node.startIndex, node.endIndex);
        if (isListed(name, span, analysis)) continue;
        // The grammar takes the keywords for programs; what follows them has to be listed in their place.
        const rest = keywords.has(name) && node.parent !== null && locate(node.endIndex, node.parent.endIndex);
        if (rest && startsWithin(rest, analysis)) continue;
        return { message: `a second parser of bash sees a program in it that the first does not: ${name}`, span };
      }
      return undefined;
    } finally {
      tree.delete();
    }
  }

  /** `null` when the parse takes far more steps than the length of the text explains. */
  #parse(text: string): Tree | null {
    if (text.length < unbounded) return this.#parser.parse(text);
    if (text.split("<<", mostDocuments + 2).length > mostDocuments + 1) return null;
    let steps = text.length;
    const progressCallback = (): boolean => --steps < 0;
    const tree = this.#parser.parse(text, null, { progressCallback });
    if (tree === null) this.#parser.reset();
    return tree;
  }
}

const keywords: ReadonlySet<string> = new Set(["time", "coproc"]);
/** Texts of fewer characters are parsed without counting. */
const unbounded = 4_096;

/** Here-documents in a longer text; the time that the grammar takes for them grows with their square. */
const mostDocuments = 64;

/** A program that starts where it is listed to start, or that stands in decoded text and is listed by its name. */
function isListed(name: string, [start, end]: Span, { programs }: Analysed): boolean {
  return programs.some(({ command: { words, span } }) => {
    const first = words[0];
    if (first === undefined) return false;
    if (first.span[0] === start) return first.span[1] === end || first.text === name;
    const decoded = first.span[0] === span[0] && first.span[1] === span[1] && first.text.length < span[1] - span[0];
    return decoded && first.text === name && span[0] <= start && end <= span[1];
  });
}

function startsWithin([start, end]: Span, { programs }: Analysed): boolean {
  return programs.some(({ command: { span } }) => start <= span[0] && span[0] < end);
}
