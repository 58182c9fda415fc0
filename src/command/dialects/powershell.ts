import type { Program } from "../analyse.ts";
import { reads } from "../profile.ts";
import type { Word } from "../word.ts";
import { aliasOf, namesOf } from "./aliases.ts";
import { cmdletOf } from "./cmdlets.ts";
import { isBatch, nativeProfile, startsOthers, strangeArgument, unclearArgument } from "./native.ts";
import { type Argument, bind, type Cmdlet } from "./parameters.ts";
import { commandsOf, type PlainCommand, programOf, type Resolved } from "./plain-command.ts";
import { refuse } from "./source.ts";
import { type Lexicon, tokensOf } from "./token.ts";
import { beside, windowsPath } from "./windows-path.ts";

const literal = "write the value itself";
const plainly = "write it as simple commands";

const lexicon: Lexicon = {
  operators: ["&&", "||", ";", "|", ","],
  redirects: /(?:[12*]?>[ \t]?(\$null)|2>&1)(?=[ \t;|]|$)/iy,
  bare: /[\w./\\:*?=+~^%!@-]+/y,
  never: /@/,
  quoted: /'([^']*)'|"([^"$`]*)"/y,
  // What looks like a parameter ends where a quote begins, unless a colon is between them.
  mayJoin: (bare) => !/^-(?!-)/.test(bare) || /^-\w+:$/.test(bare),
  meanings: [
    [/^\$\(/, ["substitution", "a sub-expression runs a command for its output", literal]],
    [/^\$/, ["variable", "a variable stands for whatever it holds when the command runs", literal]],
    [/^@['"]/, ["here-string", "a here-string is read differently from what it looks like", literal]],
    [/^@[({]/, ["substitution", "an array or a table is built by running what is in it", literal]],
    [/^@/, ["splat", "a splatted variable stands for arguments that it holds when the command runs", literal]],
    [/^`/, ["escape", "a backtick changes what the next character means", "quote the whole word"]],
    [/^[{}]/, ["block", "a script block is code", plainly]],
    [/^[()]/, ["group", "parentheses run what is in them", plainly]],
    [/^[[\]]/, ["type", "brackets name a type, or a pattern that may mean other files", "quote or name it"]],
    [/^[<>]/, ["redirection", "a redirection writes or reads a file", "use Set-Content or Get-Content"]],
    [/^#/, ["comment", "a comment hides text from whoever reads the command", "leave it out"]],
    [/^&/, ["call", "the call operator runs whatever it is given, or leaves it running", "name the program"]],
    [/^"/, ["quote", "the text in quotes does not end, holds what is expanded, or touches another word", literal]],
    [/^'/, ["quote", "the text in quotes does not end, or touches another word", "put a blank after it"]],
  ],
};

const keywords: ReadonlySet<string> = new Set(
  (
    "assembly base begin break catch class command configuration continue data define do dynamicparam else elseif end " +
    "enum exit filter finally for foreach from function hidden if in inlinescript interface module namespace parallel " +
    "param private process public return sequence static switch throw trap try type until using var while workflow"
  ).split(" "),
);

/** Every program of a text in the subset of PowerShell. @throws {Refused} for anything else. */
export function powershellPrograms(source: string): readonly Program[] {
  const programs: Program[] = [];
  const before = new Map<number, string[]>();
  for (const command of commandsOf(tokensOf(source, lexicon), [";"])) {
    const earlier = before.get(command.pipeline) ?? [];
    const resolved = resolve(command, earlier);
    before.set(command.pipeline, [...earlier, resolved.name]);
    programs.push(programOf(command, resolved, programs.length));
  }
  return programs;
}

/** Who the program is: a path, a cmdlet by its name or an alias, or another program. */
function resolve(command: PlainCommand, earlier: readonly string[]): Resolved {
  const { word } = command;
  const written = word.text;
  const args = argumentsOf(command);
  const words = args.flat();
  for (const each of [word, ...words]) guardWord(each);
  if (!word.plain || !/^(?:[A-Za-z]|\.{0,2}[\\/])(?:[\w.:\\/-]*\w)?$/.test(written)) {
    refuse("command.dialect.program", `${written} is not the plain name of a program`, word.span, "name the program");
  }
  const lower = written.toLowerCase();
  if (/[\\/:]/.test(written)) {
    return { name: written.replaceAll("\\", "/"), args: words, opaque: "it is run from a path, as whatever is there" };
  }
  if (aliasOf(lower) === undefined && keywords.has(lower)) {
    refuse("command.dialect.keyword", `${written} is a keyword`, word.span, plainly);
  }
  const cmdlet = cmdletOf(lower);
  if (cmdlet !== undefined) return cmdletWith(cmdlet, command, args, earlier);
  const alias = aliasOf(lower);
  if (alias === "Set-Location" || lower === "set-location") return change(args);
  // A cmdlet without a profile may do anything, with arguments nobody here knows.
  if (alias !== undefined) return { name: alias, args: words, names: namesOf(alias), opaque: unknownCmdlet };
  if (/^[a-z]+-[a-z]+$/.test(lower) && !lower.endsWith(".exe")) {
    return { name: written, args: words, names: namesOf(written), opaque: unknownCmdlet };
  }
  return native(command, lower, words);
}

const unknownCmdlet = "what it does with its arguments is not known";

/** Arguments, those with commas between them as one. */
function argumentsOf({ rest }: PlainCommand): readonly Argument[] {
  const args: [Word, ...Word[]][] = [];
  let open = false;
  for (const [index, part] of rest.entries()) {
    if (part !== ",") {
      if (open) args.at(-1)?.push(part);
      else args.push([part]);
      open = false;
      continue;
    }
    const next = rest[index + 1];
    if (open || args.length === 0 || next === undefined || next === ",") {
      const span = args.at(-1)?.at(-1)?.span ?? [0, 1];
      refuse("command.dialect.syntax", "a comma stands alone", span, "put a value on each side of it");
    }
    open = true;
  }
  return args;
}

function guardWord({ text, value = "", span }: Word): void {
  if (text.startsWith("--%")) {
    refuse("command.dialect.verbatim", "--% hands the rest of the line on unread", span, "leave it out");
  }
  if (/(?:^|[^\w.])\\\\|(?:^|[=,;@])[\\/]{2}/.test(value)) {
    refuse("command.dialect.network-path", `${text} names another machine`, span, "copy the file here first");
  }
}

function cmdletWith(
  cmdlet: Cmdlet,
  { index }: PlainCommand,
  args: readonly Argument[],
  earlier: readonly string[],
): Resolved {
  const given = bind(cmdlet, args);
  const bound = cmdlet.name === "Rename-Item" ? renamed(given) : given;
  const why = index === 0 ? undefined : unclearInput(cmdlet, bound, earlier);
  return {
    name: cmdlet.name,
    args: bound,
    profile: cmdlet.profile,
    names: namesOf(cmdlet.name),
    ...(why !== undefined && { opaque: why }),
  };
}

/** The arguments of Rename-Item with the new name beside the old. */
function renamed(args: readonly Word[]): readonly Word[] {
  const old = args.find((_, index) => /^-(?:Path|LiteralPath)$/.test(args[index - 1]?.value ?? ""));
  if (old === undefined) return args;
  return args.map((word, index) => (args[index - 1]?.value === "-NewName" ? beside(old, word) : word));
}

const named: ReadonlySet<string> = new Set(["-Path", "-LiteralPath", "-FilePath"]);
/** Cmdlets whose output is text, or whatever they were given. */
const textual: ReadonlySet<string> = new Set(
  "Get-Content Select-String Write-Output Out-String Sort-Object Get-Unique Select-Object Where-Object ConvertTo-Json ConvertTo-Csv".split(
    " ",
  ),
);

/** Why what comes by the pipe may decide what a cmdlet does; `undefined` when it may not. */
function unclearInput({ input }: Cmdlet, bound: readonly Word[], earlier: readonly string[]): string | undefined {
  if (input === "objects") return undefined;
  const isNamed = bound.some(({ value = "" }) => named.has(value));
  if (input === "path" && isNamed) return undefined;
  if (input === "text" && (isNamed || earlier.every((name) => textual.has(name) || !name.includes("-"))))
    return undefined;
  return "it takes from its input what it is to open or change";
}

function change(args: readonly Argument[]): Resolved {
  const words = args.flat();
  const [path, ...more] = words.filter(({ text }) => !/^-(?:path|literalpath|lp)$/i.test(text));
  const isPlain =
    path !== undefined && more.length === 0 && !path.text.startsWith("-") && !/[*?]/.test(path.value ?? "");
  return {
    name: "cd",
    args: path === undefined ? [] : [windowsPath(path)],
    profile: directory,
    names: namesOf("Set-Location"),
    ...(!isPlain && { opaque: "where it leads is not known" }),
  };
}

const directory = reads("", { most: 1 });

function native(command: PlainCommand, lower: string, words: readonly Word[]): Resolved {
  const name = lower.replace(/\.exe$/, "");
  const comma = command.rest.includes(",") ? "commas divide its arguments" : undefined;
  if (/\.(?:cmd|bat|com|ps1|psm1|vbs|vbe|jse?|wsf|msc|lnk|py|msi|scr|cpl)$/.test(name)) {
    return { name, args: words, opaque: "it is a script, which may do anything" };
  }
  const profile = nativeProfile(name);
  // The script that PowerShell prefers to a batch file takes a double dash for its own.
  const dashes =
    isBatch(name) && words.some(({ value }) => value === "--") ? "its -- may be lost on the way" : undefined;
  const why =
    startsOthers(name) ??
    comma ??
    dashes ??
    (profile === undefined ? strangeArgument(words) : unclearArgument(name, words));
  return {
    name,
    args: words,
    names: new Set([name]),
    ...(profile && { profile }),
    ...(why !== undefined && { opaque: why }),
  };
}
