import {
  type ArithmeticExpression,
  type Assignment,
  type Command,
  type For,
  forEachChild,
  type ParsedScript,
  type SyntaxNode,
  type Word,
} from "unbash";
import { isInfluential } from "./environment-names.ts";
import { direct } from "./span.ts";
import { evaluateWord, type Valuation } from "./word.ts";

/** What a variable may hold: a text, or a pattern that stands for names of files. */
export interface VariableValue {
  readonly value: string;
  readonly glob: boolean;
}

/** Builtins that set variables which they are given by name, or run text that may. */
const setters: ReadonlySet<string> = new Set(
  "read mapfile readarray getopts printf unset declare typeset local readonly export wait let coproc".split(" "),
);
const unbounded: ReadonlySet<string> = new Set("eval source . trap builtin command enable alias shopt".split(" "));

const mostValues = 64;

/**
 * The variables of a script whose every value is written in it. Where each assignment stands is not looked at, only that
 * one has surely been made before the value is used; else the value may also be empty.
 */
export class Variables implements Valuation {
  readonly #values = new Map<string, VariableValue[]>();
  /** Names that something else may set. */
  readonly #unknown = new Set<string>();
  /** Names of which some assignment is not a number. */
  readonly #texts = new Set<string>();
  /** Names of which some number may be below zero, and so look like an option. */
  readonly #signed = new Set<string>();
  /** Names in arithmetic that an assignment takes its number from. */
  readonly #sums = new Map<string, Set<string>>();
  /** From where on, or where, a variable is surely set. */
  readonly #set = new Map<string, [start: number, end: number][]>();
  #isUnbounded = false;
  readonly #inherits: boolean;

  /** A script that `inherits` stands in another one, which may have given any variable a value. */
  constructor(script: ParsedScript, { inherits }: { readonly inherits: boolean }) {
    this.#inherits = inherits;
    for (const { command, background } of script.commands) {
      const first = command.type === "AndOr" ? command.commands[0] : command;
      if (background === true || first?.type !== "Command" || first.name !== undefined) continue;
      for (const item of first.prefix) {
        if (item.type === "Assignment") this.#surely(item.name, first.end, Number.POSITIVE_INFINITY);
      }
    }
    this.#look(script);
  }

  /** Every value a variable may have at a place in the script; `undefined` when something else may set it. */
  valuesAt(name: string, position: number): readonly VariableValue[] | undefined {
    if (!this.#isKnown(name)) return undefined;
    const values = this.#values.get(name);
    if (values === undefined || values.length > mostValues) return undefined;
    if (this.#isSet(name, position)) return values;
    // INVARIANT: what the environment may hold is not known; programs are given no names in small letters.
    return !this.#inherits && /^[a-z_]/.test(name) ? [{ value: "", glob: false }, ...values] : undefined;
  }

  isNumberAt(name: string, position: number): boolean {
    return this.#isSet(name, position) && !this.#signed.has(name) && this.isNumber(name);
  }

  /** Whether arithmetic on a variable only ever sees a number: text there would be evaluated in its turn. */
  isNumber(name: string, seen: ReadonlySet<string> = new Set()): boolean {
    if (seen.has(name)) return true;
    if (this.#inherits || !this.#isKnown(name) || this.#texts.has(name) || !/^[a-z_]\w*$/.test(name)) return false;
    const below = new Set([...seen, name]);
    return [...(this.#sums.get(name) ?? [])].every((other) => this.isNumber(other, below));
  }

  #isSet(name: string, position: number): boolean {
    return this.#set.get(name)?.some(([start, end]) => start <= position && position < end) === true;
  }

  #isKnown(name: string): boolean {
    return !this.#isUnbounded && !this.#unknown.has(name) && !isInfluential(name);
  }

  #surely(name: string, start: number, end: number): void {
    const spans = this.#set.get(name);
    if (spans === undefined) this.#set.set(name, [[start, end]]);
    else if (spans.length < mostValues && (spans[0]?.[1] ?? 0) < start) spans.push([start, end]);
  }

  #look(node: SyntaxNode | ParsedScript): void {
    switch (node.type) {
      case "Assignment":
        this.#assign(node);
        break;
      case "Command":
        this.#command(node);
        break;
      case "For":
        this.#loop(node);
        break;
      case "Select":
        this.#unknown.add(node.name.value);
        break;
      case "Function":
        this.#isUnbounded = true;
        break;
      case "FileDescriptorVariable":
        this.#isUnbounded = true;
        break;
      case "ArithmeticUnary":
      case "ArithmeticBinary":
        this.#arithmetic(node);
        break;
      case "ParameterExpansion":
        if (node.operation?.type === "Default" && node.operation.operator.endsWith("=")) {
          this.#unknown.add(node.parameter);
        }
        if (node.prefix === "!") this.#isUnbounded = true;
        break;
      case "CommandExpansion":
      case "ProcessSubstitution":
      case "ArithmeticCommandExpansion":
        if (node.script !== undefined) this.#look(node.script);
        return;
      case "Coproc":
        this.#isUnbounded = true;
        break;
    }
    forEachChild(node as SyntaxNode, (child) => this.#look(child));
  }

  #assign({ name, value, append, index }: Assignment): void {
    if (name === "IFS") this.#isUnbounded = true;
    if (value.type === "ArrayValue" || index !== undefined || append === true) {
      this.#unknown.add(name);
      return;
    }
    this.#add(name, value);
  }

  #add(name: string, word: Word): void {
    const sum = sumOf(word);
    if (word.text.includes("-") || word.text.includes("~")) this.#signed.add(name);
    if (sum !== undefined) {
      this.#unknownValue(name);
      this.#sum(name, sum);
      return;
    }
    for (const { value, glob, numeric } of evaluateWord(word, direct)) {
      if (value === undefined || numeric === true) {
        this.#unknown.add(name);
        return;
      }
      if (glob || !/^-?\d+$/.test(value)) this.#texts.add(name);
      const values = this.#values.get(name);
      if (values === undefined) this.#values.set(name, [{ value, glob }]);
      else if (values.length <= mostValues) values.push({ value, glob });
    }
  }

