import type { Assignment as AssignmentNode, Word as WordNode, WordPart } from "unbash";
import type { Locate, Span } from "./span.ts";

/** Why the value of a word is known only when it runs. */
export type DynamicKind =
  | "variable"
  | "parameter"
  | "substitution"
  | "process"
  | "arithmetic"
  | "brace"
  | "locale"
  | "tilde"
  | "array"
  | "replaced";

/** A text, or a pattern that stands for names of files. */
export interface Choice {
  readonly value: string;
  readonly glob: boolean;
}

/** The values of variables at a place; `undefined` for one that may hold anything. */
export interface Valuation {
  valuesAt(name: string, position: number): readonly Choice[] | undefined;
  /** Whether it is surely a number there, and no option. */
  isNumberAt(name: string, position: number): boolean;
  /** Whether arithmetic on it only ever sees a number. */
  isNumber(name: string): boolean;
}

/** One word of a command, reduced to what it is worth before anything runs. */
export interface Word {
  /** The source, quotes included. */
  readonly text: string;
  readonly span: Span;
  /** The value after quote removal; for a glob the pattern; absent when dynamic. */
  readonly value?: string;
  readonly dynamic?: DynamicKind;
  /** The static text before the first dynamic part; the whole value when there is none. */
  readonly head: string;
  /** Holds an unquoted pattern, so it may become several words that are names of files. */
  readonly glob: boolean;
  /** Holds digits that stand for a number known only when it runs. */
  readonly numeric?: boolean;
  /** Written without quotes, escapes or expansions. */
  readonly plain: boolean;
  /** What a dynamic word may be worth, where every variable in it has known values. */
  readonly choices?: readonly Choice[];
  /** As a path, it names the same file in capitals as in small letters. */
  readonly caseless?: boolean;
  /** Offset of the value in the outermost source when it appears there verbatim. */
  readonly verbatim?: number;
}

/** `$HOME` and `$PWD` keep their meaning in every command that does not assign them; they are judged as `~` and `.`. */
const knownVariables: Readonly<Record<string, string>> = { $HOME: "~", "${HOME}": "~", $PWD: ".", "${PWD}": "." };
const numericVariables: ReadonlySet<string> = new Set(["$?", "$#", "$$", "$!", "${#}", "${?}"]);

/** Substitutions that are worth a number, or the directory the command is in, as long as no function has those names. */
const countsProcessors = /^(?:\$\((?:nproc(?: --all)?|getconf _NPROCESSORS_ONLN)\)|`nproc`)$/;
const namesDirectory = /^(?:\$\(pwd(?: -[LP])?\)|`pwd`)$/;

/** Evaluates a word as far as it can be without running anything; a word with braces becomes several. */
export function evaluateWord(node: WordNode, locate: Locate, variables?: Valuation): readonly Word[] {
  const parts = node.parts;
  if (parts === undefined) return [bareWord(node, locate)];
  const expanded = expandBraces(node, parts, locate);
  if (expanded !== undefined) return expanded;
  const word = compose(node, parts, locate, variables);
  const choices = variables && word.dynamic === "variable" ? choicesOf(parts, variables) : undefined;
  return [choices === undefined ? word : { ...word, choices }];
}

/** What parts may come to when all that is expanded in them are variables with known values. */
function choicesOf(parts: readonly WordPart[], variables: Valuation): readonly Choice[] | undefined {
  let choices: readonly Choice[] = [{ value: "", glob: false }];
  const add = (pieces: readonly Choice[]): void => {
    choices = choices.flatMap((before) =>
      pieces.map(({ value, glob }) => ({ value: before.value + value, glob: before.glob || glob })),
    );
  };
  const take = (part: WordPart, quoted: boolean): boolean => {
    switch (part.type) {
      case "Literal":
      case "SingleQuoted":
      case "AnsiCQuoted":
        add([{ value: part.value, glob: false }]);
        return quoted || !part.value.startsWith("~");
      case "Glob":
        add([{ value: part.text, glob: true }]);
        return part.parts === undefined;
      case "DoubleQuoted":
        return part.parts.every((inner) => take(inner, true));
      case "SimpleExpansion":
      case "ParameterExpansion": {
        if (part.type === "ParameterExpansion" && hasOperation(part)) return false;
        const values = variables.valuesAt(nameOf(part), part.pos);
        if (values === undefined || (!quoted && !values.every(isOneWord))) return false;
        add(values);
        return choices.length <= mostWords;
      }
      default:
        return false;
    }
  };
  return parts.every((part) => take(part, false)) ? choices : undefined;
}

