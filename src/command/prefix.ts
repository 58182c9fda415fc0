import { posix } from "node:path";
import type { Program } from "./analyse.ts";
import type { Inspected } from "./inspect.ts";
import type { Grammar } from "./options.ts";

/**
 * Whether a program begins with literal tokens, once its wrappers and the options before its sub-commands are out of
 * the way. A path is the program at that path beneath `root`, and no other.
 */
export function beginsWith(tokens: readonly string[], at: Inspected, root: string): boolean {
  const [name = "", ...rest] = tokens;
  if (!isProgram(name, at, root)) return false;
  const written = at.program.args.map((word) => word.value);
  const chosen = [...at.chosen, ...at.rest.map((word) => word.value)];
  return startsWith(written, rest) || startsWith(chosen, rest);
}

/**
 * Whether a program is what literal tokens forbid: by the last part of its path, its sub-commands and operands in their
 * order, and its options in any order and spelling.
 */
export function amountsTo(tokens: readonly string[], at: Inspected): boolean {
  const [name = "", ...rest] = tokens;
  const base = name.slice(name.lastIndexOf("/") + 1);
  if (rest.length === 0 && at.program.wrappers.includes(base)) return true;
  if (!isKnownAs(at.program, base)) return false;
  const positional = rest.filter((token) => !isOption(token));
  const operands = [
    ...at.chosen,
    ...(at.unknownSubcommand === undefined ? at.operands : at.program.args.filter(isOperand)).map((word) => word.value),
  ];
  return startsWith(operands, positional) && rest.filter(isOption).every((option) => isGiven(option, at));
}

/** Whether what forbids a name forbids a program: by the last part of its path, and by every other name it has. */
export function isKnownAs({ base, names }: Program, name: string): boolean {
  // A file system may take capitals and small letters for the same.
  return base?.toLowerCase() === name.toLowerCase() || names?.has(name.toLowerCase()) === true;
}

function isProgram(name: string, { program, paths }: Inspected, root: string): boolean {
  if (!name.includes("/")) return program.name === name;
  const wanted = posix.resolve(root, name);
  return program.name === name && paths.length > 0 && paths.every((path) => path === wanted);
}

function startsWith(values: readonly (string | undefined)[], tokens: readonly string[]): boolean {
  const literal = tokens.at(-1) === "*" ? tokens.slice(0, -1) : tokens;
  return literal.every((token, index) => values[index] === token);
}

function isOption(token: string): boolean {
  return token.startsWith("-") && token !== "-" && token !== "--";
}

function isOperand({ value }: { value?: string }): boolean {
  return value === undefined || !isOption(value);
}

/** Whether an option, or each one of a cluster, is among those given. */
function isGiven(option: string, { program, given, grammar }: Inspected): boolean {
  if (program.args.some((word) => word.value === option)) return true;
  const names = grammar === undefined ? undefined : namesOf(option, grammar);
  if (names === undefined) return program.args.some((word) => word.value?.startsWith(`${option}=`) === true);
  return names.every((name) => given.some(({ option: each }) => each.name === name));
}

/** The options that a token stands for, by their first names; `undefined` when one is not known. */
function namesOf(token: string, { long, short, words }: Grammar): readonly string[] | undefined {
  const [, name = ""] = /^--?([^=]*)/.exec(token) ?? [];
  const options = token.startsWith("--") || words ? [long.get(name)] : [...name].map((letter) => short.get(letter));
  const names = options.map((option) => option?.name);
  return names.every((each) => each !== undefined) ? names : undefined;
}
