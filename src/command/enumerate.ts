import {
  type AndOr,
  type ArithmeticExpression,
  type Command,
  type Function as FunctionNode,
  forEachChild,
  type ParameterExpansionPart,
  type ParsedScript,
  type Pipeline,
  type Redirection,
  type SyntaxNode,
  type TestExpression,
  type WordPart,
} from "unbash";
import type { Construct, ConstructKind } from "./construct.ts";
import type { Feature, FeatureKind } from "./feature.ts";
import { type Flow, moves } from "./flow.ts";
import { guardUnquoted, hidesSubstitution, limits, type Refusal } from "./guard.ts";
import { collapsed, type Locate, type Span, shifted } from "./span.ts";
import { namesIn, type Variables } from "./variables.ts";
import { type Assignment, evaluateAssignment, evaluateWord, type Word } from "./word.ts";

/** Where a command stands in a pipeline; a command inside a group stands in each pipeline around it. */
export interface Stage {
  readonly pipeline: number;
  readonly index: number;
}

/** One redirection; `text` is a here-document or here-string. */
export interface Redirect {
  readonly mode: "read" | "write" | "duplicate" | "text";
  readonly span: Span;
  readonly target?: Word;
  /** Content of a here-document when nothing in it is expanded, and its offset where it appears verbatim. */
  readonly body?: string;
  readonly bodyOffset?: number;
}

/** One simple command as written, before wrappers are taken off. */
export interface SimpleCommand {
  readonly id: number;
  readonly span: Span;
  /** The program and its arguments; empty for a command of assignments and redirections only. */
  readonly words: readonly Word[];
  readonly assignments: readonly Assignment[];
  readonly redirects: readonly Redirect[];
  readonly stages: readonly Stage[];
  readonly flow: Flow;
  /** The command whose words or redirections take this one's output. */
  readonly feeds?: number;
}

/** All that was found in a script. */
export interface Enumeration {
  readonly commands: readonly SimpleCommand[];
  readonly features: readonly Feature[];
  readonly constructs: readonly Construct[];
  /** Redirections of groups and loops, variables of loops. */
  readonly redirects: readonly Redirect[];
  readonly variables: readonly Assignment[];
}

/** What a nested script inherits from the place it was found in. */
export interface Place {
  readonly locate: Locate;
  /** The text that positions in the tree are positions in. */
  readonly source: string;
  /** Where in it the script ends, when it ends before its text does. */
  readonly until?: number;
  readonly depth: number;
  readonly stages: readonly Stage[];
  readonly flow: Flow;
  readonly feeds?: number;
  /** Variables of the script, where positions in the tree are positions in it. */
  readonly variables?: Variables;
}

/** Stops an enumeration; never leaves this domain. */
export class Refused extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

const keyword =
  /^(?:!|\{|\}|\[\[|\]\]|time|coproc|function|if|then|elif|else|fi|for|select|while|until|do|done|case|esac|in)$/;
const plainDelimiter = /^(?:\\?[\p{L}\p{N}_.!%@+:,-]+|'[^'\n]+'|"[^"\n\\$`]+")$/u;

/** Collects every simple command of a tree, those in words, here-documents, arithmetic and functions included. */
export class Enumerator {
  readonly commands: SimpleCommand[] = [];
  readonly features: Feature[] = [];
  readonly constructs: Construct[] = [];
  readonly redirects: Redirect[] = [];
  readonly variables: Assignment[] = [];
  #pipelines = 0;
  #shells = 0;
  #ids = 0;
  #words = 0;
  #substitutions = 0;

  /** @throws {Refused} on a syntax error or beyond a limit. */
  script(script: ParsedScript, place: Place): void {
    const error = script.errors?.[0];
    if (error !== undefined) {
      throw new Refused({
        rule: "command.syntax",
        message: `the command is not valid bash: ${error.message}`,
        span: place.locate(error.pos, error.pos + 1),
        remedy: "correct the syntax; bash may run the lines before an error",
      });
    }
    for (const statement of script.commands) this.#visit(statement, place);
  }

