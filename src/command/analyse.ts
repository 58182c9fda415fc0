import { parse } from "unbash";
import type { Construct } from "./construct.ts";
import { analyseDialect } from "./dialects/analyse-dialect.ts";
import type { Dialect } from "./dialects/dialect.ts";
import { type Enumeration, Enumerator, type Place, type Redirect, Refused, type SimpleCommand } from "./enumerate.ts";
import type { Feature } from "./feature.ts";
import { unconditional } from "./flow.ts";
import { guardSource, limits, type Refusal } from "./guard.ts";
import type { ProgramProfile } from "./profile.ts";
import { trustedDirectories } from "./programs.ts";
import { inlineScript } from "./shell-script.ts";
import { collapsed, direct, type Locate, type Span, shifted } from "./span.ts";
import { replaceInCode, takeOff } from "./unwrap.ts";
import { Variables } from "./variables.ts";
import type { Assignment, Word } from "./word.ts";
import { findActions, otherShells, shells, wrapperOf } from "./wrappers.ts";

/** One program that the command would run, with wrappers taken off. */
export interface Program {
  /** Identity: a bare name, or one in a trusted directory; otherwise the path as written; absent when dynamic. */
  readonly name?: string;
  /** Last part of the name, for rules that forbid. */
  readonly base?: string;
  /** Absent for a command of assignments and redirections only, which is judged as `:`. */
  readonly word?: Word;
  readonly args: readonly Word[];
  readonly span: Span;
  /** Wrappers around it, outermost first. */
  readonly wrappers: readonly string[];
  /** Takes further arguments that are known only when it runs. */
  readonly appended: boolean;
  /** Why its wrapper or the code it is given was not understood. */
  readonly opaque?: string;
  /** Its code was parsed, and the programs in it are listed too. */
  readonly parsed: boolean;
  readonly assignments: readonly Assignment[];
  readonly redirects: readonly Redirect[];
  /** The simple command it comes from. */
  readonly command: SimpleCommand;
  /** What it is in another dialect than bash; absent: what its name says. */
  readonly profile?: ProgramProfile;
  /** Names by which rules that forbid know it, in small letters, where case and aliases are of no account. */
  readonly names?: ReadonlySet<string>;
  /** What one of its words names as a path, where paths are written otherwise; default: what it says. */
  readonly pathOf?: (word: Word) => Word;
}

/** What a command is made of, or why it is refused. */
export type CommandAnalysis =
  | {
      readonly ok: true;
      readonly source: string;
      /** Absent: bash. */
      readonly dialect?: Dialect;
      readonly programs: readonly Program[];
      readonly features: readonly Feature[];
      readonly constructs: readonly Construct[];
      /** Redirections of groups and loops; those of programs are with the programs. */
      readonly redirects: readonly Redirect[];
      /** Variables of loops and coprocesses. */
      readonly variables: readonly Assignment[];
      /** Spans whose value is known only when they run. */
      readonly dynamic: readonly Span[];
      /** Scripts found in arguments and here-documents, decoded; their programs are listed like all others. */
      readonly scripts: readonly { readonly text: string; readonly locate: Locate }[];
    }
  | { readonly ok: false; readonly source: string; readonly refusal: Refusal };

/** Parses a command, of bash by default, and lists every program in it. Total: what cannot be analysed is a refusal. */
export function analyseCommand(source: string, { dialect = "bash" }: { dialect?: Dialect } = {}): CommandAnalysis {
  if (dialect !== "bash") return analyseDialect(source, dialect);
  const refusal = guardSource(source);
  if (refusal !== undefined) return { ok: false, source, refusal };
  try {
    const found = new Analyser();
    found.script(source, { locate: direct, depth: 0, stages: [], flow: unconditional }, 0);
    return { ok: true, source, ...found.result() };
  } catch (error) {
    if (error instanceof Refused) return { ok: false, source, refusal: error.refusal };
    const message = `the command could not be analysed: ${error instanceof Error ? error.message : String(error)}`;
    return {
      ok: false,
      source,
      refusal: { rule: "command.analysis", message, remedy: "write the command more simply" },
    };
  }
}

/** Names of every program a command would run, wrappers included; for the `commands` of a scope. */
export function programNames(analysis: CommandAnalysis): readonly string[] {
  if (!analysis.ok) return [];
  const names = new Set<string>();
  for (const program of analysis.programs) {
    for (const wrapper of program.wrappers) names.add(wrapper);
    if (program.word !== undefined) names.add(program.name ?? program.word.text);
  }
  return [...names];
}

class Analyser {
  readonly #programs: Program[] = [];
  readonly #scripts: { text: string; locate: Locate }[] = [];
  readonly #enumerator = new Enumerator();

