import { posix } from "node:path";
import { canonicalJson } from "../decision/index.ts";
import type { CommandAnalysis, Program } from "./analyse.ts";
import type { Redirect } from "./enumerate.ts";
import { isHarmlessAssignment } from "./environment-names.ts";
import { type Inspected, inspectAll } from "./inspect.ts";
import { Directories, type Surroundings, type Touch } from "./paths.ts";
import type { ProgramEffect } from "./profile.ts";
import { interpreters } from "./programs.ts";
import type { Word } from "./word.ts";

/** What an argument must be: exactly this text, or a file directly in this absolute directory. */
export type LearnedValue = { readonly is: string } | { readonly within: string };

/** One argument: an option by its first name, with its value where it has one; an operand; or a word that is neither. */
export type LearnedArgument =
  | { readonly option: string; readonly value?: LearnedValue }
  | { readonly operand: LearnedValue }
  | { readonly word: string };

/** One program of a learned command, with all the arguments it must have and no other, in their order. */
export interface LearnedProgram {
  readonly name: string;
  readonly arguments: readonly LearnedArgument[];
}

/** The narrowest useful rule of one command: every command that it covers has this very rule. JSON. */
export interface LearnedRule {
  /** Absolute directory in which the command starts. */
  readonly cwd: string;
  /** The command without its programs, each of which is `{}`: operators, redirections and assignments as written. */
  readonly shape: string;
  readonly programs: readonly LearnedProgram[];
}

/** Why no rule can be made of a command, in words for a person. */
export interface NotLearnable {
  readonly whyNot: string;
}

/**
 * The narrowest useful rule that covers a command. Values are kept as they are, but for a plain file of the workspace
 * that is only read: any other file of its directory does as well. Pure and total.
 */
export function learnRule(analysis: CommandAnalysis, surroundings: Surroundings): LearnedRule | NotLearnable {
  const whyNot = reasonAgainst(analysis);
  if (whyNot !== undefined || !analysis.ok) return { whyNot: whyNot ?? "the command could not be analysed" };
  const shape = shapeOf(analysis.source, analysis.programs);
  if (shape === undefined) return { whyNot: "its programs stand inside one another" };
  const programs: LearnedProgram[] = [];
  for (const inspected of inspectAll(analysis.programs, new Directories(surroundings))) {
    const { program } = inspected;
    const code = inspected.roles.find(({ role }) => role === "code" || role === "module" || role === "program");
    if (code !== undefined) return { whyNot: `${program.name} is given code or a program to run: ${code.word.text}` };
    if (inspected.profile?.interprets === true && inspected.operands.length === 0) {
      return { whyNot: `${program.name} runs what it reads from its input` };
    }
    programs.push(describe(inspected));
  }
  return { cwd: surroundings.cwd ?? surroundings.workspace?.[0] ?? "/workspace", shape, programs };
}

/** True when the rule was learned for just such a command. */
export function covers(rule: LearnedRule, analysis: CommandAnalysis, surroundings: Surroundings): boolean {
  const own = learnRule(analysis, surroundings);
  // INVARIANT: a rule covers the commands that have the same rule, and so nothing that could not be learned itself.
  return !("whyNot" in own) && canonicalJson(own) === canonicalJson(rule);
}

/**
 * The absolute paths that a command is given and does not itself run: what it reads, writes, or is told in words. What
 * such a file holds may change from one use of a rule to the next.
 */
export function operandPaths(analysis: CommandAnalysis, surroundings: Surroundings): ReadonlySet<string> {
  if (!analysis.ok) return new Set();
  const directories = new Directories(surroundings);
  const inspected = inspectAll(analysis.programs, directories);
  // It may have been in any of its directories, wherever the word stands.
  const pathsOf = (words: readonly Word[]) => words.flatMap((word) => directories.touch(word, "read")?.paths ?? []);
  const given = inspected.flatMap(({ program: { args, redirects } }) => [
    ...args,
    ...redirects.flatMap(({ target }) => target ?? []),
  ]);
  const around = analysis.redirects.flatMap(({ target }) => target ?? []);
  const run = new Set(pathsOf(inspected.flatMap(wordsRun)));
  return new Set(pathsOf([...given, ...around]).filter((path) => !run.has(path)));
}

/** The words of a program that name what is run: a program by its path, and the scripts of interpreters. */
function wordsRun({ program: { word, args, base = "" }, profile, operands }: Inspected): readonly Word[] {
  const scripts = profile?.interprets === true ? operands.slice(0, 1) : interpreters.has(base) ? args : [];
  return [...(word?.value?.includes("/") === true ? [word] : []), ...scripts];
}

/** What in a command only its running would show, or what makes it another command whenever it runs. */
function reasonAgainst(analysis: CommandAnalysis): string | undefined {
  if (!analysis.ok) return analysis.refusal.message;
  const { programs, features, variables, redirects } = analysis;
  if (programs.every(({ word }) => word === undefined)) return "it runs no program";
  if (features.length > 0) return "it uses parts of the shell that can do more than their words say";
  if (variables.length > 0) return "it sets variables while it runs";
  for (const program of programs) {
    const why = againstProgram(program);
    if (why !== undefined) return why;
  }
  const all = [...redirects, ...programs.flatMap((program) => program.redirects)];
  return all.some(isOpen) ? "where it redirects to is known only when it runs" : undefined;
}

