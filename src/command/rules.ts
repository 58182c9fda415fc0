import type { Effect } from "../decision/index.ts";
import type { Program } from "./analyse.ts";
import type { Feature, FeatureKind } from "./feature.ts";
import {
  compileGlob,
  compilePathPattern,
  type Glob,
  matchesCaseless,
  matchesPath,
  type PathBases,
  type PathPattern,
} from "./glob.ts";
import type { Inspected } from "./inspect.ts";
import type { Directories, Touch } from "./paths.ts";
import { amountsTo, beginsWith, isKnownAs } from "./prefix.ts";
import { interpreters, networkPrograms, programProfile } from "./programs.ts";
import type { Span } from "./span.ts";
import type { Assignment } from "./word.ts";

/** What a rule asks of one program of a command; all that is given must hold. Names may be `@network` or `@interpreter`. */
export interface CommandCondition {
  readonly program?: readonly string[];
  /** Globs over the tokens from the program on; `...` stands for any number of tokens. */
  readonly argv?: readonly string[];
  /** Literal tokens that the program begins with, or, for what forbids, amounts to. */
  readonly begins?: readonly string[];
  /** Names of options, all of which are given; `a|b` is either. */
  readonly options?: readonly string[];
  /** Globs, one of which an operand as written fits. */
  readonly operands?: readonly string[];
  /** Globs over absolute paths, one of which the program reads, writes, or either. */
  readonly reads?: readonly string[];
  readonly writes?: readonly string[];
  readonly touches?: readonly string[];
  /** Globs, one of which the name of an assignment fits. */
  readonly assigns?: readonly string[];
  readonly feature?: readonly FeatureKind[];
  /** Output of the first reaches the second as code. */
  readonly pipes?: { readonly from: readonly string[]; readonly into: readonly string[] };
}

/** A rule about commands, compiled. */
export interface CommandRule {
  readonly id: string;
  readonly effect: Effect;
  readonly justification: string;
  readonly remedy?: string;
  readonly condition: CompiledCondition;
}

/** Everything about a command that rules look at. */
export interface CommandView {
  readonly inspected: readonly Inspected[];
  readonly features: readonly Feature[];
  /** Touches and assignments of groups and loops. */
  readonly touches: readonly Touch[];
  readonly assignments: readonly Assignment[];
  /** Where relative paths begin once every part has been looked at. */
  readonly directories: Directories;
  readonly bases: PathBases;
}

/** A rule's hit: the program it is about, if it is about one, and the place. */
export interface Hit {
  readonly program?: Program;
  readonly span: Span;
  /** The rule names the sub-command of the program, and not only the program. */
  readonly isNamed?: boolean;
}

interface CompiledCondition {
  readonly source: CommandCondition;
  readonly program: ((name: string) => boolean) | undefined;
  readonly argv: readonly (Glob | "...")[] | undefined;
  readonly options: readonly (readonly string[])[] | undefined;
  readonly operands: readonly Glob[] | undefined;
  readonly reads: readonly PathPattern[] | undefined;
  readonly writes: readonly PathPattern[] | undefined;
  readonly touches: readonly PathPattern[] | undefined;
  readonly assigns: readonly Glob[] | undefined;
  /** Its pattern names every token, so that it may stand in for a profile. */
  readonly closed: boolean;
}