  /** One value is a number that is known only when it runs. */
  #unknownValue(name: string): void {
    this.#values.set(name, Array<VariableValue>(mostValues + 1).fill({ value: "0", glob: false }));
  }

  #sum(name: string, names: readonly string[]): void {
    const known = this.#sums.get(name) ?? new Set();
    for (const each of names) known.add(each);
    this.#sums.set(name, known);
  }

  #loop({ name, wordlist, body }: For): void {
    if (wordlist === undefined) {
      this.#unknown.add(name.value);
      return;
    }
    for (const word of wordlist) this.#add(name.value, word);
    this.#surely(name.value, body.pos, body.end);
  }

  #command({ name, prefix, suffix }: Command): void {
    const words = suffix.filter((item) => item.type === "Word");
    const program = name?.parts === undefined ? name?.value : undefined;
    // A program that is known only when it runs may be a builtin that sets anything.
    if (name !== undefined && (program === undefined || unbounded.has(program))) this.#isUnbounded = true;
    if (prefix.some((item) => item.type === "Assignment" && item.name === "IFS") && program !== "read") {
      this.#isUnbounded = true;
    }
    if (program === undefined || !setters.has(program)) return;
    // A format that is no option is followed by texts.
    if (program === "printf" && words[0] !== undefined && /^["'%\w]/.test(words[0].text)) return;
    for (const { value, parts } of words) {
      const isPlain = parts === undefined || parts.every(({ type }) => type === "Literal");
      if (!isPlain || /^-.*[ni]|\[/.test(value)) this.#isUnbounded = true;
      for (const [each] of value.matchAll(/[A-Za-z_]\w*/g)) this.#unknown.add(each);
    }
  }

  #arithmetic(node: Extract<ArithmeticExpression, { operator: string }>): void {
    const target = node.type === "ArithmeticBinary" ? node.left : node.operand;
    const isAssigning = /^(?:\+\+|--|(?:[-+*/%&|^]|<<|>>)?=)$/.test(node.operator);
    if (!isAssigning || target.type !== "ArithmeticWord") return;
    const name = target.value.trim();
    this.#unknownValue(name);
    this.#signed.add(name);
    const names = node.type === "ArithmeticBinary" ? namesIn(node.right) : [];
    if (names === undefined) this.#unknown.add(name);
    this.#sum(name, names ?? []);
  }
}

/** The names in a word that is one arithmetic expansion; `undefined` for any other word. */
function sumOf({ parts }: Word): readonly string[] | undefined {
  const only = parts?.length === 1 ? parts[0] : undefined;
  const inner = only?.type === "DoubleQuoted" && only.parts.length === 1 ? only.parts[0] : only;
  if (inner?.type !== "ArithmeticExpansion" || inner.expression === undefined) return undefined;
  return namesIn(inner.expression);
}

/** The names in an arithmetic expression; `undefined` when it holds more than names and numbers. */
export function namesIn(expression: ArithmeticExpression): readonly string[] | undefined {
  const names: string[] = [];
  let isPlain = true;
  const look = (node: SyntaxNode): void => {
    if (node.type === "ArithmeticCommandExpansion") isPlain = false;
    if (node.type === "ArithmeticWord") {
      const [, name] = /^\s*\$?\{?([A-Za-z_]\w*)\}?\s*$/.exec(node.value) ?? [];
      if (name !== undefined) names.push(name);
      else if (!/^\s*\d+\s*$/.test(node.value)) isPlain = false;
      return;
    }
    forEachChild(node, look);
  };
  look(expression);
  return isPlain ? names : undefined;
}