function againstProgram(program: Program): string | undefined {
  const { word, name, wrappers, appended, opaque, parsed, assignments, redirects, args, span } = program;
  if (word === undefined) return assignments.length > 0 ? "it sets variables while it runs" : undefined;
  if (name === undefined) return "which program runs is known only when it runs";
  if (wrappers.length > 0) return `${wrappers[0]} runs another program`;
  if (opaque !== undefined) return `${name}: ${opaque}`;
  if (parsed) return `${name} is given code to run`;
  if (appended) return `${name} takes arguments that are known only when it runs`;
  const dynamic = [word, ...args].find((one) => one.value === undefined || one.glob);
  if (dynamic !== undefined) return `what ${dynamic.text} stands for is known only when it runs`;
  if (!assignments.every((one) => isHarmlessAssignment(one.name, one.value))) {
    return "an assignment may change what its programs load, start or trust";
  }
  const isAmid = (redirect: Redirect) => redirect.span[0] >= span[0] && redirect.span[0] < span[1];
  return redirects.some(isAmid) ? "a redirection stands amid its arguments" : undefined;
}

function isOpen({ mode, target, body }: Redirect): boolean {
  return mode === "text" ? body === undefined : target?.value === undefined || target.glob;
}

/** The source with `{}` for each program; `undefined` where one program stands inside another. */
function shapeOf(source: string, programs: readonly Program[]): string | undefined {
  let shape = "";
  let end = 0;
  const spans = programs.filter(({ word }) => word !== undefined).map(({ span }) => span);
  for (const [from, to] of spans.toSorted((a, b) => a[0] - b[0])) {
    if (from < end) return undefined;
    shape += `${source.slice(end, from)}{}`;
    end = to;
  }
  return (shape + source.slice(end)).trim();
}

function describe(inspected: Inspected): LearnedProgram {
  const { program, profile, unknown, loose } = inspected;
  const name = program.name ?? "";
  const understood = profile !== undefined && unknown.length === 0 && loose.length === 0;
  const given = understood ? argumentsOf(inspected, freeValues(name, profile.effects, inspected.touches)) : undefined;
  // What the profile does not fully understand is kept word for word.
  return { name, arguments: given ?? program.args.map((word) => ({ operand: exactly(word) })) };
}

/** The arguments in their order, which may have a meaning; `undefined` when one of them cannot be placed. */
function argumentsOf(
  { program, profile, given, operands }: Inspected,
  free: ReadonlyMap<Word, LearnedValue>,
): readonly LearnedArgument[] | undefined {
  const worth = (word: Word): LearnedValue => free.get(word) ?? exactly(word);
  const values = new Set(given.map(({ value }) => value));
  const found: LearnedArgument[] = [];
  for (const word of program.args) {
    const options = given.filter((one) => one.word === word);
    // A long name stays as it is written: what its beginning stands for is up to the program's version.
    const [long] = /^--[^=]+/.exec(word.value ?? word.head) ?? [];
    for (const { option, value } of options) {
      const dashes = option.name.length > 1 && profile?.options.words !== true ? "--" : "-";
      found.push({ option: long ?? dashes + option.name, ...(value !== undefined && { value: worth(value) }) });
    }
    if (options.length > 0 || values.has(word)) continue;
    found.push(operands.includes(word) ? { operand: worth(word) } : { word: word.value ?? "" });
  }
  const count = (kind: "option" | "operand") => found.filter((one) => kind in one).length;
  return count("option") === given.length && count("operand") === operands.length ? found : undefined;
}

const harmless: ReadonlySet<ProgramEffect> = new Set<ProgramEffect>(["read", "write"]);

/** The words for which another file of the same directory does as well. */
function freeValues(
  name: string,
  effects: readonly ProgramEffect[],
  touches: readonly Touch[],
): ReadonlyMap<Word, LearnedValue> {
  // INVARIANT: what runs a file, sends it elsewhere or goes into a directory is bound to the one that was shown.
  if (name === "cd" || !effects.every((effect) => harmless.has(effect))) return new Map();
  const free = touches.filter(({ mode, outside, secret, paths }) => {
    const [path, ...more] = paths;
    return mode === "read" && !outside && secret === undefined && more.length === 0 && isPlainFile(path ?? "");
  });
  return new Map(free.map(({ word, paths }) => [word, { within: posix.dirname(paths[0] as string) }]));
}

/** By its name a file, and not a hidden one. */
function isPlainFile(path: string): boolean {
  return /^[^.].*\.\w{1,8}$/.test(posix.basename(path)) && !path.includes("/.");
}

/** The value; where a part of the word is expanded, which says the same as that part written out, the word as it stands. */
function exactly({ value = "", text }: Word): LearnedValue {
  return { is: /[$`~]/.test(text) ? text : value };
}