  #visit(node: SyntaxNode, place: Place): void {
    if (place.depth > limits.levels) {
      throw new Refused({
        rule: "command.too-deep",
        message: `the command nests deeper than ${limits.levels} levels`,
        remedy: "split the command into several",
      });
    }
    const inner = { ...place, depth: place.depth + 1 };
    switch (node.type) {
      case "Command":
        this.#command(node, inner);
        return;
      case "Pipeline":
        this.#pipeline(node, inner);
        return;
      case "AndOr":
        this.#list(node, inner);
        return;
      case "Function":
        this.#function(node, repeated(inner));
        return;
      case "Coproc":
        this.#feature("coprocess", node, place);
        if (node.name !== undefined) this.#variable(node.name, place);
        this.#visit(node.body, this.shell(inner));
        return;
      case "For":
      case "Select":
        this.#variable(node.name, place);
        forEachChild(node, (child) => this.#visit(child, repeated(inner)));
        return;
      case "While":
        forEachChild(node, (child) => this.#visit(child, repeated(inner)));
        return;
      case "Redirected":
        for (const redirect of node.redirects) this.redirects.push(this.#redirect(redirect, inner));
        this.#visit(node.command, inner);
        return;
      case "Statement":
        if (node.background !== true) break;
        this.#construct("background", node, place);
        this.#visit(node.command, this.shell(inner));
        return;
      case "Subshell":
        this.#construct("subshell", node, place);
        this.#visit(node.body, this.shell(inner));
        return;
      case "SimpleExpansion":
        this.#construct("expansion", node, place);
        break;
      case "CommandExpansion":
      case "ProcessSubstitution":
      case "ArithmeticCommandExpansion":
        this.#construct("substitution", node, place);
        // INVARIANT: `${ …; }` runs a list since bash 5.3 and is an error before, which ends at another brace.
        if (node.text.startsWith("${")) {
          throw new Refused({
            rule: "command.function-substitution",
            message: "versions of bash read a substitution in braces differently",
            span: place.locate(node.pos, node.end),
            remedy: "substitute with $(…)",
          });
        }
        if (node.script !== undefined) this.#nested(node.script, node, this.shell(inner));
        return;
      case "ArithmeticExpansion":
      case "ArithmeticCommand":
        this.#construct("expansion", node, place);
        if (node.expression !== undefined) this.#arithmetic(node.expression, node, inner);
        return;
      case "ArithmeticFor":
        this.#feature("arithmetic", node, place);
        forEachChild(node, (child) => this.#visit(child, repeated(inner)));
        return;
      case "TestUnary":
      case "TestBinary":
        this.#test(node, place);
        break;
      case "ParameterExpansion":
        this.#construct("expansion", node, place);
        this.#parameter(node, place);
        break;
      case "Word":
        this.#unquoted(node.parts, node, place);
        break;
    }
    forEachChild(node, (child) => this.#visit(child, inner));
  }

  #command(node: Command, place: Place): void {
    const id = this.#ids++;
    if (id >= limits.commands) {
      throw new Refused({
        rule: "command.too-many",
        message: `more than ${limits.commands} commands in one`,
        remedy: "split the command into several",
      });
    }
    for (const item of [...node.prefix, ...(node.name ? [node.name] : []), ...node.suffix]) this.#divided(item, place);
    // INVARIANT: in a substitution bash puts redirections behind the words, where a keyword that followed one is one again.
    if (keyword.test(node.name?.text ?? "") && node.prefix.some(({ type }) => type !== "Assignment")) {
      throw new Refused({
        rule: "command.keyword",
        message: "a keyword behind a redirection is read differently in a substitution",
        span: place.locate(node.pos, node.end),
        remedy: "put the redirection behind the command",
      });
    }
    const words = node.name === undefined ? [] : [...evaluateWord(node.name, place.locate, place.variables)];
    const assignments: Assignment[] = [];
    const redirects: Redirect[] = [];
    const inside: Place = { ...place, feeds: id };
    for (const item of node.prefix) {
      if (item.type === "Assignment") {
        if (item.index !== undefined) this.#feature("subscript", item, place);
        assignments.push(evaluateAssignment(item, place.locate, node.name !== undefined));
        forEachChild(item, (child) => this.#visit(child, inside));
      } else redirects.push(this.#redirect(item, inside));
    }
    if (node.name !== undefined) this.#visit(node.name, inside);
    for (const item of node.suffix) {
      if (item.type === "Word") {
        words.push(...evaluateWord(item, place.locate, place.variables));
        this.#visit(item, inside);
      } else if (item.type === "Assignment") {
        assignments.push(evaluateAssignment(item, place.locate, false));
        words.push(assignmentWord(item, place.locate));
        forEachChild(item, (child) => this.#visit(child, inside));
      } else redirects.push(this.#redirect(item, inside));
    }
    this.#words += words.length;
    if (this.#words > limits.words) {
      throw new Refused({
        rule: "command.too-many",
        message: `more than ${limits.words} words`,
        remedy: "split the command into several",
      });
    }
    this.commands.push({
      id,
      span: place.locate(node.pos, node.end),
      words,
      assignments,
      redirects,
      stages: place.stages,
      flow: place.flow,
      ...(place.feeds !== undefined && { feeds: place.feeds }),
    });
  }

  /** INVARIANT: a word ends where bash ends it; what is glued to it would be a word of its own only to the parser. */
  #divided({ end }: { end: number }, place: Place): void {
    if (end === place.until || !/[^\s;&|()<>]/.test(place.source[end] ?? "")) return;
    throw new Refused({
      rule: "command.split-word",
      message: "a word is divided differently by different parsers",
      span: place.locate(end, end + 1),
      remedy: "put a blank between the words",
    });
  }

  /** The place inside a shell of its own, where nothing that it changes is seen outside. */
  shell(place: Place): Place {
    const { shells, after } = place.flow;
    return { ...place, flow: { shells: [...shells, this.#shells++], after, repeats: false } };
  }

  /** Commands joined by `&&` and `||`: behind `&&` alone, all that came before has succeeded. */
  #list({ commands, operators }: AndOr, place: Place): void {
    let { after } = place.flow;
    let isSure = true;
    for (const [index, command] of commands.entries()) {
      isSure &&= index === 0 || operators[index - 1] === "&&";
      if (!isSure) after = place.flow.after;
      this.#visit(command, { ...place, flow: { ...place.flow, after } });
      const id = this.commands.at(-1)?.id;
      if (command.type !== "Command" || id === undefined || !isSure) continue;
      if (moves.has(command.name?.text ?? "") && after.length < mostMoves) after = [...after, id];
    }
  }

  #pipeline(node: Pipeline, place: Place): void {
    const pipeline = this.#pipelines++;
    const isAlone = node.commands.length === 1;
    for (const [index, command] of node.commands.entries()) {
      const staged = { ...place, stages: [...place.stages, { pipeline, index }] };
      this.#visit(command, isAlone ? staged : this.shell(staged));
    }
  }

  #function(node: FunctionNode, place: Place): void {
    const before = this.commands.length;
    this.#visit(node.body, place);
    const itself = this.commands.slice(before).some((command) => command.words[0]?.value === node.name.value);
    this.#feature(itself ? "fork-bomb" : "function", node, place);
  }

  #nested(script: ParsedScript, node: { pos: number; end: number }, place: Place): void {
    if (++this.#substitutions > limits.commands) {
      throw new Refused({
        rule: "command.too-many",
        message: `more than ${limits.commands} substitutions`,
        remedy: "split the command into several",
      });
    }
    // Text that was decoded has positions of its own.
    const { variables, until: _, ...rest } = place;
    const own = script.source === undefined && variables !== undefined ? { ...rest, variables } : rest;
    const locate = script.source === undefined ? place.locate : collapsed(place.locate(node.pos, node.end));
    const text = script.source === undefined ? { until: node.end - 1 } : { source: script.source };
    this.script(script, { ...own, ...text, locate, stages: [] });
  }

  #redirect(node: Redirection, place: Place): Redirect {
    if (node.descriptor?.type === "FileDescriptorVariable") this.#feature("descriptor-variable", node, place);
    forEachChild(node, (child) => this.#visit(child, place));
    const span = place.locate(node.pos, node.end);
    if (node.type === "HereDoc") {
      // INVARIANT: where a here-document ends is beyond doubt only for a plain delimiter, quoted as a whole or not at all.
      if (!plainDelimiter.test(node.delimiter?.text ?? "")) {
        throw new Refused({
          rule: "command.delimiter",
          message: "the delimiter of a here-document is no plain word",
          span,
          remedy: "use a plain word such as EOF",
        });
      }
      const literal = node.delimiter?.quoted === true || !node.body.text.includes("\\");
      return hereDocument(node.body, literal, span, place.locate);
    }
    const target = node.target === undefined ? undefined : evaluateWord(node.target, place.locate, place.variables)[0];
    const base = { span, ...(target !== undefined && { target }) };
    if (node.type === "HereString")
      return { ...base, mode: "text", ...(target?.value !== undefined && { body: target.value }) };
    if (/^[<>]&$/.test(node.operator) && /^(?:\d+|-|\d+-)$/.test(target?.value ?? ""))
      return { ...base, mode: "duplicate" };
    // INVARIANT: bash expands the file name after >& a second time, so a quoted $( in it runs.
    if (/^[<>]&$/.test(node.operator) && !expandsOnce(target)) {
      throw new Refused({
        rule: "command.expanded-twice",
        message: `the name after ${node.operator} is expanded twice`,
        span,
        remedy: "redirect with > and 2>&1",
      });
    }
    return { ...base, mode: node.operator === "<" ? "read" : "write" };
  }

  #arithmetic(expression: ArithmeticExpression, node: { pos: number; end: number }, place: Place): void {
    let named = false;
    const look = (child: SyntaxNode): void => {
      if (child.type === "ArithmeticWord" && !/^\d+$/.test(child.value)) named = true;
      forEachChild(child, look);
    };
    look(expression);
    const names = namesIn(expression);
    if (names?.every((name) => place.variables?.isNumber(name) === true) === true) named = false;
    if (named) this.#feature("arithmetic", node, place);
    this.#visit(expression, place);
  }

  #test(node: Extract<TestExpression, { operator: string; pos: number }>, place: Place): void {
    const numeric = node.type === "TestBinary" && /^-(?:eq|ne|lt|le|gt|ge)$/.test(node.operator);
    if (numeric && !(/^-?\d+$/.test(node.left.value) && /^-?\d+$/.test(node.right.value))) {
      this.#feature("arithmetic", node, place);
    }
    if (node.type === "TestUnary" && /^-[vR]$/.test(node.operator) && !/^\w+$/.test(node.operand.value)) {
      this.#feature("subscript", node, place);
    }
  }

  #parameter(node: ParameterExpansionPart, place: Place): void {
    if (node.prefix === "!") this.#feature("indirect", node, place);
    if (node.index !== undefined && !/^(?:[@*]|\d+)$/.test(node.index.value)) this.#feature("subscript", node, place);
    const operation = node.operation;
    if (operation === undefined) return;
    if (operation.type === "Transform" || operation.type === "Unknown") this.#feature("transform", node, place);
    if (operation.type === "Default" && operation.operator.endsWith("=")) {
      this.#feature("assigning-expansion", node, place);
    }
    if (operation.type === "Slice") {
      const bounds = [operation.offset.value, operation.length?.value ?? "0"];
      if (!bounds.every((bound) => /^\s*-?\d+\s*$/.test(bound))) this.#feature("arithmetic", node, place);
    }
  }

  /** Refuses unquoted text that bash and a reader, or bash and the parser, would divide differently. */
  #unquoted(
    parts: readonly WordPart[] | undefined,
    word: { pos: number; end: number; text: string },
    place: Place,
  ): void {
    const literals = parts?.filter((part) => part.type === "Literal") ?? [word];
    for (const literal of literals) {
      const span = place.locate(literal.pos, literal.end);
      if (guardUnquoted(literal.text) !== null) {
        throw new Refused({
          rule: "command.foreign-blank",
          message: "a blank that is not ASCII looks like a separator and is none",
          span,
          remedy: "use an ordinary blank, or quote the text",
        });
      }
      // INVARIANT: what the parser takes for text is text to bash too.
      if (hidesSubstitution(literal.text)) {
        throw new Refused({
          rule: "command.hidden-substitution",
          message: "a substitution hides in plain text",
          span,
          remedy: "quote the text",
        });
      }
    }
  }

  #variable(name: { value: string; pos: number; end: number }, place: Place): void {
    const span = place.locate(name.pos, name.end);
    this.variables.push({ name: name.value, span, dynamic: "variable", environment: false });
  }

