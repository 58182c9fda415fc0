import type { Program } from "./analyse.ts";
import type { Redirect } from "./enumerate.ts";
import { moves } from "./flow.ts";
import {
  type Arguments,
  divide,
  type GivenOption,
  type Grammar,
  type Option,
  type Role,
  selfTelling,
} from "./options.ts";
import type { Directories, Touch } from "./paths.ts";
import type { ProgramProfile } from "./profile.ts";
import { programProfile } from "./programs.ts";
import { isVagueAddress, pathWords, storedName } from "./reach.ts";
import type { Word } from "./word.ts";

/** A program with its arguments divided, their roles known, and the paths it touches. */
export interface Inspected {
  readonly program: Program;
  /** Profile of the program, or of the sub-command that was chosen; absent when either is not known. */
  readonly profile?: ProgramProfile;
  /** The sub-commands chosen, what follows the last of them, and the first word that is not one of them. */
  readonly chosen: readonly string[];
  readonly rest: readonly Word[];
  readonly unknownSubcommand?: Word;
  /** The first word that is no sub-command, where the program has a profile for such words. */
  readonly other?: Word;
  /** Grammar of the last options that were divided. */
  readonly grammar?: Grammar;
  /** What the program is when it is written as a path, absolute. */
  readonly paths: readonly string[];
  readonly given: readonly GivenOption[];
  readonly operands: readonly Word[];
  readonly unknown: readonly Word[];
  readonly loose: readonly Word[];
  /** Every argument that is more than text. */
  readonly roles: readonly { readonly word: Word; readonly role: Role }[];
  readonly touches: readonly Touch[];
}

/** Inspects the programs of a command in their order, each from the directories it may run in. */
export function inspectAll(programs: readonly Program[], directories: Directories): readonly Inspected[] {
  // A change in a loop comes before whatever stands before it, too.
  for (const { name, command } of programs) if (name !== undefined && moves.has(name)) directories.expect(command);
  const all = programs.map((program) => {
    directories.enter(program.command);
    const inspected = inspect(program, directories);
    const [to] = inspected.operands;
    const swaps = program.name === "pushd" && (to === undefined || /^[+-]\d+$/.test(to.value ?? ""));
    if (program.name === "popd" || swaps) {
      directories.return(program.command);
    } else if (program.name === "cd" || program.name === "pushd") directories.change(program.command, to);
    return inspected;
  });
  directories.anywhere();
  return all;
}

/** Divides the arguments of a program by its profile and resolves what it touches. */
function inspect(program: Program, directories: Directories): Inspected {
  const chosen = program.opaque === undefined ? choose(program) : nothing;
  const { profile, divided } = chosen;
  const options = [...chosen.globals, ...(divided?.options ?? [])];
  const operands = divided?.operands ?? program.args;
  const roles =
    profile === undefined || divided === undefined
      ? []
      : assignRoles(profile, divided, options, program, chosen.modules ?? []);
  const risky = profile === undefined || program.parsed ? [] : riskyWords(profile, operands, chosen.rest ?? [], roles);
  if (profile !== undefined && misses(profile, operands, options) && program.word !== undefined)
    risky.push(program.word);
  const given = [...options, ...risky.map((word) => ({ option: hazard, word }))];
  const touches: Touch[] = [];
  for (const { word, role } of roles) {
    for (const named of pathWords(word, role)) {
      const path = program.pathOf?.(named.word) ?? named.word;
      // What find comes across lies beneath what it was given, and that was judged.
      if (named.mode === "read" && path.value === "{}" && isFound(path, program)) continue;
      const touch = directories.touch(
        named.mode === "write" && isFound(path, program) ? unknownPath(path) : path,
        named.mode,
      );
      if (touch !== undefined) touches.push({ ...touch, word: named.word });
    }
  }
  if (storesByName(profile, options)) {
    for (const { word, role } of roles) {
      const touch = role === "url" ? directories.touch(storedName(word), "write") : undefined;
      if (touch !== undefined) touches.push(touch);
    }
  }
  for (const redirect of program.redirects) touches.push(...touchesOf(redirect, directories));
  // The shell reads the directories of a pattern, whatever the program then does with the names.
  for (const arg of program.args) {
    if (!arg.glob || !/^[/~]|\.\./.test(arg.value ?? "") || touches.some((touch) => touch.word === arg)) continue;
    const touch = directories.touch(arg, "read");
    if (touch !== undefined) touches.push(touch);
  }
  const word = program.name?.includes("/") === true ? program.word : undefined;
  return {
    program,
    chosen: chosen.names,
    rest: chosen.rest ?? program.args,
    paths: word === undefined ? [] : (directories.touch(word, "read")?.paths ?? []),
    ...(profile !== undefined && { grammar: profile.options }),
    ...(profile !== undefined && { profile }),
    ...(chosen.other !== undefined && { other: chosen.other }),
    ...(chosen.unknownSubcommand !== undefined && { unknownSubcommand: chosen.unknownSubcommand }),
    given,
    operands,
    unknown: [...chosen.unknownGlobals, ...(divided?.unknown ?? [])],
    loose: divided?.loose ?? [],
    roles,
    touches,
  };
}

