import type { Program } from "../analyse.ts";
import type { Redirect } from "../enumerate.ts";
import { unconditional } from "../flow.ts";
import { limits } from "../guard.ts";
import type { Span } from "../span.ts";
import type { Word } from "../word.ts";
import { refuse } from "./source.ts";
import type { Token } from "./token.ts";
import { windowsPath } from "./windows-path.ts";

/** One simple command as written, and its place in a pipeline. */
export interface PlainCommand {
  readonly word: Word;
  /** Arguments, and the commas between them. */
  readonly rest: readonly (Word | ",")[];
  readonly redirects: readonly Redirect[];
  readonly pipeline: number;
  readonly index: number;
}

/** Divides tokens into simple commands; an operator in `trailing` may be the last token. @throws {Refused} */
export function commandsOf(tokens: readonly Token[], trailing: readonly string[]): readonly PlainCommand[] {
  const commands: PlainCommand[] = [];
  let words: (Word | ",")[] = [];
  let redirects: Redirect[] = [];
  let pipeline = 0;
  let index = 0;
  const finish = (span: Span): void => {
    const [word, ...rest] = words;
    if (word === undefined || word === ",") {
      refuse("command.dialect.syntax", "there is no program before it", span, "write a program on each side");
    }
    if (commands.length >= limits.commands) {
      refuse("command.too-many", `more than ${limits.commands} simple commands`, span, "put them into a script");
    }
    commands.push({ word, rest, redirects, pipeline, index });
    words = [];
    redirects = [];
  };
  for (const [position, token] of tokens.entries()) {
    if (token.kind === "word") words.push(token.word);
    else if (token.kind === "redirect") redirects.push(token.redirect);
    else if (token.text === ",") words.push(",");
    else {
      finish(token.span);
      if (position === tokens.length - 1 && trailing.includes(token.text)) return commands;
      index = token.text === "|" ? index + 1 : 0;
      if (index === 0) pipeline++;
    }
  }
  const end = tokens.at(-1);
  if (end !== undefined)
    finish(end.kind === "word" ? end.word.span : end.kind === "operator" ? end.span : end.redirect.span);
  return commands;
}

/** Who a program is and what it is given, as the dialect has resolved it. */
export type Resolved = Pick<Program, "name" | "args" | "opaque" | "profile" | "names"> & {
  readonly name: string;
};

/** The program of a simple command. */
export function programOf(command: PlainCommand, resolved: Resolved, id: number): Program {
  const { word, rest, redirects, pipeline, index } = command;
  const words = [word, ...rest.filter((part) => part !== ",")];
  const span: Span = [word.span[0], (words.at(-1) ?? word).span[1]];
  const { name } = resolved;
  const base = name.slice(name.lastIndexOf("/") + 1);
  const lower = base.toLowerCase();
  const names = new Set([...(resolved.names ?? []), lower, lower.replace(/\.\w+$/, ""), word.text.toLowerCase()]);
  return {
    base,
    word,
    span,
    wrappers: [],
    appended: false,
    parsed: false,
    assignments: [],
    redirects,
    command: { id, span, words, assignments: [], redirects, stages: [{ pipeline, index }], flow: unconditional },
    pathOf: windowsPath,
    ...resolved,
    names,
  };
}