  #construct(kind: ConstructKind, node: { pos: number; end: number }, place: Place): void {
    this.constructs.push({ kind, span: place.locate(node.pos, node.end) });
  }

  #feature(kind: FeatureKind, node: { pos: number; end: number }, place: Place): void {
    this.features.push({ kind, span: place.locate(node.pos, node.end) });
  }
}

/** Changes of directory that are followed; after more, all that came before stays possible. */
const mostMoves = 16;

function repeated(place: Place): Place {
  return { ...place, flow: { ...place.flow, repeats: true } };
}

/** A plain name, or the value of one variable, which is not known anyway. */
function expandsOnce(target: Word | undefined): boolean {
  return target?.value === undefined
    ? /^"?\$(?:\w+|\{\w+(?:\[\d+\])?\})"?$/.test(target?.text ?? "")
    : /^[\w./+,:@%=][\w./+,:@%=-]*$/.test(target.value);
}

function assignmentWord(node: { text: string; pos: number; end: number; name: string }, locate: Locate): Word {
  const span = locate(node.pos, node.end);
  return { text: node.text, span, value: node.text, head: `${node.name}=`, glob: false, plain: false };
}

function hereDocument(
  body: { text: string; pos: number; parts: readonly WordPart[] | undefined },
  literal: boolean,
  span: Span,
  locate: Locate,
): Redirect {
  const inert = literal && (body.parts === undefined || body.parts.every((part) => part.type === "Literal"));
  if (!inert) return { mode: "text", span };
  return { mode: "text", span, body: body.text, bodyOffset: shifted(locate, body.pos)(0, 0)[0] };
}
