import type { Program } from "../analyse.ts";
import { prints } from "../profile.ts";
import type { Word } from "../word.ts";
import { builtinNames, builtinOf, isProgram, statements, uneasy } from "./builtins.ts";
import { nativeProfile, startsOthers, strangeArgument, unclearArgument } from "./native.ts";
import { commandsOf, type PlainCommand, programOf, type Resolved } from "./plain-command.ts";
import { refuse } from "./source.ts";
import { type Builtin, readSwitches } from "./switches.ts";
import { type Lexicon, tokensOf } from "./token.ts";
import { beside, windowsPath } from "./windows-path.ts";

const literal = "write the value itself";
const plainly = "write it as simple commands";

const lexicon: Lexicon = {
  operators: ["&&", "||", "&", "|"],
  redirects: /(?:[12]?>[ \t]?(nul)|2>&1)(?=[ \t&|]|$)/iy,
  bare: /[\w./\\:*?=+,~@-]+/y,
  never: /@/,
  quoted: /"([^"%!]*[^"%!\\]|)"/y,
  // INVARIANT: cmd ends the quotes where the program sees an escaped quote, so no backslash stands before one.
  mayJoin: (bare) => !bare.endsWith("\\"),
  meanings: [
    [/^%/, ["variable", "a percent sign stands for whatever a variable holds when the command runs", literal]],
    [/^!/, ["variable", "an exclamation mark may stand for whatever a variable holds", literal]],
    [/^\^/, ["escape", "a caret changes what the next character means", "quote the whole word"]],
    [/^[()]/, ["group", "parentheses run what is in them", plainly]],
    [/^[<>]/, ["redirection", "a redirection writes or reads a file", "use type or copy"]],
    [/^'/, ["quote", "single quotes do not quote in cmd", "use double quotes"]],
    [/^"/, ["quote", "the text in quotes does not end, holds a variable, or is divided differently", literal]],
    [/^@/, ["echo", "an at sign hides the command", "leave it out"]],
    [/^[;`]/, ["separator", "it divides arguments, or does not, by who reads it", "quote the word"]],
  ],
};

/** Every program of a text in the subset of cmd. @throws {Refused} for anything else. */
export function cmdPrograms(source: string): readonly Program[] {
  const programs: Program[] = [];
  let placing = false;
  for (const command of commandsOf(tokensOf(source, lexicon), [])) {
    const resolved = resolve(command, placing);
    placing ||= placers.has(resolved.name);
    programs.push(programOf(command, resolved, programs.length));
  }
  return programs;
}

/** Commands that can put a program into the directory, where cmd looks before anywhere else. */
const placers: ReadonlySet<string> = new Set(["copy", "move", "ren", "rename", "xcopy"]);

function resolve({ word, rest }: PlainCommand, placing: boolean): Resolved {
  const written = word.text;
  const args = rest.filter((part) => part !== ",");
  for (const each of [word, ...args]) guardWord(each);
  if (!word.plain || !/^(?:[A-Za-z]|\.{0,2}[\\/])(?:[\w.:\\/-]*\w)?$/.test(written)) {
    refuse("command.dialect.program", `${written} is not the plain name of a program`, word.span, "name the program");
  }
  // INVARIANT: a builtin takes its first switch without a blank, so `del/q` is del.
  if (/^[A-Za-z]+\//.test(written)) {
    refuse("command.dialect.program", `${written} may be a command and its switch`, word.span, "put a blank before /");
  }
  const lower = written.toLowerCase();
  if (/[\\/:]/.test(written)) {
    return { name: written.replaceAll("\\", "/"), args, opaque: "it is run from a path, as whatever is there" };
  }
  if (statements.has(lower)) {
    refuse("command.dialect.keyword", `${written} runs, skips or hides what follows it`, word.span, plainly);
  }
  if (Object.hasOwn(uneasy, lower)) return { name: lower, args, opaque: uneasy[lower] as string };
  const name = lower.replace(/\.exe$/, "");
  const builtin = builtinOf(name);
  if (builtin !== undefined && (name === lower || isProgram(builtin))) return builtinWith(name, builtin, args, placing);
  return native(lower === name || !builtin ? name : lower, args, placing);
}

function guardWord({ text, value = "", span }: Word): void {
  if (/(?:^|[^\w.])\\\\|(?:^|[=,;@:])[\\/]{2}(?<!:\/\/)/.test(value) || /^\/\//.test(value)) {
    refuse("command.dialect.network-path", `${text} names another machine`, span, "copy the file here first");
  }
}

function builtinWith(name: string, builtin: Builtin, args: readonly Word[], placing: boolean): Resolved {
  const names = builtinNames(name);
  const isDirectory = builtin.reading === "directory";
  const read = readSwitches(args, builtin);
  if (typeof read === "string") return { name, args, names, opaque: read };
  const why = isProgram(builtin) && placing ? placed : undefined;
  // Without a directory, cd says where it is.
  if (isDirectory && read.length === 0) return { name: "pwd", args: [], profile: here, names };
  return {
    name: isDirectory ? "cd" : name,
    args: isDirectory ? read.map(directoryOf) : name === "ren" || name === "rename" ? renamed(read) : read,
    profile: builtin.profile,
    names,
    ...(why !== undefined && { opaque: why }),
  };
}

function directoryOf(word: Word): Word {
  return word.value === "-d" ? word : windowsPath(word);
}

function renamed([old, ...names]: readonly Word[]): readonly Word[] {
  return old === undefined ? names : [old, ...names.map((name) => beside(old, name))];
}

const here = prints();
const placed = "it may be found in the directory, where the same command has put or may have put something";

function native(name: string, args: readonly Word[], placing: boolean): Resolved {
  if (/\.\w+$/.test(name)) return { name, args, opaque: "it is a script, which may do anything" };
  const profile = nativeProfile(name);
  const why =
    startsOthers(name) ??
    (placing ? placed : undefined) ??
    (profile === undefined ? strangeArgument(args) : unclearArgument(name, args));
  return { name, args, names: new Set([name]), ...(profile && { profile }), ...(why !== undefined && { opaque: why }) };
}