/** What an operand is that needs leave as a dangerous option does. */
const hazard: Option = { name: "", value: "none", role: "none", asks: true };

function storesByName(profile: ProgramProfile | undefined, given: readonly GivenOption[]): boolean {
  const { stores } = profile ?? {};
  const hasOne = (names: readonly string[]): boolean => given.some(({ option }) => names.includes(option.name));
  return stores !== undefined && (stores.with === undefined || hasOne(stores.with)) && !hasOne(stores.without ?? []);
}

/** True when what would make it ordinary is not given. */
function misses(
  { unless, least = 0 }: ProgramProfile,
  operands: readonly Word[],
  given: readonly GivenOption[],
): boolean {
  if (unless === undefined) return operands.length < least && !given.some(({ option }) => selfTelling.has(option.name));
  return operands.length < least || !given.some(({ option }) => unless.includes(option.name));
}

/** Words that need leave for what they are, whatever the options. */
function riskyWords(
  { hazard: pattern, most = Number.POSITIVE_INFINITY }: ProgramProfile,
  operands: readonly Word[],
  written: readonly Word[],
  roles: readonly { word: Word; role: Role }[],
): Word[] {
  const isHazard = ({ value, head }: Word): boolean =>
    pattern !== undefined && ((value === undefined && head === "") || pattern.test(value ?? head));
  return [
    ...roles.filter(({ word, role }) => isVagueAddress(word, role) || isHazard(word)).map(({ word }) => word),
    ...operands.slice(most),
    ...written.filter((word) => word.value === "--" && isHazard(word)),
  ];
}

/** Whether a word stands for whatever find comes across. */
function isFound({ value }: Word, { wrappers }: Program): boolean {
  return value?.includes("{}") === true && wrappers.includes("find");
}

function unknownPath({ value: _, ...word }: Word): Word {
  return { ...word, dynamic: "replaced" };
}

/** The paths a redirection touches. */
export function touchesOf(redirect: Redirect, directories: Directories): readonly Touch[] {
  if (redirect.target === undefined || (redirect.mode !== "read" && redirect.mode !== "write")) return [];
  const touch = directories.touch(redirect.target, redirect.mode);
  return touch === undefined ? [] : [touch];
}

interface Chosen {
  readonly names: readonly string[];
  readonly rest?: readonly Word[];
  readonly profile?: ProgramProfile;
  readonly divided?: Arguments;
  readonly globals: readonly GivenOption[];
  readonly unknownGlobals: readonly Word[];
  readonly unknownSubcommand?: Word;
  readonly other?: Word;
  /** Names of modules whose profiles are in force. */
  readonly modules?: readonly Word[];
}

const nothing: Chosen = { names: [], globals: [], unknownGlobals: [] };

function choose({ name, args, profile }: Program): Chosen {
  return name === undefined ? nothing : follow(profile ?? programProfile(name), args);
}