/** The name of a variable as it is expanded; with an operation, no name. */
function nameOf({ text }: { readonly text: string }): string {
  return text.replace(/^\$\{?|\}$/g, "");
}

/** Unquoted, it stays one word: nothing in it is split or is a pattern. */
function isOneWord({ value, glob }: Choice): boolean {
  return !glob && /^[^\s*?[\]\\]+$/.test(value);
}

function bareWord(node: WordNode, locate: Locate): Word {
  const plain = node.text === node.value;
  const span = locate(node.pos, node.end);
  const dynamic =
    plain && node.value.startsWith("~") && !/^~(?:\/|$)/.test(node.value)
      ? ("tilde" as const)
      : hidesBrace(node.text) && ("brace" as const);
  return {
    text: node.text,
    span,
    head: node.value,
    glob: false,
    plain,
    ...(dynamic ? { dynamic } : { value: node.value }),
    ...(plain && isVerbatim(span, node) && { verbatim: span[0] }),
  };
}

function compose(node: WordNode, parts: readonly WordPart[], locate: Locate, variables?: Valuation): Word {
  const span = locate(node.pos, node.end);
  const state: Composition = { value: "", head: "", dynamic: undefined, glob: false, numeric: false };
  for (const [index, part] of parts.entries()) append(state, part, index, variables);
  const only = parts.length === 1 ? parts[0] : undefined;
  const verbatim = only?.type === "SingleQuoted" && isVerbatim(span, node) ? span[0] + 1 : undefined;
  return {
    text: node.text,
    span,
    head: state.dynamic === undefined ? state.value : state.head,
    glob: state.glob,
    plain: parts.every((part) => part.type === "Glob" || (part.type === "Literal" && part.text === part.value)),
    ...(state.dynamic === undefined ? { value: state.value } : { dynamic: state.dynamic }),
    ...(state.numeric && { numeric: true }),
    ...(verbatim !== undefined && { verbatim }),
  };
}

/** A NUL, a control key or a continued line in `$'…'`. */
const uncertainEscape = /\\(?:c|\n|0{1,3}(?![0-7])|x0{1,2}(?![\da-fA-F])|[uU]0+(?![\da-fA-F]))/;

interface Composition {
  value: string;
  head: string;
  dynamic: DynamicKind | undefined;
  glob: boolean;
  numeric: boolean;
}

function append(state: Composition, part: WordPart, index: number, variables?: Valuation): void {
  switch (part.type) {
    case "Literal":
      if (index === 0 && part.text.startsWith("~") && !/^~(?:\/|$)/.test(part.text)) fix(state, "tilde");
      if (index >= 0 && hidesBrace(part.text)) fix(state, "brace");
      state.value += part.value;
      return;
    case "AnsiCQuoted":
      // Bytes that are no text, control keys and continued lines may not be what the parser makes of them.
      if (part.value.includes("\ufffd") || uncertainEscape.test(part.text)) fix(state, "locale");
      state.value += part.value;
      return;
    case "SingleQuoted":
      state.value += part.value;
      return;
    case "Glob":
    case "ExtendedGlob":
      state.glob = true;
      state.value += part.text;
      if (part.parts?.some((inner) => inner.type !== "Literal" && inner.type !== "SingleQuoted"))
        fix(state, "variable");
      return;
    case "DoubleQuoted":
      for (const inner of part.parts) append(state, inner, -1, variables);
      return;
    case "SimpleExpansion":
    case "ParameterExpansion":
      if (variables?.isNumberAt(nameOf(part), part.pos) === true) appendNumber(state);
      else appendExpansion(state, part.text, part.type === "SimpleExpansion" || !hasOperation(part), index <= 0);
      return;
    case "ArithmeticExpansion":
      if (part.expression !== undefined && isNumeric(part.text)) appendNumber(state);
      else fix(state, "arithmetic");
      return;
    case "CommandExpansion":
      if (countsProcessors.test(part.text)) appendNumber(state);
      else if (namesDirectory.test(part.text)) appendExpansion(state, "$PWD", true, index <= 0);
      else fix(state, "substitution");
      return;
    case "ProcessSubstitution":
      fix(state, "process");
      return;
    case "BraceExpansion":
      fix(state, "brace");
      return;
    case "LocaleString":
      fix(state, "locale");
      return;
  }
}