  result(): Omit<Extract<CommandAnalysis, { ok: true }>, "ok" | "source"> {
    const { features, constructs, redirects, variables }: Enumeration = this.#enumerator;
    const dynamic = this.#programs.flatMap(({ word, args }) =>
      [...(word === undefined ? [] : [word]), ...args].filter((w) => w.value === undefined).map((w) => w.span),
    );
    return { programs: this.#programs, features, constructs, redirects, variables, dynamic, scripts: this.#scripts };
  }

  /** Analyses one script; `level` counts scripts inside arguments of shells. */
  script(source: string, place: Omit<Place, "source">, level: number): void {
    if (level > limits.scripts) {
      throw new Refused({
        rule: "command.too-deep",
        message: `more than ${limits.scripts} scripts inside scripts`,
        remedy: "run the inner script itself",
      });
    }
    const before = this.#enumerator.commands.length;
    const script = parse(source);
    const sound = script.errors?.[0] === undefined;
    const variables =
      sound && usesVariables.test(source) ? { variables: new Variables(script, { inherits: level > 0 }) } : {};
    this.#enumerator.script(script, { ...place, source, ...variables });
    for (const command of this.#enumerator.commands.slice(before)) this.#unwrap(command, level);
  }

  #unwrap(command: SimpleCommand, level: number, within: readonly string[] = []): void {
    const outer = [...within];
    let words = command.words;
    let { assignments, redirects } = command;
    let appended = false;
    const add = (rest: Partial<Pick<Program, "opaque" | "parsed" | "span">> = {}): void => {
      const [word, ...args] = words;
      this.#programs.push({
        ...(word === undefined ? { name: ":", base: ":" } : { word, ...identify(word) }),
        args,
        span: word === undefined ? command.span : [word.span[0], (args.at(-1) ?? word).span[1]],
        wrappers: [...outer],
        appended,
        parsed: false,
        assignments,
        redirects,
        command,
        ...rest,
      });
    };
    for (;;) {
      const { name, base } = words[0] === undefined ? {} : identify(words[0]);
      const wrapper = name === undefined || base === undefined ? undefined : wrapperOf(name, base);
      if (name === undefined || wrapper === undefined) break;
      const inner = takeOff(name, wrapper, words.slice(1));
      if (typeof inner === "string") {
        add({ opaque: inner });
        return;
      }
      if (inner === undefined) {
        add();
        return;
      }
      if (wrapper.judged === true) add({ parsed: true });
      outer.push(name);
      refuseBeyond(outer);
      appended ||= wrapper.appends === true;
      assignments = [...assignments, ...inner.assignments];
      redirects = [...redirects, ...inner.redirects];
      words = inner.words;
    }
    const name = words[0] === undefined ? undefined : identify(words[0]).name;
    if (name !== undefined && declaring.has(name)) assignments = declared(name, words.slice(1), assignments);
    if (name !== undefined && shells.has(name)) {
      this.#shell(command, words, level, add);
      return;
    }
    if (name === "eval" || name === "trap") {
      this.#evaluated(command, name, words, level, add);
      return;
    }
    if (name === "find") {
      const { own, inner } = actionsOf(words);
      const span: Span = [own[0]?.span[0] ?? command.span[0], (words.at(-1) ?? command).span[1]];
      words = own;
      add({ span });
      for (const started of inner) {
        refuseBeyond([...outer, "find"]);
        this.#unwrap({ ...command, words: started, assignments: [], redirects: [] }, level, [...outer, "find"]);
      }
      return;
    }
    add();
    if (name !== undefined && otherShells.has(name)) this.#foreign(command, words, level);
  }

  /** The script of a shell that is not bash; what cannot be read as bash is left to the leave that such a shell needs. */
  #foreign(command: SimpleCommand, words: readonly Word[], level: number): void {
    const inline = inlineScript(words.slice(1));
    if (inline === undefined || inline === "unknown" || inline.value === undefined) return;
    try {
      this.#inner(command, inline.value, inline, level);
    } catch (error) {
      if (!(error instanceof Refused) || error.refusal.rule !== "command.syntax") throw error;
    }
  }

  /** A shell given its script as an argument or as a here-document. */
  #shell(
    command: SimpleCommand,
    words: readonly Word[],
    level: number,
    add: (rest?: Partial<Pick<Program, "opaque" | "parsed">>) => void,
  ): void {
    const inline = inlineScript(words.slice(1));
    if (inline === "unknown") {
      add({ opaque: "its options are not fully understood" });
      return;
    }
    if (inline !== undefined) {
      if (inline.value === undefined) {
        add({ opaque: "it runs text that is known only when it runs" });
        return;
      }
      add({ parsed: true });
      this.#inner(command, inline.value, inline, level);
      return;
    }
    const body = command.redirects.findLast((redirect) => redirect.mode === "text");
    if (words.length > 1 || body?.body === undefined) {
      add();
      return;
    }
    add({ parsed: true });
    const offset = body.bodyOffset;
    this.#inner(command, body.body, { span: body.span, ...(offset !== undefined && { verbatim: offset }) }, level);
  }

  #evaluated(
    command: SimpleCommand,
    name: "eval" | "trap",
    words: readonly Word[],
    level: number,
    add: (rest?: Partial<Pick<Program, "opaque" | "parsed">>) => void,
  ): void {
    const given = words[1]?.value === "--" ? words.slice(2) : words.slice(1);
    const code = name === "eval" ? given : given.slice(0, 1);
    if (code.length === 0 || code.some((word) => word.value === undefined)) {
      add();
      return;
    }
    add({ parsed: true });
    const only = code.length === 1 ? code[0] : undefined;
    const text = code.map((word) => word.value).join(" ");
    // INVARIANT: a trap runs at another time, in whatever directory the shell is in by then.
    const later = { ...command, flow: { ...command.flow, repeats: true } };
    this.#inner(name === "trap" ? later : command, text, only ?? { span: command.span }, level, true);
  }

  /** `same` says that the script runs in the shell of the command, and not in one of its own. */
  #inner(
    command: SimpleCommand,
    text: string,
    at: { span: Span; verbatim?: number },
    level: number,
    same = false,
  ): void {
    const locate = at.verbatim === undefined ? collapsed(at.span) : shifted(direct, at.verbatim);
    const feeds = command.feeds !== undefined && { feeds: command.feeds };
    this.#scripts.push({ text, locate });
    const place = { locate, source: text, depth: level, stages: command.stages, flow: command.flow, ...feeds };
    this.script(text, same ? place : this.#enumerator.shell(place), level + 1);
  }
}