/** Follows sub-commands, and modules run by name, by each level's own grammar of options. */
function follow(start: ProgramProfile | undefined, given: readonly Word[]): Chosen {
  let profile = start;
  let args = given;
  const names: string[] = [];
  let beyond: Word | undefined;
  let globals: readonly GivenOption[] = [];
  let unknownGlobals: readonly Word[] = [];
  while (profile?.subcommands !== undefined) {
    const divided = divide(args, profile.options, { leading: true });
    const name = divided.operands[0];
    globals = [...globals, ...divided.options];
    unknownGlobals = [...unknownGlobals, ...divided.unknown];
    const module = moduleOf(profile, divided);
    if (module !== undefined) return join({ globals, unknownGlobals }, module, divided);
    if (name === undefined)
      return { profile, names, rest: [], divided: { ...divided, options: [], unknown: [] }, globals, unknownGlobals };
    const chosen: ProgramProfile | undefined =
      name.value !== undefined && Object.hasOwn(profile.subcommands, name.value)
        ? profile.subcommands[name.value]
        : undefined;
    const other = profile.otherwise?.find(([pattern]) => pattern.test(name.value ?? ""))?.[1];
    if (chosen === undefined && other !== undefined && other.subcommands === undefined) {
      profile = other;
      beyond = name;
      args = divided.operands;
      break;
    }
    const next = chosen ?? other;
    if (next === undefined || name.value === undefined)
      return { names, rest: divided.operands, globals, unknownGlobals, unknownSubcommand: name };
    names.push(name.value);
    profile = next;
    args = divided.operands.slice(1);
  }
  if (profile === undefined) return nothing;
  const divided = divide(args, profile.options, { leading: profile.interprets === true || profile.leading === true });
  const module = moduleOf(profile, divided);
  if (module === undefined) {
    const known = { names, rest: args, globals, unknownGlobals, ...(beyond !== undefined && { other: beyond }) };
    return { ...known, profile, divided };
  }
  globals = [...globals, ...divided.options];
  unknownGlobals = [...unknownGlobals, ...divided.unknown];
  return join({ globals, unknownGlobals }, module, divided);
}

/** What comes after the name of a module is judged as the module has it. */
function join(
  { globals, unknownGlobals }: Pick<Chosen, "globals" | "unknownGlobals">,
  module: ProgramProfile,
  { options, operands }: Arguments,
): Chosen {
  const inner = follow(module, operands);
  const name = options.at(-1)?.value;
  return {
    ...inner,
    modules: [...(name === undefined ? [] : [name]), ...(inner.modules ?? [])],
    globals: [...globals, ...inner.globals],
    unknownGlobals: [...unknownGlobals, ...inner.unknownGlobals],
  };
}

/** The profile of the module that is run by name, when it is known. */
function moduleOf({ modules, otherwise }: ProgramProfile, { options }: Arguments): ProgramProfile | undefined {
  const given = options.at(-1);
  if (given?.option.role !== "module") return undefined;
  const name = given.value?.value ?? "";
  return modules?.get(name) ?? otherwise?.find(([pattern]) => pattern.test(name))?.[1];
}

function assignRoles(
  profile: ProgramProfile,
  { operands }: Arguments,
  given: readonly GivenOption[],
  { parsed }: Program,
  known: readonly Word[],
): readonly { word: Word; role: Role }[] {
  const roles: { word: Word; role: Role }[] = [];
  for (const { option, value } of given) {
    if (value !== undefined && !known.includes(value)) roles.push({ word: value, role: option.role });
  }
  // Code that was parsed has its programs listed; its operands are only text to it.
  if (parsed) return roles;
  const replaced = given.some(({ option }) => profile.replacesFirst?.includes(option.name) === true);
  const module = given.some(
    ({ option, value }) =>
      option.role === "code" || (option.role === "module" && !(value !== undefined && known.includes(value))),
  );
  const isWriting = given.some(({ option }) => profile.writing?.includes(option.name) === true);
  const order = replaced ? profile.operands.slice(1) : profile.operands;
  for (const [index, word] of operands.entries()) {
    const isLast = index === operands.length - 1 && index > 0;
    const listed = order[Math.min(index, order.length - 1)] ?? "text";
    const role =
      profile.interprets === true && module ? "text" : isLast && profile.last !== undefined ? profile.last : listed;
    roles.push({ word, role: role === "read" && isWriting ? "write" : role });
  }
  return roles;
}