/** Compiles a condition. */
export function compileCondition(source: CommandCondition): CompiledCondition {
  return {
    source,
    program: source.program && nameTest(source.program),
    argv: source.argv?.map((token) => (token === "..." ? token : compileName(token))),
    options: source.options?.map((choice) => choice.split("|")),
    operands: source.operands?.map(compileName),
    reads: source.reads?.map(compilePathPattern),
    writes: source.writes?.map(compilePathPattern),
    touches: source.touches?.map(compilePathPattern),
    assigns: source.assigns?.map(compileName),
    closed: source.argv !== undefined && !source.argv.some((token) => /[*?{]|^\.\.\.$/.test(token)),
  };
}

function compileName(text: string): Glob {
  return compileGlob(text, { parts: false });
}

/** Where a rule applies; empty when it does not. */
export function hitsOf(rule: CommandRule, view: CommandView): readonly Hit[] {
  const { condition } = rule;
  const { source } = condition;
  const hits: Hit[] = [];
  if (source.feature !== undefined) {
    const found = view.features.filter((feature) => source.feature?.includes(feature.kind));
    return found.map((feature) => ({ span: feature.span }));
  }
  if (source.pipes !== undefined) return pipes(source.pipes, view.inspected);
  for (const inspected of view.inspected) {
    const span = matches(condition, inspected, rule.effect, view.bases);
    if (span === undefined) continue;
    hits.push({ program: inspected.program, span, isNamed: namesSubcommand(source, inspected) });
  }
  if (source.program === undefined && source.argv === undefined && source.begins === undefined)
    hits.push(...loose(condition, view));
  return hits;
}

function namesSubcommand({ begins, argv }: CommandCondition, at: Inspected): boolean {
  const tokens = begins ?? argv ?? [];
  const other = at.other ?? at.unknownSubcommand;
  const words = [...at.chosen, ...(other === undefined ? [] : [other.value])];
  return words.length > 0 && words.every((word) => word !== undefined && tokens.includes(word));
}

function matches(c: CompiledCondition, at: Inspected, effect: Effect, bases: PathBases): Span | undefined {
  const { program } = at;
  // INVARIANT: what forbids goes by the last part of a path, what allows by the identity of the program.
  const name = effect === "allow" ? program.name : program.base;
  let span = program.span;
  if (c.program !== undefined && (name === undefined || !c.program(name)) && !forbids(c.source.program, at, effect)) {
    return undefined;
  }
  if (c.argv !== undefined) {
    const known = [...(name === undefined ? [] : [name]), ...(effect === "allow" ? [] : (program.names ?? []))];
    const args = program.args.map(tokenOf);
    if (!known.some((each) => matchesTokens(c.argv as NonNullable<typeof c.argv>, [each, ...args]))) return undefined;
  }
  const begins = c.source.begins;
  if (begins !== undefined) {
    const holds = effect === "allow" ? beginsWith(begins, at, bases.workspace[0] ?? "/") : amountsTo(begins, at);
    if (!holds) return undefined;
  }
  if (c.options?.every((names) => at.given.some((g) => names.includes(g.option.name))) === false) return undefined;
  if (c.operands !== undefined) {
    const found = at.operands.find(
      (word) => word.value !== undefined && c.operands?.some((o) => o.test(word.value as string)),
    );
    if (found === undefined) return undefined;
    span = found.span;
  }
  for (const [patterns, modes] of [
    [c.reads, "read"],
    [c.writes, "write"],
    [c.touches, "read write"],
  ] as const) {
    if (patterns === undefined) continue;
    const touch = at.touches.find((t) => modes.includes(t.mode) && touched(patterns, t, bases));
    if (touch === undefined) return undefined;
    span = touch.word.span;
  }
  if (c.assigns !== undefined) {
    const found = assignmentsOf(program).find((a) => c.assigns?.some((pattern) => pattern.test(a.name)));
    if (found === undefined) return undefined;
    span = found.span;
  }
  return span;
}

/** What is assigned for a program, without the separators that `read` takes for itself. */
export function assignmentsOf({ name, assignments }: Program): readonly Assignment[] {
  return name === "read" ? assignments.filter((assignment) => assignment.name !== "IFS") : assignments;
}

/** Touches and assignments that belong to no program. */
function loose(c: CompiledCondition, view: CommandView): readonly Hit[] {
  const hits: Hit[] = [];
  for (const touch of view.touches) {
    const patterns = c.touches ?? (touch.mode === "read" ? c.reads : c.writes);
    if (patterns !== undefined && touched(patterns, touch, view.bases)) hits.push({ span: touch.word.span });
  }
  for (const { name, span } of view.assignments) {
    if (c.assigns?.some((pattern) => pattern.test(name)) === true) hits.push({ span });
  }
  return hits;
}

function touched(patterns: readonly PathPattern[], touch: Touch, bases: PathBases): boolean {
  const matches = touch.caseless === true ? matchesCaseless : matchesPath;
  return touch.paths.some((path) => patterns.some((pattern) => matches(pattern, path, bases)));
}

function tokenOf(word: { value?: string; text: string }): string {
  return word.value ?? word.text;
}

/** Matches token globs, `...` being any number of tokens; quadratic at worst. */
function matchesTokens(pattern: readonly (Glob | "...")[], tokens: readonly string[]): boolean {
  let open = -1;
  let retry = 0;
  let p = 0;
  let t = 0;
  while (t < tokens.length) {
    const item = pattern[p];
    if (item === "...") {
      open = p++;
      retry = t;
    } else if (item?.test(tokens[t] as string) === true) {
      p++;
      t++;
    } else if (open >= 0) {
      p = open + 1;
      t = ++retry;
    } else return false;
  }
  while (pattern[p] === "...") p++;
  return p === pattern.length;
}

/** Whether a rule that narrows names a program by another of its names. */
function forbids(names: readonly string[] | undefined, { program }: Inspected, effect: Effect): boolean {
  return effect !== "allow" && names?.some((name) => isKnownAs(program, name)) === true;
}

function nameTest(names: readonly string[]): (name: string) => boolean {
  const plain = new Set(names);
  return (name) =>
    plain.has(name) ||
    (plain.has("@network") && networkPrograms.has(name)) ||
    (plain.has("@interpreter") && interpreters.has(name));
}

/** Programs whose output the other takes as code: through a pipe, or as a word or redirection of it. */
function pipes(condition: NonNullable<CommandCondition["pipes"]>, all: readonly Inspected[]): readonly Hit[] {
  const from = nameTest(condition.from);
  const into = nameTest(condition.into);
  const sources = all.filter(({ program }) => program.base !== undefined && from(program.base));
  if (sources.length === 0) return [];
  const taking = commandsTaking(sources, all);
  const earliest = new Map<number, number>();
  for (const { pipeline, index } of sources.flatMap(({ program }) => program.command.stages)) {
    earliest.set(pipeline, Math.min(index, earliest.get(pipeline) ?? index));
  }
  const hits: Hit[] = [];
  for (const target of all) {
    const { program } = target;
    if (program.base === undefined || !into(program.base)) continue;
    const isLater = program.command.stages.some(({ pipeline, index }) => (earliest.get(pipeline) ?? index) < index);
    if (taking.has(program.command.id) || (isLater && takesCodeFromInput(target))) {
      hits.push({ program, span: program.span });
    }
  }
  return hits;
}

/** Ids of the commands that have one of the sources in a word or a redirection, at any depth. */
function commandsTaking(sources: readonly Inspected[], all: readonly Inspected[]): ReadonlySet<number> {
  const parents = new Map(all.map(({ program }) => [program.command.id, program.command.feeds]));
  const taking = new Set<number>();
  for (const { program } of sources) {
    let id = program.command.feeds;
    while (id !== undefined && !taking.has(id)) {
      taking.add(id);
      id = parents.get(id);
    }
  }
  return taking;
}

/** True for an interpreter that has no script, no code and no module of its own. */
function takesCodeFromInput({ program, given, operands }: Inspected): boolean {
  if (program.base === "eval" || program.base === "source" || program.base === ".") return true;
  const profile = program.name === undefined ? undefined : programProfile(program.name);
  // Of a program in a language of its own, the code is an argument and the input is data.
  if (profile?.interprets !== true) return profile?.language === undefined;
  if (given.some(({ option }) => option.role === "code" || option.role === "module" || option.name === "s")) {
    return given.some(({ option }) => option.name === "s");
  }
  const first = operands[0]?.value;
  return (
    operands.length === 0 || first === "-" || first?.startsWith("/dev/") === true || program.appended || program.parsed
  );
}