/** The words of find itself, and the programs that its actions start: each ends at `;`, or at the `+` behind `{}`. */
function actionsOf(words: readonly Word[]): { own: readonly Word[]; inner: readonly (readonly Word[])[] } {
  const own: Word[] = [];
  const inner: (readonly Word[])[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as Word;
    if (!findActions.has(word.value ?? "")) {
      own.push(word);
      continue;
    }
    const start = ++i;
    while (i < words.length && words[i]?.value !== ";" && !(words[i]?.value === "+" && words[i - 1]?.value === "{}"))
      i++;
    if (i > start) inner.push(replaceInCode(words.slice(start, i), "{}"));
  }
  return { own, inner };
}

const usesVariables = /\$\{?[A-Za-z_]|\(\(/;

function refuseBeyond(wrappers: readonly string[]): void {
  if (wrappers.length <= limits.wrappers) return;
  throw new Refused({
    rule: "command.too-deep",
    message: `more than ${limits.wrappers} programs that each start the next`,
    remedy: "run the inner program itself",
  });
}

const declaring: ReadonlySet<string> = new Set(["export", "declare", "typeset", "readonly", "local"]);

/** Assignments of a declaring builtin, those in quotes included; what it exports is environment. */
function declared(builtin: string, args: readonly Word[], parsed: readonly Assignment[]): readonly Assignment[] {
  const exports = builtin === "export" || args.some((word) => /^-\w*x/.test(word.value ?? ""));
  const known = new Set(parsed.map((assignment) => assignment.span[0]));
  const quoted: Assignment[] = [];
  for (const { head, value, dynamic, span } of args) {
    const [whole, name] = /^([A-Za-z_]\w*)(?:\+?=|$)/.exec(head) ?? [];
    if (name === undefined || whole === undefined || known.has(span[0])) continue;
    if (whole === name) {
      // A variable that is exported by its name alone may hold whatever it was given before.
      if (exports) quoted.push({ name, span, environment: true, dynamic: "variable" });
      continue;
    }
    const worth = value === undefined ? { dynamic: dynamic ?? "variable" } : { value: value.slice(whole.length) };
    quoted.push({ name, span, environment: exports, ...worth });
  }
  return [...parsed.map((one) => ({ ...one, environment: one.environment || exports })), ...quoted];
}

/** A program's name as far as it may be trusted. */
function identify(word: Word): { name?: string; base?: string } {
  if (word.value === undefined || word.glob || word.numeric) return {};
  const slash = word.value.lastIndexOf("/");
  const base = word.value.slice(slash + 1);
  if (slash < 0) return { name: base, base };
  // INVARIANT: a path is only as good as its directory; `/tmp/git` is not git.
  return { name: trustedDirectories.includes(word.value.slice(0, slash)) ? base : word.value, base };
}