function appendExpansion(state: Composition, text: string, simple: boolean, leading: boolean): void {
  const known = knownVariables[text];
  if (known !== undefined && leading && state.value === "") state.value += known;
  else if (numericVariables.has(text)) appendNumber(state);
  else fix(state, simple ? "variable" : "parameter");
}

function appendNumber(state: Composition): void {
  state.value += "0";
  state.numeric = true;
}

function fix(state: Composition, kind: DynamicKind): void {
  if (state.dynamic !== undefined) return;
  state.dynamic = kind;
  state.head = state.value;
}

function hasOperation(part: Extract<WordPart, { type: "ParameterExpansion" }>): boolean {
  return part.operation !== undefined || part.index !== undefined || part.prefix !== undefined;
}

/** Arithmetic without names cannot evaluate a subscript. */
function isNumeric(text: string): boolean {
  return /^\$\(\([\d\s+\-*/%()<>=&|^~!?:]*\)\)$/.test(text);
}

/** True for an unquoted list or range in braces that the parser took for text: bash may still expand it. */
function hidesBrace(text: string): boolean {
  const open = text.search(/(?<![\\$])\{/);
  return open >= 0 && /,|\.\./.test(text.slice(open, Math.max(open, text.lastIndexOf("}"))));
}

const simpleBrace = /^\{[\w.\-/@+]*(?:,[\w.\-/@+]*)+\}$/;
const numberBrace = /^\{(-?(?:0|[1-9]\d{0,5}))\.\.(-?(?:0|[1-9]\d{0,5}))\}$/;
const mostWords = 64;

/** The numbers of a range, one more than are wanted at most. */
function numbersOf(range: string): readonly string[] {
  const [, from, to] = (numberBrace.exec(range) ?? []).map(Number) as [number, number, number];
  const length = Math.min(Math.abs(to - from), mostWords) + 1;
  return Array.from({ length }, (_, index) => String(from + Math.sign(to - from) * index));
}

/** The words a comma list stands for; `undefined` when the word has none or is more than a comma list. */
function expandBraces(node: WordNode, parts: readonly WordPart[], locate: Locate): readonly Word[] | undefined {
  if (!parts.some((part) => part.type === "BraceExpansion")) return undefined;
  let values = [""];
  let glob = false;
  for (const part of parts) {
    let choices: readonly string[];
    if (part.type === "BraceExpansion" && simpleBrace.test(part.text)) choices = part.text.slice(1, -1).split(",");
    else if (part.type === "BraceExpansion" && numberBrace.test(part.text)) choices = numbersOf(part.text);
    else if (part.type === "Literal" && part.text === part.value && !part.text.startsWith("~")) choices = [part.value];
    else if (part.type === "Glob" && part.parts === undefined) {
      glob = true;
      choices = [part.text];
    } else return undefined;
    values = values.flatMap((value) => choices.map((choice) => value + choice));
    if (values.length > mostWords) return undefined;
  }
  const span = locate(node.pos, node.end);
  return values.map((value) => ({ text: node.text, span, value, head: value, glob, plain: false }));
}

function isVerbatim(span: Span, node: WordNode): boolean {
  return span[1] - span[0] === node.end - node.pos;
}

/** One assignment, before a command, by itself or as an argument of a declaring builtin. */
export interface Assignment {
  readonly name: string;
  readonly span: Span;
  /** Value after quote removal; absent when dynamic or an array. */
  readonly value?: string;
  readonly dynamic?: DynamicKind;
  /** Part of the environment of one command, rather than a variable of the shell. */
  readonly environment: boolean;
}

/** Evaluates an assignment. */
export function evaluateAssignment(node: AssignmentNode, locate: Locate, environment: boolean): Assignment {
  const base = { name: node.name, span: locate(node.pos, node.end), environment };
  if (node.value.type === "ArrayValue" || node.index !== undefined) return { ...base, dynamic: "array" };
  const [word] =
    node.value.parts === undefined ? [bareWord(node.value, locate)] : [compose(node.value, node.value.parts, locate)];
  return word.value === undefined ? { ...base, dynamic: word.dynamic ?? "variable" } : { ...base, value: word.value };
}
